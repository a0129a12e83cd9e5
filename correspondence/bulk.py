"""The same for many at once: each gets its own result, and one that is refused holds back no other."""

from collections.abc import Callable, Sequence
from uuid import UUID

from correspondence import receiving, referring, rights
from correspondence.lines import Target
from correspondence.models import ReceptionState
from correspondence.results import Result
from kernel.errors import Damaged, Refused
from kernel.work import Work


def acknowledge_and_refer(work: Work, ids: Sequence[UUID], targets: Sequence[Target]) -> list[Result]:
    """Acknowledge what still waits for it, and refer it, if somebody is named."""

    def attend(reception_id: UUID) -> None:
        if not targets or rights.reception(work, reception_id).state == ReceptionState.ARRIVED:
            receiving.acknowledge(work, reception_id)
        if targets:
            referring.refer(work, reception_id, targets)

    return _each(work, ids, attend)


def close(work: Work, ids: Sequence[UUID], *, way: str, reason: str) -> list[Result]:
    return _each(work, ids, lambda each: referring.close(work, each, way=way, reason=reason))


def _each(work: Work, ids: Sequence[UUID], act: Callable[[UUID], object]) -> list[Result]:
    """In the order of their ids, which is everybody's, so that two who do the same do not wait for each other."""
    results = {each: _one(work, each, act) for each in sorted(set(ids))}
    return [results[each] for each in dict.fromkeys(ids)]


def _one(work: Work, each: UUID, act: Callable[[UUID], object]) -> Result:
    try:
        with work.session.begin_nested():
            act(each)
    except Damaged:
        raise
    except Refused as refusal:
        return Result(each, done=False, code=refusal.code, message=refusal.message)
    return Result(each, done=True)
