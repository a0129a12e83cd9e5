"""What the log is about and its reader may not read: of that they learn what was done and by whom, and no words."""

from collections.abc import Collection
from uuid import UUID

import correspondence.service as correspondence
import search.service as search
from kernel.work import Work


def closed_to(work: Work, ids: Collection[UUID]) -> set[UUID]:
    """Those of them that the actor may not read. A referral or a copy is as the thing that it is of."""
    things = {each: each for each in ids} | correspondence.things_of(work, ids)
    closed = search.closed_to(work, set(things.values()))
    return {each for each, thing in things.items() if thing in closed}
