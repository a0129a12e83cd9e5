"""Inicio: the trays with their counts, one of them open, and what is in it."""

from collections.abc import AsyncIterator
from time import monotonic
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

import correspondence.service as correspondence
import institutions.service as institutions
from correspondence.lists import WAYS_TO_CLOSE
from correspondence.schemas.working import BulkCloseForm, BulkReferForm
from kernel.errors import Refused
from kernel.pages import paged
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.administration.trust import urgent
from oficina.web.forms import FormRefused, Wrong
from oficina.web.home import trays
from oficina.web.home.pulse import Pulse
from oficina.web.visits import INICIO, AtForm, AtVisit, Visit, enters, known
from signature.expiring import Ending
from signature.trust import TrustFolder

router = APIRouter()

PAGE = 40
BEATS, AGAIN = 60, 12
"""How often one connection looks before the browser opens another; and how often it counts although nothing happened,
for a deadline passes by itself."""


@router.get("/inicio", dependencies=[enters()])
def home(
    visit: AtVisit,
    bandeja: Annotated[str, Query(max_length=30)] = "pending",
    desde: UUID | None = None,
    ver: UUID | None = None,
    marcar: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The trays of the person; one of them open; and what they look at beside it."""
    tray = trays.BY_NAME.get(bandeja, trays.BY_NAME["pending"])
    tray = tray if tray in trays.seen_by(visit.desk.actor) and "bandeja=" in tray.address else trays.BY_NAME["pending"]
    with visit.desk.reading() as work:
        zone, holidays = institutions.local_zone(work), institutions.holidays(work)
        found, following = _lines(work, tray.named, desde)
        days = list(trays.by_day(found, work.now.astimezone(zone).date(), holidays))
        units = institutions.every_unit(work)
        newest = correspondence.newest(work)
        shown = next((each for each in found if each.view.id == ver), None)
        answerable = shown is not None and trays.answerable(work, shown)
        ending = _ending(visit, work)
    return visit.page(
        INICIO,
        active="/inicio",
        trays=trays.seen_by(visit.desk.actor),
        tray=tray,
        days=days,
        many=len(found),
        all_picked=marcar == "todos",
        newest=newest,
        shown=shown,
        answerable=answerable,
        ending=ending,
        following=f"/inicio?bandeja={tray.named}&desde={following}" if following else "",
        units=[(unit.id, unit.name) for unit in units],
        ways=[(name, says) for name, says in WAYS_TO_CLOSE.items() if name != "remitted"],
    )


def _ending(visit: Visit, work: Work) -> list[Ending]:
    """What ends soon of what signatures need, for whoever has to act."""
    if not work.actor.may(Permission.ADMINISTER):
        return []
    settings = visit.platform.settings
    return urgent(work, settings.tsa_url, TrustFolder(settings.home / "trust"))


@router.get("/inicio/eventos", dependencies=[enters()])
async def events(request: Request, visit: AtVisit, desde: UUID = trays.NOTHING) -> Response:
    """The counts, whenever they change, and how much came since the page was made.

    Nothing is held while nothing happens, neither a connection nor a thread; and all who look at one institution
    ask together whether something happened there.
    """
    pulse: Pulse = request.app.state.pulse
    institution_id = visit.desk.actor.institution_id

    def look() -> dict[str, int]:
        known(request)
        with visit.desk.reading() as work:
            return trays.counts(work) | {"new": correspondence.newer(work, desde)}

    async def told() -> AsyncIterator[str]:
        before: dict[str, int] = {}
        last: UUID | None = None
        for beat in range(BEATS):
            if await request.is_disconnected():
                return
            felt = await _felt(pulse, institution_id)
            if felt == last and beat % AGAIN:
                yield ": \n\n"
            else:
                try:
                    now = await run_in_threadpool(look)
                except Refused:
                    return
                yield f"data: {trays.as_json(now)}\n\n" if now != before else ": \n\n"
                last, before = felt, now
            if not await pulse.beat():
                return

    return StreamingResponse(told(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _felt(pulse: Pulse, institution_id: UUID) -> UUID | None:
    """At hand, or asked in a thread that is given back at once."""
    now = monotonic()
    if pulse.known(institution_id, now):
        return pulse.of(institution_id, now)
    return await run_in_threadpool(pulse.of, institution_id, now)


@router.post("/oficina-de-partes/lote", dependencies=[enters(Permission.ACKNOWLEDGE, Permission.ATTEND)])
def many(visit: AtVisit, form: AtForm) -> Response:
    """The same for all that are marked; each gets its own result, and one that is refused holds back no other."""
    if not form.ids("pick"):
        return visit.land(_tray(form["bandeja"]), "Marque al menos un ingreso de la lista.", "warning")
    try:
        attend = _asked(visit, form)
    except FormRefused as refusal:
        return visit.land(_tray(form["bandeja"]), " ".join(each.says for each in refusal.wrong), "warning")
    return visit.show(form, attend, "home/results", active="/inicio")


def _asked(visit: Visit, form: AtForm) -> trays.Attend:
    match form["accion"]:
        case "acusar" | "derivar":
            visit.desk.actor.require(Permission.ACKNOWLEDGE if form["accion"] == "acusar" else Permission.ATTEND)
            target = {"unit_id": form["unidad"] or None, "instruction": form["providencia"]}
            if form["accion"] == "derivar" and not form["unidad"]:
                raise FormRefused(Wrong("unidad", "Elija a qué unidad se derivan."))
            targets = [target] if form["accion"] == "derivar" else []
            refer = form.into(BulkReferForm, {"ids": form.all("pick"), "targets": targets})
            says = "Acuse de recibo" if form["accion"] == "acusar" else "Derivación"
            return trays.attending(
                says, form["bandeja"], lambda work: correspondence.acknowledge_and_refer(work, refer.ids, refer.named())
            )
        case "terminar":
            close = form.into(BulkCloseForm, {"ids": form.all("pick"), "way": form["forma"], "reason": form["motivo"]})
            return trays.attending(
                "Dar por terminado",
                form["bandeja"],
                lambda work: correspondence.close_many(work, close.ids, way=close.way, reason=close.reason),
            )
        case _:
            raise FormRefused(Wrong("accion", "Elija qué hacer con los ingresos marcados."))


def _lines(work: Work, name: str, after: UUID | None) -> tuple[list[trays.Line], UUID | None]:
    try:
        page = paged(work, correspondence.tray(work, name), correspondence.Reception.id, after, PAGE, newest_first=True)
    except Refused:
        return [], None
    return trays.lines(work, page.items), page.next


def _tray(name: str) -> str:
    return trays.BY_NAME[name].address if name in trays.BY_NAME else "/inicio"
