"""Who acts, and on whose behalf."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from kernel.errors import Forbidden
from kernel.permissions import EVERYTHING, Permission


class NotAllowed(Forbidden):
    code = "not-allowed"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a system, acting for one institution.

    `client` tells idempotency keys of different clients apart. `marks` are the reader marks that the actor carries
    (`person:…`, `system:…`, `post:…`, `unit:…`, `office:…`): what carries none of them cannot be found.
    """

    name: str
    institution_id: UUID
    client: str = "platform"
    person_id: UUID | None = None
    system: str | None = None
    permissions: frozenset[Permission] = frozenset()
    posts: frozenset[UUID] = frozenset()
    units: frozenset[UUID] = frozenset()
    offices: frozenset[UUID] = frozenset()
    sees_everything: bool = False
    lent: frozenset[Permission] = frozenset()
    """Of the permissions, those that they have only to act for a chief, and never in their own name."""

    @property
    def marks(self) -> frozenset[str]:
        kinds = {"post": self.posts, "unit": self.units, "office": self.offices}
        return frozenset(f"{kind}:{each}" for kind, ids in kinds.items() for each in ids) | self.own_marks

    @property
    def own_marks(self) -> frozenset[str]:
        """Those of nobody else: the person, or the system whichever of its keys it shows."""
        if self.person_id:
            return frozenset({f"person:{self.person_id}"})
        return frozenset({f"system:{uuid5(self.institution_id, self.system)}"} if self.system else set())

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        if not self.may(permission):
            raise NotAllowed(
                "Su rol no permite esta acción: pídala a quien la tiene asignada en su institución.",
                permission=permission,
            )


def system(institution_id: UUID, name: str = "system") -> Actor:
    """The platform itself, acting for an institution; `name` is whoever asked it to."""
    return Actor(name, institution_id, system="oficina", permissions=EVERYTHING, sees_everything=True)


PLATFORM = Actor("system", UUID(int=0), system="oficina")
"""The platform before it knows for whom: it acts for nobody, so it sees the shared tables only."""
