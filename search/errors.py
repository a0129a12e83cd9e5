from kernel.errors import Invalid, Unavailable


class IndexUnavailable(Unavailable):
    code = "index-unavailable"


class QueryNotUnderstood(Invalid):
    code = "query-not-understood"
