"""What each mark on a page says of who put it, to people and to whoever reads the signature's own fields."""

from dataclasses import dataclass
from datetime import datetime

import institutions.service as institutions
from documents.rendering import Box, Spaces, render_stamp
from documents.rendering.stamps import NO_LEGAL_VALUE
from kernel.work import Work
from signature.models import Level, Role, SignatureRequest
from signature.service import Standing

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
    place: int = 0
    places: int = 1
    qr_url: str | None = None
    demonstration: bool = False

    @property
    def told(self) -> str:
        return ". ".join([*self.lines, *([NO_LEGAL_VALUE] if self.demonstration else [])])

    def box(self, spaces: Spaces) -> Box:
        """Its own place, among those of its kind."""
        match self.kind:
            case "seal":
                return spaces.seal
            case "endorsement":
                return spaces.endorsements(self.places)[self.place]
        return spaces.signatures(self.places)[self.place]

    def typeset(self, box: Box) -> bytes:
        """A PDF of one page, just as large as its box."""
        return render_stamp(
            self.kind,
            self.lines,
            width=box.width,
            height=box.height,
            qr_url=self.qr_url,
            demonstration=self.demonstration,
        )


def of_request(
    work: Work, asked: SignatureRequest, standing: Standing, *, place: tuple[int, int], demonstration: bool
) -> Stamp:
    """What a person leaves on the page: what it is, who, in what capacity, and when."""
    heading, begins = SAYS[Role(asked.role), Level(asked.level)]
    signer = ", ".join(part for part in (standing.name, standing.title) if part)
    return Stamp(
        kind="endorsement" if asked.role == Role.ENDORSEMENT else "signature",
        lines=tuple(filter(None, (heading, standing.name, standing.title, *_capacity(standing), _local(work)))),
        reason="; ".join([f"{begins} {signer}", *_capacity(standing)]),
        place=place[0],
        places=place[1],
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
    at: datetime = work.now.astimezone(institutions.local_zone(work))
    return f"{at:%d-%m-%Y %H:%M} ({at:%Z})"
