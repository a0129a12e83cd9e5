"""Who sees what. A restricted entry is a line without words for an office that holds no mark of it."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

import institutions.service as institutions
import search.service as search
from correspondence.errors import CommunicationNotFound, ContentReserved, ReceptionNotFound, ReferralNotFound
from correspondence.models import Communication, Delivery, OutsideDispatch, Reception, Referral
from kernel.errors import NotFound
from kernel.rut import Rut
from kernel.work import Work

RESERVED = "[Reservado]"


def office_mark(office_id: UUID) -> str:
    return f"office:{office_id}"


def listed(work: Work) -> ColumnElement[bool]:
    """The entries that appear in the actor's lists: those it may read, and its office's restricted ones, unsaid."""
    unsaid = and_(restricted(), Reception.office_id.in_(work.actor.offices))
    return or_(search.readable(work, Reception.id), unsaid)


def restricted() -> ColumnElement[bool]:
    return or_(Reception.access_level > 1, Reception.sealed_envelope)


def listed_sent(work: Work) -> ColumnElement[bool]:
    """The same for what was sent; whoever may read the document may follow it."""
    unsaid = and_(Communication.access_level > 1, Communication.office_id.in_(work.actor.offices))
    return or_(search.readable(work, Communication.document_id), unsaid)


def reception(work: Work, reception_id: UUID, *, lock: bool = False) -> Reception:
    """An entry that the actor may act upon, even one whose words it may not read.

    Who may read it is asked of an id that nothing has, too: it takes as long as one of what is hidden.
    """
    found = work.find(Reception, lock=lock, id=reception_id)
    unsaid = found is not None and _unsaid(work, found)
    if not (unsaid or search.may_read(work, reception_id)) or found is None:
        raise ReceptionNotFound(
            "El ingreso no existe, o no está entre los suyos: búsquelo en su bandeja o pídalo a quien lo tiene.",
            reception_id=reception_id,
        )
    return found


def readable_reception(work: Work, reception_id: UUID) -> Reception:
    """An entry whose words the actor may read."""
    found = reception(work, reception_id)
    if not search.may_read(work, found.id):
        raise ContentReserved("El contenido es reservado: pídalo a quien está dirigido.", reception_id=reception_id)
    return found


def readable_receptions(work: Work, ids: Collection[UUID]) -> set[UUID]:
    """Those of them that there are, and whose words the actor may read: one statement."""
    named = (Reception.institution_id == work.institution_id, Reception.id.in_(ids))
    return set(work.session.scalars(select(Reception.id).where(*named, search.readable(work, Reception.id))))


def things_of(work: Work, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Of what these referrals, copies and dispatches are: an entry, or the document that was sent."""
    own = work.institution_id
    found = [select(Referral.id, Referral.reception_id).where(Referral.institution_id == own, Referral.id.in_(ids))]
    for table in (Delivery, OutsideDispatch):
        of_it = (Communication.institution_id == own, Communication.id == table.communication_id)
        query = select(table.id, Communication.document_id).where(*of_it)
        found.append(query.where(table.institution_id == own, table.id.in_(ids)))
    return {part: thing for query in found for part, thing in work.session.execute(query)}


def concerning(work: Work, rut: str) -> set[UUID]:
    """The entries that this person or company presented, whoever may read them: for whoever answers for the log."""
    theirs = (Reception.institution_id == work.institution_id, Reception.sender_rut == Rut.parse(rut).dotted)
    return set(work.session.scalars(select(Reception.id).where(*theirs)))


def presented_by(work: Work, run: str) -> dict[UUID, str]:
    """The same by their numbers in the book: for the person themselves, who may know no more of them here."""
    theirs = (Reception.institution_id == work.institution_id, Reception.sender_rut == Rut.parse(run).dotted)
    found = work.session.scalars(select(Reception).where(*theirs))
    return {each.id: f"Ingreso N° {each.entry}" if each.entry else "Ingreso sin número" for each in found}


def _unsaid(work: Work, found: Reception) -> bool:
    return found.restricted and found.office_id in work.actor.offices


def communication(work: Work, communication_id: UUID, *, lock: bool = False) -> Communication:
    found = work.find(Communication, lock=lock, id=communication_id)
    unsaid = found is not None and _unsaid_sent(work, found)
    if not (unsaid or search.may_read(work, found.document_id if found else communication_id)) or found is None:
        raise CommunicationNotFound(
            "La comunicación no existe, o no está entre las suyas: búsquela entre lo despachado.",
            communication_id=communication_id,
        )
    return found


def _unsaid_sent(work: Work, found: Communication) -> bool:
    return found.access_level > 1 and found.office_id in work.actor.offices


def referral(work: Work, referral_id: UUID) -> tuple[Referral, Reception]:
    """A referral and its entry, both locked: the entry first, as everybody does."""
    found = work.find(Referral, id=referral_id)
    with as_its_part(
        ReferralNotFound(
            "La derivación no existe, o no está entre las suyas: búsquela en su bandeja.", referral_id=referral_id
        )
    ) as refusal:
        entry = reception(work, found.reception_id if found else referral_id, lock=True)
        locked = work.find(Referral, lock=True, id=referral_id)
        if locked is None:
            raise refusal
    return locked, entry


@contextmanager
def as_its_part(refusal: NotFound) -> Iterator[NotFound]:
    """A part of what the actor may not know of is as if it were not there: nothing tells of what it is."""
    try:
        yield refusal
    except (ReceptionNotFound, CommunicationNotFound):
        raise refusal from None


def holds(work: Work, held: Referral) -> bool:
    return work.actor.sees_everything or held.mark in work.actor.marks


def described(work: Work, office_id: UUID) -> str:
    """The posts of the actor and its office, by which another institution knows who answered."""
    titles: Sequence[str] = [post.title for post in institutions.posts(work, sorted(work.actor.posts)).values()]
    office = institutions.office(work, office_id).name
    return f"{', '.join(titles) or work.actor.system or 'Funcionario'}, {office}"[:300]
