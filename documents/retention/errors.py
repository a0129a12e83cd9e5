from kernel.errors import Conflict, Invalid, NotFound


class RuleWrong(Invalid):
    code = "retention-rule-wrong"


class RuleNotFound(NotFound):
    code = "retention-rule-not-found"


class ScheduleChanged(Conflict):
    code = "retention-schedule-changed"


class HoldNotFound(NotFound):
    code = "legal-hold-not-found"


class AlreadyLifted(Conflict):
    code = "legal-hold-already-lifted"


class ReasonMissing(Invalid):
    code = "retention-reason-missing"
