from kernel.errors import Conflict, Forbidden, Invalid, NotFound


class ExpedienteNotFound(NotFound):
    code = "expediente-not-found"


class EntryNotFound(NotFound):
    code = "entry-not-found"


class NotFileable(NotFound):
    code = "not-fileable"


class ExpedienteClosed(Conflict):
    code = "expediente-closed"


class ExpedienteOpen(Conflict):
    code = "expediente-open"


class AlreadyFiled(Conflict):
    code = "already-filed"


class AlreadyWithdrawn(Conflict):
    code = "already-withdrawn"


class NestedInItself(Conflict):
    code = "expediente-nested-in-itself"


class HasNoContent(NotFound):
    code = "entry-without-content"


class OccursInFuture(Invalid):
    code = "date-in-the-future"


class ExpedienteAccessNotYours(Forbidden):
    code = "expediente-access-not-yours"
