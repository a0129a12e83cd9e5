"""The clock of a demonstration, for whoever wants to see what a deadline does."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response

import institutions.service as institutions
from institutions.errors import NotInTheHouse
from kernel.actor import PLATFORM
from kernel.errors import Refused
from oficina import clock
from oficina.web.administration.asking import day_of
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter()

HERE = "/demostracion/reloj"
WHOEVER = [enters()]
STEPS = {
    "hora": ("1 hora", timedelta(hours=1)),
    "dia": ("1 día", timedelta(days=1)),
    "semana": ("7 días", timedelta(days=7)),
}
MORNING = time(9, 0)


@router.get(HERE, dependencies=WHOEVER)
def look(visit: AtVisit) -> Response:
    return _page(visit)


@router.post(HERE, dependencies=WHOEVER)
def move(visit: AtVisit, form: AtForm) -> Response:
    """Ahead by so much, or to the morning of a day. Everybody of the demonstration sees the same clock."""
    _refuse_elsewhere(visit)
    try:
        with visit.desk.reading() as work:
            by = _asked(form, work.now, institutions.local_zone(work))
        with visit.platform.database.writing(PLATFORM) as work:
            clock.move(work, by)
    except Refused as refusal:
        return _page(visit, wrong_of(refusal, otherwise="fecha"))
    moved = visit.platform.database.clock
    if isinstance(moved, clock.MovableClock):
        moved.look_again()
    return visit.land("/inicio", "El reloj de la demostración avanzó: mire qué venció")


def _asked(form: Filled, now: datetime, zone: ZoneInfo) -> timedelta:
    if form["paso"] in STEPS:
        return STEPS[form["paso"]][1]
    day = day_of(form, "fecha")
    if day is None:
        raise FormRefused(Wrong("fecha", "Elija hasta qué día avanza."))
    return datetime.combine(day, MORNING, zone) - now


def _refuse_elsewhere(visit: Visit) -> None:
    if not visit.platform.settings.demo:
        raise NotInTheHouse("Solo el reloj de una demostración se mueve, y esta oficina no lo es.")


def _page(visit: Visit, wrong: Sequence[Wrong] = ()) -> Response:
    _refuse_elsewhere(visit)
    return visit.page("administration/clock", status=422 if wrong else 200, steps=STEPS, wrong=wrong)
