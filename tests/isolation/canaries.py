"""Words that are in one thing and nowhere else: whoever may not read the thing must never meet them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import correspondence.service as correspondence
import expedientes.service as expedientes
from correspondence.lines import Target
from documents.checking import Access
from documents.drafting import Beginning
from documents.fields import DraftFields
from documents.kinds import kind
from documents.models import Document, Source
from documents.operations import AddAttachment, DraftDocument, Incoming
from expedientes.fileables import Fileable
from expedientes.models import Direction
from expedientes.service import Interested, Opening
from kernel.operations import operate
from oficina.platform import Platform
from tests.correspondence.houses import House
from tests.correspondence.papers import a_letter
from tests.offices import Office, alone

CAUSE = "Ley 20.285, artículo 21 N° 2"
LEVELS = (1, 2, 3, 4)
KINDS = {1: "oficio-ordinario", 2: "oficio-ordinario", 3: "oficio-reservado", 4: "oficio-reservado"}
EVERYWHERE = "cormoran"
"""A word of everything that is planted: to find it is to see what there is."""
OFFICE, LEGAL, APART = "office", "legal", "apart"
"""Where somebody works in a house: its oficina de partes, the division whose things are planted, or neither."""
RESTRICTED, SECRET = 2, 3
"""Above this level an oficina de partes handles what it may not read, and a draft is of its author alone."""


@dataclass(frozen=True)
class Planted:
    """A thing of one house, the words that only it has, and the ids by which it may be asked for."""

    what: str
    level: int
    house_id: UUID
    subject_id: UUID
    words: Sequence[str]
    ids: dict[str, str] = field(default_factory=dict)
    readers: Collection[str] = ()
    """Where in its house they work who may read it, beside those who are named in it."""
    unsaid: Collection[str] = ()
    """Where they work who know that it is there, and not what it says."""

    @property
    def known_as(self) -> dict[str, str]:
        return self.ids | {"subject_id": str(self.subject_id)}

    def named(self, name: str) -> str:
        """Its id where something of this name is asked for; of what has none of that kind, its own."""
        return self.ids.get(name, str(self.subject_id))


CANARY = re.compile(r"kx[a-z]+q")


def words_for(seed: str, *places: str) -> dict[str, str]:
    """A word for each place, that no other text has: letters only, so that it is found as it is written."""
    return {place: f"kx{seed}{place}q" for place in places}


def planted(
    platform: Platform, house: House, seed: str, levels: Sequence[int], folder: Path, case_levels: Sequence[int] = (4,)
) -> Iterator[Planted]:
    """A document and an entry of each level: Laura, of the legal division, wrote the one and is to attend the other."""
    for level in levels:
        yield document(platform, house.legal, f"{seed}{'abcd'[level - 1]}d", level, folder)[1]
        yield _entry(platform, house, f"{seed}{'abcd'[level - 1]}r", level)
    for level in case_levels:
        yield _expediente(house.legal, f"{seed}{'abcd'[level - 1]}ex", level)


def document(
    platform: Platform, author: Office, seed: str, level: int, folder: Path, what: str = "document"
) -> tuple[Document, Planted]:
    told = words_for(seed, "subject", "text", "name", "file", "attached")
    fields = DraftFields.model_validate(
        {
            "place": "Santiago",
            "subject": f"Informa {EVERYWHERE} {told['subject']}",
            "from": [{"post": f"Jefa {told['name']}"}],
            "to": [{"post": f"Alcalde {told['name']}"}],
            "paragraphs": [{"text": f"Sobre {EVERYWHERE} y {told['text']}."}],
        }
    )
    access = Access(level, None if level == 1 else CAUSE, sensitive=level > 1)
    beginning = Beginning(kind(KINDS[level]), fields, Source.DRAFTED, access, author.unit_id, author.office_id)
    made = operate(author.desk, DraftDocument(platform.blobs, beginning), alone)
    path = folder / f"{told['file']}.txt"
    path.write_text(f"{EVERYWHERE} {told['attached']}\n")
    incoming = Incoming(path, lambda: iter([path.read_bytes()]), path.name, "text/plain")
    attachment = operate(author.desk, AddAttachment(platform.blobs, made.id, incoming), alone)
    ids = {"document_id": str(made.id), "attachment_id": str(attachment.id), "code": made.verification_code}
    readers = {OFFICE, LEGAL} if level <= RESTRICTED else set()
    return made, Planted(what, level, author.id, made.id, tuple(told.values()), ids, readers, {OFFICE} - readers)


def _entry(platform: Platform, house: House, seed: str, level: int) -> Planted:
    told = words_for(seed, "subject", "sender", "annex", "citing", "instruction", "scan")
    scan = platform.blobs.put([f"%PDF-1.4 {told['scan']}".encode()])
    with house.office.desk.writing() as work:
        written: dict[str, Any] = {
            "subject": f"Pide {EVERYWHERE} {told['subject']}",
            "sender": f"Juzgado {told['sender']}",
            "annexes": f"Carpeta {told['annex']}",
            "annexes_place": "Bodega",
            "antecedent": f"Oficio {told['citing']}",
            "access_level": level,
            "access_cause": "" if level == 1 else CAUSE,
            "destination_unit_id": house.legal.unit_id,
        }
        entry = correspondence.register_entry(work, a_letter(work.now, **written), scan)
        person, unit = (house.legal.person_id, None) if level == SECRET else (None, house.legal.unit_id)
        to = [Target(unit_id=unit, person_id=person, instruction=f"Informe {told['instruction']}")]
        referral = correspondence.refer(work, entry.id, to)[0]
    ids = {"reception_id": str(entry.id), "referral_id": str(referral.id)}
    readers = {OFFICE, LEGAL} if level <= RESTRICTED else {LEGAL}
    return Planted(
        "reception", level, house.office.id, entry.id, tuple(told.values()), ids, readers, {OFFICE} - readers
    )


def _expediente(author: Office, seed: str, level: int) -> Planted:
    """Opened by Laura, whose division is in charge of it: what is reserved is for her alone."""
    told = words_for(seed, "title", "subject", "responsible", "party", "piece", "place")
    opening = Opening(
        f"Sumario {EVERYWHERE} {told['title']}",
        f"Investiga {told['subject']}",
        f"Fiscal {told['responsible']}",
        access_level=level,
        access_cause="" if level == 1 else CAUSE,
    )
    with author.desk.writing() as work:
        case = expedientes.open_(work, opening, unit_id=author.unit_id)
        party = expedientes.add_party(work, case.id, Interested(told["party"]))
        plan = Fileable(
            "physical",
            None,
            f"Plano {told['piece']}",
            "Plano",
            Direction.IN,
            work.now,
            location=f"Bodega {told['place']}",
        )
        entry = expedientes.file(work, case.id, plan)
    ids = {"expediente_id": str(case.id), "party_id": str(party.id), "entry_id": str(entry.id)}
    readers = {LEGAL} if level <= RESTRICTED else set[str]()
    return Planted("expediente", level, author.id, case.id, tuple(told.values()), ids, readers)
