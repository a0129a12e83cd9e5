"""Words that are in one thing and nowhere else: whoever may not read the thing must never meet them."""

from collections.abc import Iterator, Sequence
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
from documents.models import Source
from documents.operations import AddAttachment, DraftDocument, Incoming
from expedientes.service import Opening
from kernel.operations import operate
from oficina.platform import Platform
from tests.correspondence.houses import House
from tests.correspondence.papers import a_letter
from tests.offices import Office, alone

CAUSE = "Ley 20.285, artículo 21 N° 2"
KINDS = {1: "oficio-ordinario", 2: "oficio-ordinario", 3: "oficio-reservado", 4: "oficio-reservado"}
EVERYWHERE = "cormoran"
"""A word of everything that is planted: to find it is to see what there is."""


@dataclass(frozen=True)
class Planted:
    """A thing of one house, the words that only it has, and the ids by which it may be asked for."""

    what: str
    level: int
    subject_id: UUID
    words: Sequence[str]
    ids: dict[str, str] = field(default_factory=dict)


def words_for(seed: str, *places: str) -> dict[str, str]:
    """A word for each place, that no other text has: letters only, so that it is found as it is written."""
    return {place: f"kx{seed}{place}q" for place in places}


def planted(platform: Platform, house: House, seed: str, levels: Sequence[int], folder: Path) -> Iterator[Planted]:
    """A document and an entry of each level: Laura, of the legal division, wrote the one and is to attend the other."""
    for level in levels:
        yield _document(platform, house.legal, f"{seed}{'abcd'[level - 1]}d", level, folder)
        yield _entry(platform, house, f"{seed}{'abcd'[level - 1]}r", level)
    yield _expediente(house.legal, f"{seed}ex")


def _document(platform: Platform, author: Office, seed: str, level: int, folder: Path) -> Planted:
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
    document = operate(author.desk, DraftDocument(platform.blobs, beginning), alone)
    path = folder / f"{told['file']}.txt"
    path.write_text(f"{EVERYWHERE} {told['attached']}\n")
    incoming = Incoming(path, lambda: iter([path.read_bytes()]), path.name, "text/plain")
    attachment = operate(author.desk, AddAttachment(platform.blobs, document.id, incoming), alone)
    ids = {"document_id": str(document.id), "attachment_id": str(attachment.id), "code": document.verification_code}
    return Planted("document", level, document.id, tuple(told.values()), ids)


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
        to = [Target(unit_id=house.legal.unit_id, instruction=f"Informe {told['instruction']}")]
        referral = correspondence.refer(work, entry.id, to)[0]
    ids = {"reception_id": str(entry.id), "referral_id": str(referral.id)}
    return Planted("reception", level, entry.id, tuple(told.values()), ids)


def _expediente(author: Office, seed: str) -> Planted:
    told = words_for(seed, "title", "subject", "responsible")
    opening = Opening(
        f"Sumario {EVERYWHERE} {told['title']}",
        f"Investiga {told['subject']}",
        f"Fiscal {told['responsible']}",
        access_level=4,
        access_cause=CAUSE,
    )
    with author.desk.writing() as work:
        case = expedientes.open_(work, opening)
    return Planted("expediente", 4, case.id, tuple(told.values()), {"expediente_id": str(case.id)})
