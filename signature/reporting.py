"""The validation report, signed: what was found of a file, under the seal of an oficina de partes.

It is made when somebody asks for it and kept by nobody here; the log says that the seal was used, and on what.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import audit.service as audit
import documents.service as documents
import institutions.service as institutions
from documents.rendering import render_report
from kernel.actor import PLATFORM, system
from kernel.database import Database, Desk
from kernel.operations import operate
from kernel.work import Work
from signature import credentials, remote
from signature.errors import NoSeal, ReportUnsealed
from signature.etsi import as_xml
from signature.marking import Mark, Opening, Workshop
from signature.panel import Examiner
from signature.paper import TITLE, instant, papered
from signature.sealing import FIELD
from signature.stamps import Stamp
from signature.verification import Published

MEDIA_TYPE = "application/pdf"
PDF: dict[int | str, dict[str, Any]] = {200: {"description": "PDF/A-3a, sealed.", "content": {MEDIA_TYPE: {}}}}


@dataclass(frozen=True, slots=True)
class Examined:
    """A file, how people call it, and what was found of it."""

    named: str
    sha256: str
    told: Mapping[str, Any]

    @property
    def file_name(self) -> str:
        return f"informe-{self.sha256[:12]}.pdf"


@dataclass(frozen=True, slots=True)
class Sealing:
    """Under whose seal."""

    office_id: UUID
    key: Opening
    mark: Mark
    letterhead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealReport:
    """Typeset what was found and seal it: PAdES B-T, as whatever the office seals."""

    workshop: Workshop
    examined: Examined
    office_id: UUID | None = None
    """The main one, where none is told."""
    about: UUID | None = None
    """What in the house it is about, if it is."""

    def prepare(self, work: Work) -> Sealing:
        institution = institutions.institution(work)
        office = institutions.office(work, self.office_id) if self.office_id else institutions.default_office(work)
        try:
            key, demonstration = credentials.seal_key(work, self.workshop.secrets, office.id)
        except NoSeal:
            raise ReportUnsealed(
                f"{institution.name} no tiene todavía con qué sellar informes: su administrador debe cargar el "
                "certificado de sello de la oficina de partes.",
                office_id=office.id,
            ) from None
        stamp = self._stamp(f"{office.name}, {institution.name}", work.now, demonstration=demonstration)
        return Sealing(
            office_id=office.id,
            key=remote.opening(work, self.workshop.secrets, key, self.about or office.id),
            mark=Mark("", FIELD, stamp, institution.name, work.now),
            letterhead=tuple(institution.letterhead) or (institution.name,),
        )

    def effect(self, sealing: Sealing, /) -> bytes:
        told, examined = self.examined.told, self.examined
        attached = {
            "report": json.dumps({"sha256": examined.sha256, **told}, ensure_ascii=False, indent=1),
            "etsi": as_xml(told, examined.sha256).decode(),
        }
        data = papered(told, examined.named, examined.sha256, sealing.letterhead, sealing.mark.at)
        with TemporaryDirectory(prefix="oficina-informe-") as folder:
            file = Path(folder, "informe.pdf")
            file.write_bytes(render_report(data, attached))
            sealing.key.over(self.workshop, sealing.mark, file)
            return file.read_bytes()

    def settle(self, work: Work, sealing: Sealing, pdf: bytes, /) -> bytes:
        audit.record(
            work,
            "signature.report-sealed",
            self.about or sealing.office_id,
            examined=self.examined.sha256,
            indication=self.examined.told["indication"],
            report=sha256(pdf).hexdigest(),
        )
        return pdf

    def _stamp(self, office: str, at: datetime, *, demonstration: bool) -> Stamp:
        url = f"{self.workshop.public_url}/verificar"
        return Stamp(
            kind="seal",
            lines=(TITLE, instant(at), office, "Verifique este informe en:", url),
            reason=f"Sello de {office}: {TITLE.lower()}",
            qr_url=url,
            demonstration=demonstration,
        )


def sealed(desk: Desk, sealing: SealReport) -> bytes:
    """The report, now. It takes the time of a signature."""
    return operate(desk, sealing, lambda work, settle: settle(work))


def of_document(desk: Desk, examiner: Examiner, document_id: UUID) -> tuple[bytes, Examined]:
    """Of its last version, for whoever may read it."""
    with desk.reading() as work:
        document = documents.get(work, document_id)
        version, now, folio = documents.head_version(work, document), work.now, documents.entry_of(work, document)
        named, office_id = documents.printed_folio(folio) if folio else document.subject, document.office_id
    examined = Examined(named, version.blob, examiner.of_blob(version.blob, now, version.at))
    return sealed(desk, SealReport(examiner.workshop, examined, office_id, document_id)), examined


def of_published(database: Database, examiner: Examiner, known: Published) -> tuple[bytes, Examined]:
    """Of what anybody may see."""
    examined = Examined(known.named, known.blob, examiner.of_blob(known.blob, database.clock(), known.since))
    sealing = SealReport(examiner.workshop, examined, known.office_id, known.document_id)
    return sealed(database.desk(system(known.institution_id)), sealing), examined


def desk_of_whoever_vouches(database: Database) -> Desk:
    """Of a file that anybody shows, the first institution of the installation says what it found."""
    with database.reading(PLATFORM) as work:
        founded = institutions.all_ids(work)
    if not founded:
        raise ReportUnsealed("Esta oficina todavía no tiene instituciones que sellen informes: intente más adelante.")
    return database.desk(system(founded[0]))
