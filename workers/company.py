"""What those that were claimed together have in common, done once.

When that goes wrong, each is done alone: so the one that is wrong holds back no other.
"""

from collections.abc import Callable, Mapping, Sequence

import correspondence.service as correspondence
from correspondence.jobs import DeliverCopy
from kernel.actor import system
from kernel.database import Desk
from kernel.jobs import Job
from kernel.operations import Act, act
from kernel.work import Work
from oficina.platform import Platform
from search.jobs import IndexThing
from search.operations import IndexThings, Read
from search.readings import Told
from workers.claims import Claim, settle
from workers.handlers import Finishing, Handler, indexing

Rest = Sequence[tuple[Claim, Handler]]
"""What is left to do of each of them."""


def deliver_copies(platform: Platform, claims: Sequence[Claim]) -> Rest:
    """The copies of one sender leave in one transaction of theirs."""
    ids = [each.job.delivery_id for each in claims if isinstance(each.job, DeliverCopy)]

    def leave(work: Work, deliver: Act[None]) -> None:
        settle(work, *claims)
        deliver(work)

    desk = platform.database.desk(system(claims[0].institution_id))
    act(desk, lambda work: correspondence.deliver_all(work, ids), leave)
    return ()


def index_things(platform: Platform, claims: Sequence[Claim]) -> Rest:
    """What changed in many institutions is one commit of the index; each then notes its own."""
    operation = indexing(platform)
    reads = []
    for each in claims:
        with platform.database.reading(system(each.institution_id)) as work:
            reads.append(operation.prepare(work))
    made = operation.put_all(reads)
    return [(each, _noted(operation, read, told)) for each, read, told in zip(claims, reads, made, strict=True)]


def _noted(operation: IndexThings, read: Read, made: Mapping[str, Told]) -> Handler:
    def handle(_platform: Platform, desk: Desk, _job: Job, finish: Finishing) -> None:
        act(desk, lambda work: operation.settle(work, read, made), finish)

    return handle


AT_ONCE: dict[type[Job], Callable[[Platform, Sequence[Claim]], Rest]] = {
    DeliverCopy: deliver_copies,
    IndexThing: index_things,
}
