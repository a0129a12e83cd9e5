from kernel.errors import Invalid, NotFound, NotYet, Unavailable


class EntryNotFound(NotFound):
    code = "log-entry-not-found"


class LogNotFound(NotFound):
    code = "log-not-found"


class NotInOrderYet(NotYet):
    code = "log-not-in-order-yet"


class NoSuchRange(Invalid):
    code = "log-range-invalid"


class NoStamper(Unavailable):
    code = "no-time-stamper"
