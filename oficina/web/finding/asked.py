"""The search form, as it stands in the address: a search can be kept, sent and come back to."""

from typing import Literal
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from search.schemas import AskedForm

KINDS = {"document": "Documentos", "reception": "Ingresos", "expediente": "Expedientes"}
FIELDS = {
    "de": "De",
    "para": "Para",
    "folio": "N° o ingreso",
    "rut": "RUN o RUT",
    "materia": "Materia",
    "fecha": "Fecha, mes o año",
}
"""Fields that may be written in the search box, and that have a box of their own beside it."""
FACETS = {
    "tipo": "kind",
    "clase": "type",
    "institucion": "institution",
    "estado": "state",
    "anio": "year",
    "unidad": "unit",
    "nivel": "level",
    "lectura": "reading",
}
"""What narrows a result, as it is called in the address and in the index."""
KEPT = ("q", *FIELDS, *FACETS, "orden")
"""What a saved search keeps: all but the page."""


class Search(BaseModel):
    q: str = Field(default="", max_length=400)
    tipo: str = Field(default="", max_length=20)
    clase: str = Field(default="", max_length=120)
    institucion: str = Field(default="", max_length=200)
    estado: str = Field(default="", max_length=80)
    anio: str = Field(default="", max_length=4)
    unidad: str = Field(default="", max_length=40)
    nivel: str = Field(default="", max_length=2)
    lectura: str = Field(default="", max_length=10)
    orden: Literal["relevancia", "fecha"] = "relevancia"
    desde: str = Field(default="", max_length=40)
    de: str = Field(default="", max_length=80)
    para: str = Field(default="", max_length=80)
    folio: str = Field(default="", max_length=40)
    rut: str = Field(default="", max_length=20)
    materia: str = Field(default="", max_length=120)
    fecha: str = Field(default="", max_length=40)

    @property
    def typed(self) -> str:
        """What was written in the fields, in the language of the search box."""
        fields = [_field(name, getattr(self, name)) for name in FIELDS]
        return " ".join(part for part in [self.q.strip(), *fields] if part)

    @property
    def facets(self) -> dict[str, str]:
        return {facet: value for name, facet in FACETS.items() if (value := getattr(self, name))}

    @property
    def asks(self) -> bool:
        return bool(self.typed or self.facets)

    @property
    def kept(self) -> dict[str, str]:
        return {name: value for name in KEPT if (value := getattr(self, name)) and value != "relevancia"}

    @property
    def told(self) -> AskedForm:
        """The same in the words of the API: so it is kept, wherever it is kept from."""
        facets = {name: value for name, value in self.facets.items() if name != "reading" or value == "unread"}
        return AskedForm(q=self.typed, order="newest" if self.orden == "fecha" else "relevance", **facets)

    @classmethod
    def of(cls, kept: dict[str, str]) -> "Search":
        """What was kept, as this page asks it."""
        facets = {name: kept[facet] for name, facet in FACETS.items() if facet in kept}
        return cls(q=kept.get("q", ""), orden="fecha" if kept.get("order") == "newest" else "relevancia", **facets)

    @property
    def query(self) -> str:
        return urlencode(self.kept)

    def address(self, **changed: str) -> str:
        told = {**self.kept, **changed}
        return f"/buscar?{urlencode({name: value for name, value in told.items() if value})}"


def _field(name: str, value: str) -> str:
    said = value.strip().replace('"', "")
    return f'{name}:"{said}"' if " " in said else f"{name}:{said}" if said else ""
