"""«Egreso»: all that somebody holds ends at once, and whatever waited for them goes on to somebody else."""

from dataclasses import dataclass
from uuid import UUID

import correspondence.leaving as correspondence
import documents.leaving as documents
import institutions.service as institutions
import signature.leaving as signature
from institutions.errors import NotInTheHouse
from kernel.work import Work
from oficina.web.forms import FormRefused, Wrong


@dataclass(frozen=True, slots=True)
class Waiting:
    """What somebody has pending."""

    referrals: int
    taken: int
    signatures: int
    drafts: int

    @property
    def needs_heir(self) -> int:
        """What nobody else would see."""
        return self.referrals + self.signatures + self.drafts


@dataclass(frozen=True, slots=True)
class Left:
    ended: int
    moved: int
    heir: str

    def says(self, name: str) -> str:
        moved = f" {self.moved} pendientes pasaron a {self.heir}." if self.moved else ""
        return f"{name} egresó: terminaron {self.ended} cargos, roles y claves, y sus sesiones.{moved}"


def waiting(work: Work, person_id: UUID) -> Waiting:
    return Waiting(
        correspondence.held_by(work, person_id),
        correspondence.taken_by(work, person_id),
        signature.asked_of(work, person_id),
        documents.drafts_of(work, person_id),
    )


def leave(work: Work, person_id: UUID, heir_id: UUID | None) -> Left:
    """One transaction: nobody is out with their tray still waiting, nor the other way round."""
    pending = waiting(work, person_id)
    if pending.needs_heir and heir_id is None:
        raise FormRefused(Wrong("recibe", "Elija quién recibe lo que esta persona tiene pendiente."))
    heir = institutions.person(work, heir_id) if heir_id else None
    if heir and not _holds_a_post(work, heir.id):
        raise NotInTheHouse("Quien recibe no tiene cargo en su institución: elija a otra persona.")
    moved = 0
    if heir:
        moved = correspondence.hand_over(work, person_id, heir.id)
        moved += signature.hand_over(work, person_id, heir.id) + documents.hand_over(work, person_id, heir.id)
    correspondence.let_go(work, person_id)
    work.session.flush()
    return Left(institutions.dismiss(work, person_id), moved, heir.name if heir else "")


def _holds_a_post(work: Work, person_id: UUID) -> bool:
    return any(each.person_id == person_id for each in institutions.every_post(work))
