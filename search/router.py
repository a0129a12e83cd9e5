from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query

import search.service as service
from kernel.database import Desk
from kernel.http import PROBLEMS, AtDesk, permits, wired
from kernel.permissions import Permission
from search.engines import SearchEngine
from search.schemas import ResultsView, SearchForm

router = APIRouter(prefix="/search", tags=["search"], responses=PROBLEMS)

AtZones = Annotated[Callable[[Desk], str], wired("zone_of")]
"""Where it is, for whoever asks: a date is a day in the institution's own zone."""
AtIndex = Annotated[SearchEngine, wired("index")]


@router.get("", dependencies=[permits(Permission.SEARCH)])
def find(desk: AtDesk, index: AtIndex, zone_of: AtZones, asked: Annotated[SearchForm, Query()]) -> ResultsView:
    """Words, «frases exactas», -excluidas, prefijos*, and folio: rut: de: para: materia: tipo: fecha:."""
    return ResultsView.of(service.find(desk, index, asked.wanted(zone_of(desk))))
