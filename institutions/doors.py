"""How a key becomes an actor: first whose it is, then, in their institution, what they may do."""

from uuid import UUID

import institutions.service as service
from kernel.actor import PLATFORM, Actor, system
from kernel.database import Database


def actor_behind(database: Database, key: str) -> Actor:
    """Whoever showed the key, as they stand at this moment."""
    with database.reading(PLATFORM) as work:
        bearer = service.bearer_of(work, key)
    with database.reading(system(bearer.institution_id)) as work:
        return service.actor_of(work, bearer)


def actor_again(database: Database, institution_id: UUID, client: str, person_id: UUID | None) -> Actor | None:
    """Whoever asked for something before, as they stand by now; nobody when their key was revoked meanwhile."""
    with database.reading(PLATFORM) as work:
        bearer = service.bearer_again(work, institution_id, client, person_id)
    if bearer is None:
        return None
    with database.reading(system(institution_id)) as work:
        return service.actor_of(work, bearer)
