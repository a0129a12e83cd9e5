"""Where a document stands on each axis, and the one label that people see, which follows from them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from documents.models import Drafting, Folio, Signing


class Standing(Protocol):
    """What of a document says where it stands."""

    @property
    def drafting(self) -> str: ...
    @property
    def signing(self) -> str: ...
    @property
    def sealed(self) -> int | None: ...
    @property
    def dispatched_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class States:
    drafting: str
    signing: str
    numbering: str
    seal: str
    dispatch: str

    @property
    def label(self) -> str:
        """What people call it: the furthest that it came."""
        if self.numbering == "annulled":
            return "Anulado"
        if self.dispatch == "dispatched":
            return "Despachado"
        if self.numbering == "numbered":
            return "Por despachar" if self.seal == "sealed" else "Sellándose"
        return SIGNING.get(self.signing) or DRAFTING[self.drafting]


SIGNING: dict[str, str] = {
    Signing.REQUESTED: "En firma",
    Signing.RETURNED: "Devuelto con observaciones",
    Signing.SIGNED: "Por numerar",
}
DRAFTING: dict[str, str] = {
    Drafting.DRAFT: "Borrador",
    Drafting.IN_REVIEW: "En revisión",
    Drafting.FIXED: "En firma",
    Drafting.DISCARDED: "Descartado",
}


def states_of(document: Standing, folio: Folio | None) -> States:
    return States(
        drafting=document.drafting,
        signing=document.signing,
        numbering="none" if folio is None else "annulled" if folio.annulled_at else "numbered",
        seal="sealed" if document.sealed else "pending" if folio else "none",
        dispatch="dispatched" if document.dispatched_at else "none",
    )
