"""What the trays of signing show."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import institutions.service as institutions
import signature.trays as trays
from documents.kinds import all_kinds
from kernel.secrets import Secrets
from kernel.work import Work
from oficina.web.forms import FormRefused, Wrong
from oficina.web.visits import Visit
from signature import access, credentials
from signature.batches import MOST, Picked
from signature.errors import NoCredential, PinBlocked
from signature.providers.elsewhere import is_elsewhere
from signature.trays import ENDORSING, SIGNING


@dataclass(frozen=True, slots=True)
class Desk:
    """One of the two trays: what is done in it, and in which words."""

    address: str
    title: str
    verb: str
    doing: str
    done: str
    icon: str
    roles: tuple[Any, ...]
    nothing: str


TO_SIGN = Desk(
    "/por-firmar",
    "Por firmar",
    "Firmar",
    "Firmando",
    "Firmado",
    "sign",
    SIGNING,
    "No hay documentos que esperen su firma",
)
TO_ENDORSE = Desk(
    "/por-visar",
    "Por visar",
    "Visar",
    "Visando",
    "Visado",
    "endorse",
    ENDORSING,
    "No hay documentos que esperen su visación",
)
MOST_PAGES = 20
"""So many pages are read beside the list; a longer document is opened."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of the key that somebody signs with."""

    holder: str = ""
    ends_at: Any = None
    blocked: str = ""
    there: bool = False
    elsewhere: bool = False
    """Whether FirmaGob keeps it: then it is a code that opens it, and no PIN."""


def tray(visit: Visit, desk: Desk, read: UUID | None) -> dict[str, Any]:
    """What waits, in what capacity this person acts, and the key that they have."""
    with visit.desk.reading() as work:
        waiting = trays.waiting(work, desk.roles)
        told = {"key": key_of(work, visit.platform.secrets), "needs_code": _needs_code(work), **standing(work)}
        told["firmagob"] = access.current(work) is not None
    mine = [each for each in waiting if not each.missing]
    reading = next((each for each in waiting if each.id == read), None)
    kinds = {code: kind.name for code, kind in all_kinds().items()}
    pages = visit.platform.pictures.page(reading.sha256, 1)[1] if reading else 0
    shown = {"desk": desk, "waiting": waiting, "mine": mine, "reading": reading, "pages": min(pages, MOST_PAGES)}
    return shown | {"kinds": kinds} | told


def standing(work: Work) -> dict[str, Any]:
    """For whom this person stands in, and who stands in for them."""
    who = work.actor.person_id
    here = institutions.replacements(work)
    return {
        "replacing": [each for each in here if each.substitute_id == who],
        "replaced": [each for each in here if each.holder_id == who and each.substitute_id != who],
    }


def key_of(work: Work, secrets: Secrets) -> Key:
    try:
        held = credentials.of_person(work, work.actor.person_id or UUID(int=0))
    except NoCredential:
        return Key()
    except PinBlocked as refusal:
        return Key(blocked=refusal.message, there=True)
    elsewhere = is_elsewhere(secrets.unwrap(credentials.P12, held.wrapped_p12))
    return Key(held.holder, held.not_after, there=True, elsewhere=elsewhere)


def picked(values: list[str]) -> list[Picked]:
    """The marked documents, each with the version that was shown: «request:hash»."""
    found = []
    for value in dict.fromkeys(values):
        request_id, _, sha256 = value.partition(":")
        try:
            found.append(Picked(UUID(request_id), sha256))
        except ValueError:
            raise FormRefused(
                Wrong("lista", "La selección no se entiende: vuelva a la lista y marque de nuevo.")
            ) from None
    if not found:
        raise FormRefused(Wrong("lista", "Marque al menos un documento."))
    if len(found) > MOST:
        raise FormRefused(Wrong("lista", f"Marque hasta {MOST} documentos cada vez."))
    return found


def _needs_code(work: Work) -> bool:
    """Whether any post of theirs asks for a second factor."""
    return any(each.requires_second_factor for each in institutions.posts(work, work.actor.posts).values())
