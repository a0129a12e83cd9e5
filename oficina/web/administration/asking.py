"""What the pages of the administration share: days as people write them, and secrets that are shown once."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from fastapi.responses import Response

from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.forms import Filled, FormRefused, Wrong
from oficina.web.visits import Visit, enters

Made = TypeVar("Made")

HERE = "/administracion"
ADMINISTERS = [enters(Permission.ADMINISTER)]
NUMBERS = [enters(Permission.CONFIGURE_NUMBERING)]
EITHER = [enters(Permission.ADMINISTER, Permission.CONFIGURE_NUMBERING)]


def day_of(form: Filled, field: str) -> date | None:
    """A day as browsers send it, or as it is written here: 2026-12-31, 31-12-2026."""
    told = form[field].replace("/", "-")
    if not told:
        return None
    try:
        parts = [int(part) for part in told.split("-")]
        year, month, day = parts if parts[0] > 31 else reversed(parts)  # noqa: PLR2004 -- no day is after the 31st
        return date(year, month, day)
    except ValueError:
        raise FormRefused(Wrong(field, "Escriba la fecha como 31-12-2026.")) from None


def begins(form: Filled, field: str, zone: ZoneInfo) -> datetime | None:
    """The first instant of the day."""
    day = day_of(form, field)
    return datetime.combine(day, time(), zone) if day else None


def ends(form: Filled, field: str, zone: ZoneInfo) -> datetime | None:
    """The instant at which the day is over: what ends on it still holds during it."""
    day = day_of(form, field)
    return datetime.combine(day + timedelta(days=1), time(), zone) if day else None


def needed(form: Filled, **fields: str) -> None:
    """Refuse a form in which one of these is blank, telling every one."""
    if blank := [Wrong(field, says) for field, says in fields.items() if not form[field]]:
        raise FormRefused(*blank)


def shown_once(
    visit: Visit,
    form: Filled,
    act: Callable[[Work], str],
    show: Callable[[str], Response],
    *,
    lands: str,
) -> Response:
    """Do what makes a secret, and show it. The same form again shows nothing: the secret is kept nowhere."""
    made: list[str] = []

    def keep(work: Work) -> None:
        made.append(act(work))

    replied = visit.act(form, keep, lands=lands, says="Ya se mostró una vez y no se guarda: si lo perdió, haga otro.")
    return show(made[0]) if made else replied
