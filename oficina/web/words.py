"""How things are written on a page, as the office writes them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kernel.rut import Rut

CHILE = ZoneInfo("America/Santiago")
DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def day(at: datetime | date | None, zone: ZoneInfo = CHILE) -> str:
    """«22-09-2026»: the day in the zone of the institution."""
    if at is None:
        return ""
    return f"{at.astimezone(zone) if isinstance(at, datetime) else at:%d-%m-%Y}"


def moment(at: datetime | None, zone: ZoneInfo = CHILE) -> str:
    """«22-09-2026 10:24»."""
    return f"{at.astimezone(zone):%d-%m-%Y %H:%M}" if at else ""


def until(at: datetime | None, zone: ZoneInfo = CHILE) -> str:
    """The last day on which something holds, when it ends with the day; otherwise the instant at which it ends."""
    if at and at.astimezone(zone).time() == time():
        return day(at - timedelta(minutes=1), zone)
    return moment(at, zone)


def hour(at: datetime | None, zone: ZoneInfo = CHILE) -> str:
    return f"{at.astimezone(zone):%H:%M}" if at else ""


def weekday(at: datetime | date, zone: ZoneInfo = CHILE) -> str:
    """«martes 22-09-2026»."""
    local = at.astimezone(zone) if isinstance(at, datetime) else at
    return f"{DAYS[local.weekday()]} {local:%d-%m-%Y}"


def number(value: int | None) -> str:
    """«1.847»."""
    return "" if value is None else f"{value:,}".replace(",", ".")


def counted(value: int, one: str, many: str) -> str:
    """«1 documento», «1.284 documentos»."""
    return f"{number(value)} {one if value == 1 else many}"


def run(value: str | None) -> str:
    """«12.345.678-5»."""
    return Rut.parse(value).dotted if value else ""


def errand(behalf: dict[str, Any] | str | None) -> str:
    """«, por encargo de Juan Soto, Alcalde»: after whoever did it, when it was for a chief."""
    says = behalf.get("says") if isinstance(behalf, dict) else behalf
    return f", por encargo de {says}" if says else ""


def ago(since: datetime, now: datetime) -> str:
    """«recién», «hace 5 min», «hace 26 h», «hace 3 días»: how long something waits."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return "recién"
    if minutes < 60:  # noqa: PLR2004 -- minutes of an hour
        return f"hace {minutes} min"
    hours = minutes // 60
    return f"hace {hours} h" if hours < 72 else f"hace {hours // 24} días"  # noqa: PLR2004 -- three days


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "moment": moment,
    "until": until,
    "hour": hour,
    "weekday": weekday,
    "number": number,
    "run": run,
    "ago": ago,
    "errand": errand,
}
