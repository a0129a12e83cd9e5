from kernel.errors import Invalid, Unavailable


class IndexUnavailable(Unavailable):
    code = "index-unavailable"


class CannotSee(Unavailable):
    code = "cannot-read-pictures"


class QueryNotUnderstood(Invalid):
    code = "query-not-understood"
