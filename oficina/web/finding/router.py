"""Buscar: words, «frases», -excluidas, prefijos* and fields, over everything that the person may read."""

from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse

import audit.service as audit
import institutions.service as institutions
import search.counting as counting
import search.saved as keeping
import search.service as search
from kernel.errors import Refused
from kernel.permissions import Permission
from kernel.zips import zipped
from oficina import taking
from oficina.web.finding import views
from oficina.web.finding.asked import FIELDS, Search
from oficina.web.visits import AtForm, AtVisit, Visit, enters
from search import exports

router = APIRouter(dependencies=[enters(Permission.SEARCH)])

PAGE = 20
AtSearch = Annotated[Search, Query()]


@router.get("/buscar")
def find(visit: AtVisit, asked: AtSearch) -> Response:
    """The words of the person, and what they wrote in the fields, are one search."""
    found = search.find(visit.desk, visit.platform.index, _wanted(asked, _zone(visit)))
    kept = [] if asked.asks else _kept(visit)
    with visit.desk.reading() as work:
        facets, chips = views.facets(work, asked, found), views.chips(work, asked)
    return visit.page(
        "finding/results",
        active="/buscar",
        asked=asked.q,
        search=asked,
        found=found,
        addresses=views.ADDRESSES,
        fields=FIELDS,
        facets=facets,
        chips=chips,
        kept=kept,
        state_of=views.state,
        following=asked.address(desde=found.next) if found.next else "",
    )


@router.get("/buscar/sugerencias")
def suggest(visit: AtVisit, q: Annotated[str, Query(max_length=400)] = "") -> Response:
    """Titles while they write: only of what they may find, like everything else here."""
    return JSONResponse(search.suggest(visit.desk, visit.platform.index, q, _zone(visit)) if q.strip() else [])


@router.get("/buscar/similares/{subject_id}")
def similar(visit: AtVisit, subject_id: UUID) -> Response:
    found = search.similar(visit.desk, visit.platform.index, subject_id, limit=PAGE)
    return visit.page("finding/similar", active="/buscar", found=found, addresses=views.ADDRESSES, state_of=views.state)


@router.get("/buscar/resultado.csv")
def as_csv(visit: AtVisit, asked: AtSearch) -> Response:
    """All of it, however much it is: it is written while it is read. That it was taken is kept."""
    zone = _zone(visit)
    wanted = _wanted(asked, zone)
    total = counting.count(visit.desk, visit.platform.index, wanted)
    with visit.desk.writing() as work:
        audit.record(work, "search.exported", work.institution_id, results=total)
    headers = {"Content-Disposition": 'attachment; filename="busqueda.csv"', "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(
        views.lines(visit, wanted, ZoneInfo(zone)), media_type="text/csv; charset=utf-8", headers=headers
    )


@router.post("/buscar/guardadas")
def save(visit: AtVisit, form: AtForm) -> Response:
    asked = Search.model_validate({name: form[name] for name in Search.model_fields if form[name]})
    try:
        return visit.act(
            form,
            lambda work: keeping.save(work, form["nombre"], asked.told.kept()),
            lands=asked.address(),
            says=lambda made: f"Guardada como «{made.name}»: la encuentra al abrir Buscar",
        )
    except Refused as refusal:
        return visit.land(asked.address(), refusal.message, "warning")


@router.post("/buscar/guardadas/{saved_id}/borrar")
def forget(visit: AtVisit, saved_id: UUID, form: AtForm) -> Response:
    return visit.act(
        form, lambda work: keeping.forget(work, saved_id), lands="/buscar", says="Búsqueda guardada, borrada"
    )


@router.get("/buscar/exportaciones")
def exports_asked(visit: AtVisit) -> Response:
    """What was asked to be taken away: being gathered, or ready, and until when."""
    with visit.desk.reading() as work:
        told = [
            views.Taken.of(each, Search.of(each.asked["facets"] | {"q": each.asked["typed"]}))
            for each in exports.exports(work)
        ]
    waiting = any(each.state == exports.State.ASKED for each in told)
    return visit.page("finding/exports", active="/buscar", told=told, waiting=waiting, days=exports.LASTS.days)


@router.post("/buscar/exportaciones")
def export(visit: AtVisit, form: AtForm) -> Response:
    asked = Search.model_validate({name: form[name] for name in Search.model_fields if form[name]})
    wanted = _wanted(asked, _zone(visit))
    try:
        return visit.act(
            form,
            lambda work: taking.ask(work, wanted),
            lands="/buscar/exportaciones",
            says="Exportación pedida: se reúne aparte, y aquí se baja cuando esté lista",
        )
    except Refused as refusal:
        return visit.land(asked.address(), refusal.message, "warning")


@router.post("/buscar/exportaciones/{export_id}/borrar")
def drop_export(visit: AtVisit, export_id: UUID, form: AtForm) -> Response:
    return visit.act(
        form,
        lambda work: exports.forget(work, export_id),
        lands="/buscar/exportaciones",
        says="Exportación borrada",
    )


@router.get("/buscar/exportaciones/{export_id}.zip")
def take(visit: AtVisit, export_id: UUID) -> Response:
    """The index with hashes and the files, of what may be read at this moment."""
    with visit.desk.writing() as work:
        packed = taking.take(work, export_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{packed.name}.zip"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(zipped(visit.platform.blobs.get, packed), media_type="application/zip", headers=headers)


def _kept(visit: Visit) -> list[tuple[UUID, str, str, int]]:
    """Saved searches, each with where it leads and how much it finds now."""
    with visit.desk.reading() as work:
        zone, kept = institutions.zone(work), [(each.id, each.name, each.asked) for each in keeping.saved(work)]
    again = [Search.of(asked) for _, _, asked in kept]
    found = counting.counts(visit.desk, visit.platform.index, [_wanted(each, zone) for each in again])
    together = zip(kept, again, found, strict=True)
    return [(saved_id, name, each.address(), many) for (saved_id, name, _), each, many in together]


def _wanted(asked: Search, zone: str) -> search.Wanted:
    newest = asked.orden == "fecha"
    return search.Wanted(asked.typed, zone, asked.facets, newest, asked.desde or None, PAGE)


def _zone(visit: Visit) -> str:
    with visit.desk.reading() as work:
        return institutions.zone(work)
