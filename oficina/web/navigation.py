"""The frame of every page: who is there, in which post, and where they may go from here."""

from typing import Any, NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo

import institutions.service as institutions
from institutions.sessions import Session
from kernel.actor import PLATFORM, Actor
from kernel.calendar import Holidays
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.home.trays import counts, counts_of_the_menu

P = Permission


class Place(NamedTuple):
    """A line of the navigation: whoever may do one of `needs` sees it."""

    address: str
    icon: str
    name: str
    needs: tuple[Permission, ...] = ()
    counts: str = ""
    """The count of `oficina.web.home.trays` that stands beside it."""


MENU: tuple[tuple[Place, ...], ...] = (
    (
        Place("/inicio", "tray", "Inicio", counts="pending"),
        Place("/por-firmar", "sign", "Por firmar", (P.SIGN,), "to_sign"),
        Place("/por-visar", "endorse", "Por visar", (P.ENDORSE,), "to_endorse"),
        Place("/borradores", "document", "Borradores", (P.DRAFT,)),
        Place("/enviados", "sent", "Enviados", (P.READ,)),
        Place("/listas", "copy", "Listas de distribución", (P.DRAFT, P.DISPATCH)),
    ),
    (
        Place("/oficina-de-partes", "office", "Oficina de partes", (P.REGISTER, P.NUMBER, P.DISPATCH, P.ACKNOWLEDGE)),
        Place("/ingresos/nuevo", "entry", "Registrar ingreso", (P.REGISTER,)),
        Place("/libro", "book", "Libro de correspondencia", (P.REGISTER, P.NUMBER, P.AUDIT)),
        Place("/expedientes", "expediente", "Expedientes", (P.FILE, P.OPEN_EXPEDIENTE, P.AUDIT)),
        Place("/conservacion", "lock", "Conservación", (P.RETAIN,)),
        Place("/buscar", "search", "Buscar", (P.SEARCH,)),
        Place("/auditoria", "audit", "Auditoría", (P.AUDIT,)),
    ),
    (
        Place("/panel", "panel", "Panel", (P.AUDIT, P.REGISTER, P.ADMINISTER)),
        Place("/cola", "queue", "Cola de trabajos", (P.ADMINISTER, P.AUDIT)),
        Place("/administracion", "settings", "Administración", (P.ADMINISTER, P.CONFIGURE_NUMBERING)),
        Place("/cargo", "person", "Cambiar de cargo"),
    ),
)


PLATFORM_MENU: tuple[tuple[Place, ...], ...] = (
    (
        Place("/plataforma", "office", "Plataforma", (P.RUN_PLATFORM,)),
        Place("/plataforma/anclas", "sign", "Anclas de confianza", (P.RUN_PLATFORM,)),
    ),
    (Place("/cuenta", "lock", "Su cuenta"), Place("/cargo", "person", "Cambiar de cargo")),
)


class Nowhere(NamedTuple):
    """What stands in the place of the institution on the pages of whoever runs the platform."""

    name: str = "Administración de la plataforma"
    short_name: str = "Plataforma"
    zone: str = "America/Santiago"
    demonstration: bool = False


def menu(actor: Actor) -> list[list[Place]]:
    """What this person may open, and nothing else."""
    if actor.institution_id == PLATFORM.institution_id:
        return [list(group) for group in PLATFORM_MENU]
    groups = ([each for each in group if not each.needs or any(map(actor.may, each.needs))] for group in MENU)
    return [group for group in groups if group]


def shell(
    work: Work, session: Session, active: str, *, demonstration: bool, every_count: bool = False
) -> dict[str, Any]:
    """What `frame.html` needs besides the page itself."""
    inside = not session.at_platform
    institution = institutions.institution(work) if inside else Nowhere()
    told = counts if every_count else counts_of_the_menu
    zone = ZoneInfo(institution.zone)
    today = work.now.astimezone(zone).date()
    holidays = institutions.holidays(work) if inside else Holidays()
    return {
        "actor": work.actor,
        "institution": institution,
        "post_title": institutions.post(work, session.post_id).title if session.post_id else "",
        "menu": menu(work.actor),
        "counts": told(work) if inside else {},
        "doorstep": "/inicio" if inside else "/plataforma",
        "active": active,
        "demonstration": demonstration or institution.demonstration,
        "now": work.now,
        "zone": zone,
        "working_day": holidays.is_working_day(today),
        "new_key": uuid4,
    }
