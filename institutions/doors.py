"""How a key becomes an actor: first whose it is, then, in their institution, what they may do."""

import institutions.service as service
from kernel.actor import PLATFORM, Actor, system
from kernel.database import Database


def actor_behind(database: Database, key: str) -> Actor:
    """Whoever showed the key, as they stand at this moment."""
    with database.reading(PLATFORM) as work:
        bearer = service.bearer_of(work, key)
    with database.reading(system(bearer.institution_id)) as work:
        return service.actor_of(work, bearer)
