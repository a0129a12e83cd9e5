from typing import Annotated

from fastapi import APIRouter, Query

import search.service as service
from kernel.http import AtDesk, permits, wired
from kernel.permissions import Permission
from search.engines import SearchEngine
from search.schemas import ResultsView, SearchForm

router = APIRouter(prefix="/search", tags=["search"])

AtIndex = Annotated[SearchEngine, wired("index")]


@router.get("", dependencies=[permits(Permission.SEARCH)])
def find(desk: AtDesk, index: AtIndex, asked: Annotated[SearchForm, Query()]) -> ResultsView:
    """Words, «frases exactas», -excluidas, prefijos*, and folio: rut: de: para: materia: tipo: fecha:."""
    return ResultsView.of(service.find(desk, index, asked.wanted()))
