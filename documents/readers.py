"""Who may read a thing although no act gave them the right: additional readers, each added and taken away by an act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

import audit.service as audit
import institutions.service as institutions
import search.service as search
from documents.errors import ReaderNotNamed, ReaderUnknown
from documents.levels import LEVELS
from kernel.rows import Owned
from kernel.work import Work

SHORTEST, LONGEST = 3, 255
PERSON = "person:"


class Reader(Owned):
    """Somebody, or a post or a unit, that was let read a document or an entry: by whom, and why."""

    __tablename__ = "additional_readers"

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(255))
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(200))


@dataclass(frozen=True, slots=True)
class Named:
    """One of the three."""

    unit_id: UUID | None = None
    post_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def mark(self) -> str:
        told = {"unit": self.unit_id, "post": self.post_id, "person": self.person_id}
        named = [f"{kind}:{id_}" for kind, id_ in told.items() if id_]
        if len(named) != 1:
            raise ReaderNotNamed("Cada lector es una unidad, un cargo o una persona: indique uno de los tres.")
        return named[0]


def readers_of(work: Work, subject_id: UUID) -> Sequence[Reader]:
    """Who was added, in the order in which they were."""
    mine = (Reader.institution_id == work.institution_id, Reader.subject_id == subject_id)
    return work.session.scalars(select(Reader).where(*mine).order_by(Reader.added_at, Reader.mark)).all()


def let_read(work: Work, subject_id: UUID, level: int, named: Named, reason: str) -> Reader:
    """Let them find it and open it, from now on. Who may decide so is for the caller to know."""
    mark, told = named.mark, _told(reason)
    if LEVELS[level].named_only and not mark.startswith(PERSON):
        raise ReaderNotNamed(
            f"Es de acceso {LEVELS[level].name.lower()}: agregue a cada persona por su nombre.", field="reader"
        )
    name = _name(work, named)
    if there := work.find(Reader, subject_id=subject_id, mark=mark):
        return there
    reader = Reader(
        institution_id=work.institution_id,
        subject_id=subject_id,
        mark=mark,
        name=name,
        reason=told,
        added_at=work.now,
        added_by=work.actor.name,
    )
    work.add(reader)
    search.grant(work, subject_id, mark)
    audit.record(work, "reader.added", subject_id, mark=mark, people={"reason": told})
    return reader


def no_longer_reads(work: Work, subject_id: UUID, mark: str, reason: str) -> None:
    """Take back what was given here. What they may do because they took part, they still may."""
    told, reader = _told(reason), work.find(Reader, subject_id=subject_id, mark=mark)
    if reader is None:
        raise ReaderUnknown("Ese lector no está en la lista: vuelva a mirarla, quizás ya lo quitaron.")
    _take_away(work, reader)
    audit.record(work, "reader.removed", subject_id, mark=mark, people={"reason": told})


def keep_named_only(work: Work, subject_id: UUID, level: int) -> None:
    """What became more closed keeps of its additional readers only those that its level admits."""
    for reader in readers_of(work, subject_id):
        whole_unit = reader.mark.startswith("unit:")
        if whole_unit or (LEVELS[level].named_only and not reader.mark.startswith(PERSON)):
            _take_away(work, reader)
            audit.record(work, "reader.removed", subject_id, mark=reader.mark, level=level)


def _take_away(work: Work, reader: Reader) -> None:
    work.session.delete(reader)
    search.take_back(work, reader.subject_id, reader.mark)


def _told(reason: str) -> str:
    told = reason.strip()
    if not SHORTEST <= len(told) <= LONGEST:
        raise ReaderNotNamed(
            f"El motivo es muy corto o muy largo: explíquelo en {SHORTEST} a {LONGEST} caracteres.", field="reason"
        )
    return told


def _name(work: Work, named: Named) -> str:
    if named.unit_id:
        return institutions.unit(work, named.unit_id).name
    if named.post_id:
        return institutions.post(work, named.post_id).title
    person_id = named.person_id or UUID(int=0)
    named_so = institutions.people_of(work).where(institutions.Person.id == person_id)
    here: institutions.Person | None = work.session.scalar(named_so)
    if here is None:
        raise ReaderUnknown("Esa persona no es de su institución: elija una de la lista.", field="reader")
    return here.name
