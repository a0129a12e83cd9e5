from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

import search.saved as keeping
import search.service as service
from kernel.database import Desk
from kernel.http import PROBLEMS, AtDesk, DoOnce, permits, wired
from kernel.permissions import Permission
from search.counting import counts
from search.engines import SearchEngine
from search.schemas import AskedForm, ResultsView, ResultView, SavedView, SaveForm, SearchForm

router = APIRouter(prefix="/search", tags=["search"], responses=PROBLEMS)

AtZones = Annotated[Callable[[Desk], str], wired("zone_of")]
"""Where it is, for whoever asks: a date is a day in the institution's own zone."""
AtIndex = Annotated[SearchEngine, wired("index")]


@router.get("", dependencies=[permits(Permission.SEARCH)])
def find(desk: AtDesk, index: AtIndex, zone_of: AtZones, asked: Annotated[SearchForm, Query()]) -> ResultsView:
    """Words, «frases exactas», -excluidas, prefijos*, and folio: rut: de: para: materia: tipo: fecha:."""
    return ResultsView.of(service.find(desk, index, asked.wanted(zone_of(desk))))


@router.get("/suggestions", dependencies=[permits(Permission.SEARCH)])
def suggest(desk: AtDesk, index: AtIndex, zone_of: AtZones, q: Annotated[str, Query(max_length=400)] = "") -> list[str]:
    """Titles of what may be found, while the last word is still being written."""
    return list(service.suggest(desk, index, q, zone_of(desk)))


@router.get("/saved", dependencies=[permits(Permission.SEARCH)])
def saved(desk: AtDesk, index: AtIndex, zone_of: AtZones) -> list[SavedView]:
    """One's own, whether they were kept here or at the screen, with how much each finds now."""
    zone = zone_of(desk)
    with desk.reading() as work:
        kept = [SavedView.of(each) for each in keeping.saved(work)]
    found = counts(desk, index, [AskedForm(**each.asked).wanted(zone) for each in kept])
    return [each.counted(many) for each, many in zip(kept, found, strict=True)]


@router.post("/saved", status_code=201, response_model=SavedView, dependencies=[permits(Permission.SEARCH)])
def save(form: SaveForm, once: DoOnce) -> Response:
    """Keep what is asked, never what was found."""
    return once.act(lambda work: SavedView.of(keeping.save(work, form.name, form.kept())))


@router.post(
    "/saved/{saved_id}/removal", status_code=201, response_model=SavedView, dependencies=[permits(Permission.SEARCH)]
)
def forget(saved_id: UUID, once: DoOnce) -> Response:
    return once.act(lambda work: SavedView.of(keeping.forget(work, saved_id)))


@router.get("/{subject_id}/similar", dependencies=[permits(Permission.SEARCH)])
def similar(desk: AtDesk, index: AtIndex, subject_id: UUID) -> list[ResultView]:
    """What is about the same; nothing for what the asker may not find."""
    return [ResultView.of(each) for each in service.similar(desk, index, subject_id)]
