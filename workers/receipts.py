"""The signed receipt: what correspondence tells, typeset as documents are, under the seal of the oficina de partes."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import institutions.service as institutions
from correspondence.receipts import Acknowledged
from documents.fields import DraftFields, Paragraph, Party, Table
from documents.kinds import Kind, kind
from documents.rendering import Letterhead, render_draft
from documents.storage import Blob
from kernel.work import Work
from signature import credentials, marking, remote
from signature.errors import NoSeal
from signature.marking import Mark, Opening, Workshop
from signature.stamps import Stamp

TITLE = "Acuse de recibo"
FIELD = "SELLO"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The key of the office, and how its institution presents itself."""

    key: Opening
    demonstration: bool
    letterhead: Letterhead
    office: str
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptSealer:
    """Makes the receipt for whoever sent a document."""

    workshop: Workshop

    def prepare(self, work: Work, told: Acknowledged) -> Prepared | None:
        """None while the office has no seal: then there is nothing to sign it with."""
        try:
            key, demonstration = credentials.seal_key(work, self.workshop.secrets, told.office_id)
        except NoSeal:
            return None
        institution = institutions.institution(work)
        return Prepared(
            key=remote.opening(work, self.workshop.secrets, key, told.office_id),
            demonstration=demonstration,
            letterhead=Letterhead(tuple(institution.letterhead) or (institution.name,)),
            office=institutions.office(work, told.office_id).name,
            zone=ZoneInfo(institutions.zone(work)),
            at=work.now,
        )

    def seal(self, told: Acknowledged, prepared: Prepared) -> Blob:
        pdf = render_draft(_kind(), _fields(told, prepared.zone), prepared.letterhead)
        mark = Mark(
            self.workshop.blobs.put([pdf]).name, FIELD, self._stamp(told, prepared), told.institution, prepared.at
        )
        return marking.put(self.workshop, mark, prepared.key)

    def _stamp(self, told: Acknowledged, prepared: Prepared) -> Stamp:
        issued, office = _local(told.acknowledged_at, prepared.zone), f"{prepared.office}, {told.institution}"
        url = f"{self.workshop.public_url}/verificar"
        return Stamp(
            kind="seal",
            lines=(f"{TITLE}, ingreso N° {told.entry}", issued, office, "Verifique este archivo en:", url),
            reason=f"Sello de {office}: {TITLE.lower()}, ingreso N° {told.entry}",
            qr_url=url,
            demonstration=prepared.demonstration,
        )


def _kind() -> Kind:
    """It looks like a certificate, and is called what it is."""
    return kind("certificado").model_copy(update={"name": TITLE, "prefix": ""})


def _fields(told: Acknowledged, zone: ZoneInfo) -> DraftFields:
    rows = (
        ("Documento", told.document),
        ("Materia", told.subject),
        ("Remitente", told.sender),
        ("Huella SHA-256", told.sha256),
        ("N° de ingreso", told.entry),
        ("Llegó", _local(told.arrived_at, zone)),
        ("Acuse de recibo", _local(told.acknowledged_at, zone)),
        ("Acusado por", told.by),
    )
    words = f"{told.institution} acusa recibo de la comunicación que se indica, enviada por {told.sender}."
    return DraftFields(
        subject=f"{TITLE} de {told.document}"[:500],
        to=(Party(post=told.sender),),
        from_=(Party(post=told.by),),
        paragraphs=(
            Paragraph(text=words, numbered=False),
            Table(caption="Lo que se recibió", header=("Dato", "Valor"), rows=rows),
        ),
    )


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d-%m-%Y %H:%M:%S (%Z)}"
