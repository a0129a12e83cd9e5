"""The trays of the day, and each line of them: whose turn it is, since when, and by when."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
import signature.service as signature
from correspondence.results import Result
from correspondence.schemas.receiving import ReceptionView
from kernel.actor import Actor
from kernel.calendar import Holidays
from kernel.pages import how_many
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.words import DAYS

P = Permission
NOTHING = UUID(int=0)
"""Before whatever came."""


class Tray(NamedTuple):
    """A tray: its count, its name on the screen, where it is, and who has it."""

    named: str
    name: str
    address: str
    needs: tuple[Permission, ...] = ()
    empty: str = "Aquí no hay nada por ahora."

    @property
    def most(self) -> int:
        """How far it is counted, if it only grows."""
        return correspondence.MANY if self.named in correspondence.GROWING else 0


def _of(name: str, says: str, *needs: Permission, empty: str) -> Tray:
    return Tray(name, says, f"/inicio?bandeja={name}", needs, empty)


TRAYS: tuple[Tray, ...] = (
    _of("pending", "En trámite", P.READ, empty="Todo lo que llegó está atendido. Aquí aparece lo que vaya llegando."),
    _of("to-register", "Por registrar", P.REGISTER, empty="Nada espera número de ingreso."),
    _of("to-acknowledge", "Por acusar", P.ACKNOWLEDGE, empty="Todo lo que llegó tiene acuse de recibo."),
    _of("to-refer", "Sin derivar", P.REFER, empty="Todo lo recibido está derivado o terminado."),
    _of("to-attend", "Por atender", P.ATTEND, empty="Nadie le ha derivado algo que siga pendiente."),
    _of("to-know", "Para conocimiento", P.READ, empty="No le han enviado copias para conocimiento."),
    Tray("to_endorse", "Por visar", "/por-visar", (P.ENDORSE,)),
    Tray("to_sign", "Por firmar", "/por-firmar", (P.SIGN,)),
    Tray("to_number", "Por numerar", "/oficina-de-partes#numerar", (P.NUMBER,)),
    Tray("to_dispatch", "Por despachar", "/oficina-de-partes#despachar", (P.DISPATCH,)),
    _of("returned", "Devueltos", P.READ, empty="No hay documentos devueltos."),
    _of("due-today", "Vencen hoy", P.READ, empty="Nada vence hoy."),
    _of("overdue", "Vencidos", P.READ, empty="Nada está vencido."),
    Tray("sent", "Seguimiento de enviados", "/enviados", (P.READ,)),
    _of("closed", "Terminados", P.READ, empty="Todavía no se da nada por terminado."),
)
BY_NAME = {tray.named: tray for tray in TRAYS}


def seen_by(actor: Actor) -> list[Tray]:
    return [tray for tray in TRAYS if not tray.needs or any(map(actor.may, tray.needs))]


def counts(work: Work) -> dict[str, int]:
    """How much lies in each tray that the actor has: a few statements, whatever there is."""
    told = dict(correspondence.waiting(work)) if work.actor.may(P.READ) else {}
    told |= _to_sign(work)
    if work.actor.may(P.NUMBER):
        told["to_number"] = how_many(work, documents.to_number(work))
    if work.actor.may(P.DISPATCH):
        told["to_dispatch"] = how_many(work, correspondence.unsent(work))
    return told


def counts_of_the_menu(work: Work) -> dict[str, int]:
    """Those of them that every page tells."""
    told = {"pending": correspondence.pending(work)} if work.actor.may(P.READ) else {}
    return told | _to_sign(work)


def _to_sign(work: Work) -> dict[str, int]:
    return signature.counts(work) if work.actor.may(P.SIGN) or work.actor.may(P.ENDORSE) else {}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it lies in a tray."""

    view: ReceptionView
    day: date
    """On which it came to the book: the order of the list."""
    elsewhen: bool
    """Whether it was received on another day."""
    readable: bool
    new: bool
    deadline: str
    colour: str
    clock: str
    """What the clocks of Ley 19.880, art. 24, say of it, when they say something."""
    taken: str
    """Who is working on it, and since when."""
    pictured: bool
    """Whether its first page may be shown beside the list."""


def answerable(work: Work, shown: Line) -> bool:
    """Whether «Responder» stands beside the list: as the page of the entry decides it."""
    entry = correspondence.get_reception(work, shown.view.id)
    referrals = correspondence.referrals(work, entry.id)
    return correspondence.possible(work, entry, referrals, readable=shown.readable).answer


@dataclass(frozen=True, slots=True)
class Day:
    says: str
    lines: Sequence[Line]


def lines(work: Work, rows: Sequence[Any]) -> list[Line]:
    zone = institutions.local_zone(work)
    holidays = institutions.holidays(work)
    takers = correspondence.takers(work, [row[0].id for row in rows])
    return [line(row[0], takers.get(row[0].id), work.now, zone, holidays, readable=row[1]) for row in rows]


def line(reception: Any, taken: Any, now: datetime, zone: ZoneInfo, holidays: Holidays, *, readable: bool) -> Line:
    view = ReceptionView.of(reception, now, readable=readable)
    says, colour = deadline(view, now, zone, holidays)
    return Line(
        view=view,
        day=_entered(view).astimezone(zone).date(),
        elsewhen=view.arrived_at.astimezone(zone).date() != _entered(view).astimezone(zone).date(),
        readable=readable,
        new=view.state == "arrived",
        deadline=says,
        colour=colour,
        clock=clock(view, now),
        taken=working(taken, now, zone) if taken and readable and not view.closed_at else "",
        pictured=bool(reception.blob) and readable and not reception.restricted,
    )


def _entered(view: ReceptionView) -> datetime:
    return view.registered_at if view.source == "by-hand" else view.arrived_at


def deadline(view: ReceptionView, now: datetime, zone: ZoneInfo, holidays: Holidays) -> tuple[str, str]:
    """«5 días háb. · 29-09», «Vence hoy», «Vencido»; without one, the state that matters."""
    states = {"arrived": ("Sin acuse de recibo", "blue"), "returned": ("Devuelto", "amber")}
    if view.closed_at or view.state in {"withdrawn", "annulled"}:
        return {"withdrawn": "Retirado", "annulled": "Anulado"}.get(view.state, "Terminado"), ""
    if view.due_at is None or view.state == "returned":
        return states.get(view.state, ("Sin plazo", "dot"))
    today, due = now.astimezone(zone).date(), view.due_at.astimezone(zone).date()
    if view.due_at < now:
        return "Vencido", "red"
    if due == today:
        return "Vence hoy", "amber"
    left = working_days(today, due, holidays)
    return f"{left} {'día' if left == 1 else 'días'} háb. · {due:%d-%m}", "amber" if left <= 1 else ""


def clock(view: ReceptionView, now: datetime) -> str:
    """Ley 19.880, art. 24: 24 hours to reach the unit, 48 for a providencia. It runs until it is referred."""
    if view.closed_at or view.state not in {"arrived", "acknowledged", "registered"} or view.due_at:
        return ""
    hours = int((now - view.arrived_at).total_seconds() // 3600)
    if view.clocks.providence_late and now > view.clocks.providence_by:
        return f"providencia pendiente hace {hours} h"
    return f"sin derivar hace {hours} h" if view.clocks.unit_late and now > view.clocks.unit_by else ""


def working(taken: Any, now: datetime, zone: ZoneInfo) -> str:
    """«Lo está trabajando Berta Soto desde las 10:02», so that no colleague begins the same."""
    at = taken.taken_at.astimezone(zone)
    since = f"las {at:%H:%M}" if at.date() == now.astimezone(zone).date() else f"el {at:%d-%m %H:%M}"
    return f"Lo está trabajando {taken.taken_by} desde {since}"


def working_days(from_: date, until: date, holidays: Holidays) -> int:
    """The días hábiles that are left, counted as the law does: from the day after."""
    days = (date.fromordinal(each) for each in range(from_.toordinal() + 1, until.toordinal() + 1))
    return sum(holidays.is_working_day(day) for day in days)


def by_day(found: Sequence[Line], today: date, holidays: Holidays) -> Iterator[Day]:
    """The lines under the day on which they arrived."""
    for each, lying in groupby(found, key=lambda line: line.day):
        ago = (today - each).days
        name = {0: "Hoy, ", 1: "Ayer, "}.get(ago, "")
        inhabil = "" if holidays.is_working_day(each) else ", inhábil"
        yield Day(f"{name}{DAYS[each.weekday()]} {each:%d-%m}{inhabil}".capitalize(), list(lying))


Attend = Callable[[Work], dict[str, Any]]


def attending(says: str, tray: str, act: Callable[[Work], Sequence[Result]]) -> Attend:
    """An act upon many, as what its page tells: each by its number, with its result."""

    def attend(work: Work) -> dict[str, Any]:
        results = act(work)
        named = correspondence.named(work, [each.id for each in results])
        told = [
            {"id": str(each.id), "name": named.get(each.id, "Ingreso"), "done": each.done, "message": each.message}
            for each in results
        ]
        back = BY_NAME[tray].address if tray in BY_NAME else "/inicio"
        return {"says": says, "results": told, "back": back}

    return attend


def as_json(counts: dict[str, int]) -> str:
    return json.dumps(counts, separators=(",", ":"))
