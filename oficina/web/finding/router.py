"""Buscar: words, «frases», -excluidas, prefijos* and fields, over everything that the person may read."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

import institutions.service as institutions
import search.service as search
from kernel.permissions import Permission
from oficina.web.visits import AtVisit, enters

router = APIRouter(dependencies=[enters(Permission.SEARCH)])

PAGE = 20
KINDS = {"document": "Documentos", "reception": "Ingresos", "expediente": "Expedientes"}
ADDRESSES = {"document": "/documentos", "reception": "/recepciones", "expediente": "/expedientes"}
FIELDS = {
    "de": "De",
    "para": "Para",
    "folio": "N° o ingreso",
    "rut": "RUN o RUT",
    "materia": "Materia",
    "fecha": "Año o fecha",
}
"""Fields that may be written in the search box, and that have a box of their own beside it."""


class Search(BaseModel):
    """The search form, as it stands in the address: a search can be kept, sent and come back to."""

    q: str = Field(default="", max_length=400)
    tipo: str = Field(default="", max_length=20)
    orden: Literal["relevancia", "fecha"] = "relevancia"
    desde: str = Field(default="", max_length=40)
    de: str = Field(default="", max_length=80)
    para: str = Field(default="", max_length=80)
    folio: str = Field(default="", max_length=40)
    rut: str = Field(default="", max_length=20)
    materia: str = Field(default="", max_length=120)
    fecha: str = Field(default="", max_length=20)

    @property
    def typed(self) -> str:
        """What was written in the fields, in the language of the search box."""
        fields = [_field(name, getattr(self, name)) for name in FIELDS]
        return " ".join(part for part in [self.q.strip(), *fields] if part)

    @property
    def kind(self) -> str | None:
        return self.tipo if self.tipo in KINDS else None

    def address(self, **changed: object) -> str:
        told = {name: value for name, value in {**self.model_dump(), **changed}.items() if value}
        return f"/buscar?{urlencode(told)}"


@router.get("/buscar")
def find(visit: AtVisit, asked: Annotated[Search, Query()]) -> Response:
    """The words of the person, and what they wrote in the fields, are one search."""
    with visit.desk.reading() as work:
        zone = institutions.zone(work)
    newest = asked.orden == "fecha"
    facets = {"kind": asked.kind} if asked.kind else {}
    wanted = search.Wanted(asked.typed, zone, facets, newest_first=newest, after=asked.desde or None, limit=PAGE)
    found = search.find(visit.desk, visit.platform.index, wanted)
    return visit.page(
        "finding/results",
        active="/buscar",
        asked=asked.q,
        search=asked,
        found=found,
        kinds=KINDS,
        addresses=ADDRESSES,
        fields=FIELDS,
        following=asked.address(desde=found.next) if found.next else "",
        without_kind=asked.address(tipo="", desde=""),
    )


def _field(name: str, value: str) -> str:
    said = value.strip().replace('"', "")
    return f'{name}:"{said}"' if " " in said else f"{name}:{said}" if said else ""
