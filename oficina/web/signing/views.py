"""What the trays of signing show."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import institutions.service as institutions
import signature.service as signature
import signature.trays as trays
from documents.kinds import all_kinds
from institutions.service import FactorPolicy
from kernel.secrets import Secrets
from kernel.work import Work
from oficina.web.forms import FormRefused, Wrong
from oficina.web.visits import Visit
from signature import access, credentials
from signature.approving import MOST, Picked
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


@dataclass(frozen=True, slots=True)
class Means:
    """With what somebody may show the second factor that their posts ask for, if they ask for one."""

    by_code: bool
    by_key: bool
    lacks: bool


def tray(visit: Visit, desk: Desk, read: UUID | None) -> dict[str, Any]:
    """What waits, in what capacity this person acts, and the key that they have."""
    with visit.desk.reading() as work:
        waiting = trays.waiting(work, desk.roles, most=trays.MOST)
        told = {"key": key_of(work, visit.platform.secrets), "factor": _factor(visit, work), **standing(work)}
        told["firmagob"] = access.current(work) is not None
        mine = [each for each in waiting if not each.missing]
        told["unseen"] = _unseen(work, desk, len(mine)) if len(waiting) == trays.MOST else 0
    reading = next((each for each in waiting if each.id == read), None)
    kinds = {code: kind.name for code, kind in all_kinds().items()}
    pages = visit.platform.pictures.page(reading.sha256, 1)[1] if reading else 0
    shown = {"desk": desk, "waiting": waiting, "mine": mine, "reading": reading, "pages": min(pages, MOST_PAGES)}
    return shown | {"kinds": kinds} | told


def _unseen(work: Work, desk: Desk, shown: int) -> int:
    """How many more wait than are shown."""
    counts = signature.counts(work)
    return max(0, counts["to_sign" if desk.roles == SIGNING else "to_endorse"] - shown)


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


def _factor(visit: Visit, work: Work) -> Means:
    """The strictest that a post of theirs asks for. What each document asks for is judged when it is signed."""
    policy = institutions.strictest(institutions.factor_policies(work, work.actor.posts))
    who = institutions.person(work, visit.session.person_id)
    asked = policy != FactorPolicy.NONE
    by_key = asked and who.keys > 0 and visit.platform.gate.party.able
    by_code = policy == FactorPolicy.ANY and who.wrapped_totp is not None
    return Means(by_code=by_code, by_key=by_key, lacks=asked and not (by_code or by_key))
