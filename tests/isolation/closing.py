"""Things that somebody sees, each with an act that takes it from them: whatever may end a right to read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import correspondence.service as correspondence
import documents.service as documents
import expedientes.service as expedientes
import institutions.service as institutions
from documents.checking import Access
from documents.drafting import Beginning
from documents.kinds import kind
from documents.models import Document, Source
from documents.operations import DraftDocument
from expedientes.service import Opening, Readers
from institutions import endings
from kernel.actor import system
from kernel.operations import operate
from kernel.work import Work
from oficina.platform import Platform
from tests.correspondence.houses import House, a_house, a_unit
from tests.correspondence.papers import a_letter
from tests.isolation.canaries import CAUSE
from tests.offices import FIELDS, Office, a_person, alone

COMMON = "humedales"
"""A word of all of them, by which they are searched for."""
READER, CLERK = "reader", "clerk"
WHY = "Ya informó"


@dataclass(frozen=True)
class Closing:
    """A thing, the word that only it has, from whom the act takes it, and who does that."""

    how: str
    subject_id: UUID
    word: str
    hidden_from: frozenset[str]
    by: Office
    act: Callable[[Work], object]
    known: bool = False
    """Its number and its id remain known to them: only the words go."""

    def close(self) -> None:
        with self.by.desk.writing() as work:
            self.act(work)


class Scene:
    """A house where somebody of another unit was let read many things, and a clerk of its office others."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.house: House = a_house(platform, "Ministerio de Bienes Nacionales")
        office = self.house.office
        self.reader = a_unit(platform, office, "Gabinete", "Iván Paredes", "redactor")
        self.clerk = a_person(
            platform, office.id, "Rosa Vera", "partes-jefatura", office_id=office.office_id, unit_id=office.unit_id
        )

    def things(self, count: int) -> list[Closing]:
        """One of each way after the other, as many as asked for."""
        ways: Sequence[Callable[[str], Closing]] = list(self._ways().values())
        return [ways[number % len(ways)](f"kx{letters(number)}q") for number in range(count)]

    def _ways(self) -> Mapping[str, Callable[[str], Closing]]:
        return {
            "the level of a document": self._level_of_document,
            "a unit": self._unit,
            "the level of an entry": self._level_of_entry,
            "the end of a substitution": self._substitution,
            "a post": self._post,
            "the level of what is in an expediente": self._level_of_piece,
            "the end of an appointment": self._appointment,
        }

    def _level_of_document(self, word: str) -> Closing:
        legal, made = self.house.legal, self._document(word)
        self._admit(made, documents.Named(unit_id=self.reader.unit_id))
        return Closing(
            "level of a document",
            made.id,
            word,
            frozenset({READER, CLERK}),
            legal,
            lambda work: documents.change_access(work, made.id, Access(3 + made.id.int % 2, CAUSE)),
        )

    def _unit(self, word: str) -> Closing:
        return self._excluded("unit", word, documents.Named(unit_id=self.reader.unit_id))

    def _post(self, word: str) -> Closing:
        return self._excluded("post", word, documents.Named(post_id=self.reader.post_id))

    def _excluded(self, how: str, word: str, named: documents.Named) -> Closing:
        made = self._document(word)
        self._admit(made, named)
        return Closing(
            how,
            made.id,
            word,
            frozenset({READER}),
            self.house.legal,
            lambda work: documents.exclude(work, made.id, named, WHY),
        )

    def _substitution(self, word: str) -> Closing:
        made, office = self._document(word), self.house.office
        post_id = self._new_post()
        self._admit(made, documents.Named(post_id=post_id))
        with office.desk.writing() as work:
            begins, ends = work.now, work.now + timedelta(days=30)
            substitution = institutions.substitute(
                work, post_id, self.reader.person_id, act_cited="Res. 12", begins_at=begins, ends_at=ends
            )
        return Closing(
            "substitution",
            made.id,
            word,
            frozenset({READER}),
            office,
            lambda work: endings.end_substitution(work, substitution.id),
        )

    def _appointment(self, word: str) -> Closing:
        made, office = self._document(word), self.house.office
        post_id = self._new_post()
        self._admit(made, documents.Named(post_id=post_id))
        with office.desk.writing() as work:
            appointment = institutions.assign(work, self.reader.person_id, post_id)
        return Closing(
            "appointment",
            made.id,
            word,
            frozenset({READER}),
            office,
            lambda work: endings.end_assignment(work, appointment.id),
        )

    def _level_of_entry(self, word: str) -> Closing:
        """Its office knows from then on that it is there, and not what it says."""
        office = self.house.office
        with office.desk.writing() as work:
            told = {"subject": f"Pide {COMMON} {word}", "sender": f"Juzgado {word}"}
            entry = correspondence.register_entry(
                work, a_letter(work.now, destination_unit_id=self.house.legal.unit_id, **told)
            )
            correspondence.admit_reader(work, entry.id, documents.Named(unit_id=self.reader.unit_id), "Debe informar")
        return Closing(
            "level of an entry",
            entry.id,
            word,
            frozenset({READER, CLERK}),
            office,
            lambda work: correspondence.change_access(work, entry.id, Access(3 + entry.id.int % 2, CAUSE)),
            known=True,
        )

    def _level_of_piece(self, word: str) -> Closing:
        """The expediente remains theirs; what it says of a piece goes."""
        legal, made = self.house.legal, self._document(word)
        case_id = self._expediente(f"Sumario {COMMON}")
        with legal.desk.writing() as work:
            expedientes.file_by_id(work, self.platform.fileables, case_id, "document", made.id)
        return Closing(
            "level of a piece",
            case_id,
            word,
            frozenset({READER}),
            legal,
            lambda work: documents.change_access(work, made.id, Access(4, CAUSE)),
            known=True,
        )

    def _document(self, word: str) -> Document:
        legal = self.house.legal
        fields = FIELDS.model_copy(update={"subject": f"Informa {COMMON} {word}"})
        beginning = Beginning(
            kind("oficio-ordinario"), fields, Source.DRAFTED, Access(1), legal.unit_id, legal.office_id
        )
        return operate(legal.desk, DraftDocument(self.platform.blobs, beginning), alone)

    def _admit(self, made: Document, named: documents.Named) -> None:
        with self.house.legal.desk.writing() as work:
            documents.admit(work, made.id, named, "Informa en el caso")

    def _expediente(self, title: str) -> UUID:
        with self.house.legal.desk.writing() as work:
            case = expedientes.open_(work, Opening(title, "Investiga", "Fiscal"))
            expedientes.share(work, case.id, Readers(units=[self.reader.unit_id]), "Debe informar")
        return case.id

    def _new_post(self) -> UUID:
        with self.platform.database.writing(system(self.house.office.id)) as work:
            return institutions.add_post(work, self.house.archive.unit_id, "Profesional").id


def letters(number: int) -> str:
    return "".join("abcdefghij"[int(each)] for each in f"{number:04d}")
