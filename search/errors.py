from kernel.errors import Invalid, Unavailable


class IndexUnavailable(Unavailable):
    """Nothing is lost: what changed is noted in rows, and told to the index as soon as it answers."""

    code = "index-unavailable"


class CannotSee(Unavailable):
    code = "cannot-read-pictures"


class QueryNotUnderstood(Invalid):
    code = "query-not-understood"
