from kernel.errors import Invalid, Unavailable


class IndexUnavailable(Unavailable):
    """Nothing is lost: what changed is noted in rows, and told to the index as soon as it answers."""

    code = "index-unavailable"


class IndexCrowded(IndexUnavailable):
    """It answers that it has too much to do: who is in no hurry may ask again in a moment."""


class CannotSee(Unavailable):
    code = "cannot-read-pictures"


class QueryNotUnderstood(Invalid):
    code = "query-not-understood"
