"""What an entry contains, for whoever may read it. To open what is restricted is an act that the log keeps."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import search.service as search
from correspondence import delivering, rights
from correspondence.errors import NoContent
from correspondence.models import Reception, ReceptionState
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to be shown, by name."""

    blob: str
    name: str


def content(work: Work, reception_id: UUID, *, attachment: int | None = None) -> Content:
    """The document that arrived or one of its attachments."""
    reception = _readable(work, reception_id)
    if attachment is None:
        if not reception.blob:
            raise NoContent("Este ingreso no tiene imagen: el original está en papel.", reception_id=reception.id)
        name = f"ingreso-{reception.entry or reception.id}.pdf".replace("/", "-")
        return Content(reception.blob, name)
    try:
        told = reception.snapshot["attachments"][attachment]
    except (KeyError, IndexError):
        raise NoContent(
            "Este ingreso no tiene ese anexo: elija uno de los que muestra su ficha.", reception_id=reception.id
        ) from None
    return Content(told["blob"], told["name"])


@dataclass(frozen=True, slots=True)
class Held:
    """What there is to take of an entry, as (name, blob, size); nothing of what has to be opened first, one by one."""

    entry: str
    files: tuple[tuple[str, str, int], ...] = ()
    restricted: bool = False
    unopened: bool = False


def held(work: Work, ids: Collection[UUID]) -> dict[UUID, Held]:
    """Of those entries that the actor may read: one statement."""
    named = (Reception.institution_id == work.institution_id, Reception.id.in_(ids))
    found = work.session.scalars(select(Reception).where(*named, search.readable(work, Reception.id)))
    return {each.id: _held(each) for each in found}


def _held(reception: Reception) -> Held:
    entry = reception.entry or ""
    if reception.restricted or _first(reception) or reception.state == ReceptionState.WITHDRAWN:
        return Held(entry, restricted=reception.restricted, unopened=_first(reception))
    name = f"ingreso-{entry or reception.id}.pdf".replace("/", "-")
    itself = [(name, reception.blob, reception.size)] if reception.blob else []
    attached = [(each["name"], each["blob"], each["size"]) for each in reception.snapshot.get("attachments", ())]
    return Held(entry, (*itself, *attached))


def receipt_given(work: Work, reception_id: UUID) -> Content:
    """The signed receipt that the institution sent back."""
    return _receipt(rights.readable_reception(work, reception_id).receipt)


def receipt_got(work: Work, delivery_id: UUID) -> Content:
    """The signed receipt that the recipient sent."""
    return _receipt(delivering.get(work, delivery_id).receipt)


def _receipt(blob: str | None) -> Content:
    if blob is None:
        raise NoContent("El acuse de recibo firmado todavía no llega: vuelva a mirar en unos minutos.")
    return Content(blob, "acuse-de-recibo.pdf")


def unread(work: Work, reception_id: UUID) -> bool:
    """Whether opening it now would have to be written down."""
    reception = _readable(work, reception_id)
    return reception.guarded or _first(reception)


def note_opening(work: Work, reception_id: UUID) -> None:
    """Somebody opens it: from now on its sender cannot withdraw it, and of what is restricted the log says who."""
    reception = rights.reception(work, reception_id, lock=True)
    if _first(reception):
        reception.opened_at = work.now
    if reception.guarded:
        audit.record(work, "reception.opened", reception.id, access_level=reception.access_level)


def note_reading(work: Work, reception_id: UUID) -> None:
    """Somebody reads what is known of it, who may not have opened its document yet."""
    reception = rights.readable_reception(work, reception_id)
    audit.record(work, "reception.opened", reception.id, access_level=reception.access_level, page=True)


def _first(reception: Reception) -> bool:
    return reception.state == ReceptionState.ARRIVED and reception.opened_at is None


def _readable(work: Work, reception_id: UUID) -> Reception:
    reception = rights.readable_reception(work, reception_id)
    if reception.state == ReceptionState.WITHDRAWN:
        raise NoContent(
            "Quien envió esta comunicación la retiró: pídale a esa institución la que corresponda.",
            reception_id=reception.id,
        )
    return reception
