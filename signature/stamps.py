"""What each mark on a page says of who put it, to people and to whoever reads the signature's own fields."""

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import qrcode
import typst

import institutions.service as institutions
from kernel.work import Work
from signature import places
from signature.models import Level, Role, SignatureRequest
from signature.places import Box
from signature.service import Standing

TEMPLATE = files(__package__) / "stamp.typ"
SIZES = {"seal": 6.0, "signature": 6.2, "endorsement": 4.6}

NO_VALUE = "Firma de demostración, sin valor legal"
SAYS = {
    (Role.ENDORSEMENT, Level.SIMPLE): ("V°B°", "Visado por"),
    (Role.SIGNATURE, Level.ADVANCED): ("Firma electrónica avanzada", "Firmado por"),
    (Role.SIGNATURE, Level.SIMPLE): ("Firma electrónica simple", "Firma electrónica simple de"),
    (Role.ATTESTATION, Level.ADVANCED): ("Ministro de fe · firma electrónica avanzada", "Ministro de fe:"),
    (Role.ATTESTATION, Level.SIMPLE): ("Ministro de fe · firma electrónica simple", "Ministro de fe (firma simple):"),
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A visible mark: its lines, and the sentence that stands for it where nothing is seen."""

    kind: str
    lines: tuple[str, ...]
    reason: str
    nth: int = 0
    qr_url: str | None = None
    demonstration: bool = False

    @property
    def told(self) -> str:
        return ". ".join([*self.lines, *([NO_VALUE] if self.demonstration else [])])

    def box(self, pdf: Path) -> Box:
        match self.kind:
            case "seal":
                return places.seal(places.page_size(pdf, 0))
            case "endorsement":
                return places.endorsement(places.page_size(pdf, -1), self.nth)
        return places.signature(places.page_size(pdf, -1), self.nth)

    def typeset(self, box: Box) -> bytes:
        """A PDF of one page, just as large as its box."""
        told = {
            "lines": self.lines,
            "width": box.width,
            "height": box.height,
            "size": SIZES[self.kind],
            "strong": 0 if self.kind == "seal" else min(1, len(self.lines) - 1),
            "frame": self.kind != "endorsement",
            "warning": NO_VALUE if self.demonstration else None,
            "matrix": _matrix(self.qr_url) if self.qr_url else None,
        }
        made = typst.compile(TEMPLATE.read_bytes(), sys_inputs={"stamp": json.dumps(told)}, format="pdf")
        return bytes(made)


def of_request(work: Work, asked: SignatureRequest, standing: Standing, *, nth: int, demonstration: bool) -> Stamp:
    """What a person leaves on the page: what it is, who, in what capacity, and when."""
    heading, begins = SAYS[Role(asked.role), Level(asked.level)]
    signer = ", ".join(part for part in (standing.name, standing.title) if part)
    return Stamp(
        kind="endorsement" if asked.role == Role.ENDORSEMENT else "signature",
        lines=tuple(filter(None, (heading, standing.name, standing.title, *_capacity(standing), _local(work)))),
        reason="; ".join([f"{begins} {signer}", *_capacity(standing)]),
        nth=nth,
        demonstration=demonstration,
    )


def of_seal(printed_folio: str, issued: str, office: str, code: str, url: str, *, demonstration: bool) -> Stamp:
    """The number and date of a document, and how anybody can verify it. It is no signature of the act."""
    return Stamp(
        kind="seal",
        lines=(printed_folio, issued, office, f"Código de verificación: {code}", url),
        reason=f"Sello de {office}: {printed_folio}, {issued}",
        qr_url=url,
        demonstration=demonstration,
    )


def _capacity(standing: Standing) -> list[str]:
    """What lets somebody sign who does not hold the post."""
    told = []
    if standing.substitute_for:
        told.append(f"Subroga a {standing.substitute_for}")
    if standing.by_order_of:
        told.append(f"Por orden de {standing.by_order_of}")
    if standing.act_cited and told:
        told.append(standing.act_cited)
    return told


def _local(work: Work) -> str:
    at: datetime = work.now.astimezone(ZoneInfo(institutions.zone(work)))
    return f"{at:%d-%m-%Y %H:%M} ({at:%Z})"


def _matrix(url: str) -> list[list[bool]]:
    """The dots of a QR code, with its quiet zone."""
    code = qrcode.QRCode(border=2, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(url)
    code.make()
    return [[bool(dot) for dot in row] for row in code.get_matrix()]
