"""Choosing an institution, or a unit or post of one, by a few letters: the page never carries the directory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

import institutions.service as institutions
from kernel.permissions import Permission
from kernel.text import folded
from kernel.work import Work
from oficina.web.forms import Filled, Wrong
from oficina.web.visits import AtVisit, enters

router = APIRouter(prefix="/directorio")

P = Permission
CHOOSERS = [enters(P.DRAFT, P.DISPATCH, P.REGISTER, P.ACKNOWLEDGE)]
MOST = 12
MOST_PLACES = 40
Text = Annotated[str, Query(max_length=200)]


@router.get("/instituciones", dependencies=CHOOSERS)
def institutions_like(visit: AtVisit, busca: Text = "") -> Response:
    """What a field suggests while somebody types in it."""
    with visit.desk.reading() as work:
        found = offered(work, busca) if busca.strip() else []
    return JSONResponse({"options": found}, headers={"Cache-Control": "private, max-age=60"})


@router.get("/destinatarios", dependencies=CHOOSERS)
def places_like(visit: AtVisit, de: Text = "", busca: Text = "") -> Response:
    """The units and posts of the institution that another field names."""
    with visit.desk.reading() as work:
        places = Places.of(work, [de])
    return JSONResponse({"options": places.like(de, busca)}, headers={"Cache-Control": "private, max-age=60"})


def offered(work: Work, text: str) -> list[str]:
    """«MU110 · Municipalidad de Ancud»: the first that answer to the text."""
    return [says for _id, says in institutions.matching(work, text, most=MOST)]


def written(form: Filled, name: str, at: str = "") -> str:
    """What was chosen among what the page offered; otherwise what was typed."""
    return form[f"elegida-{at or name}"] or form[name]


def one(work: Work, text: str, at: str, says: str) -> UUID | Wrong:
    """The institution that is plainly meant; otherwise what to say of it, with those that it may be."""
    found = institutions.ids_of_written(work, [text]).get(text)
    return found or doubt(work, text, at, says)


def doubt(work: Work, text: str, at: str, says: str) -> Wrong:
    choices = tuple(offered(work, text)) if text else ()
    if choices:
        return Wrong(at, f"{says} Con «{text[:80]}» hay {len(choices)}: márquela debajo del campo.", choices)
    return Wrong(at, says)


def choices_in(wrong: Sequence[Wrong]) -> dict[str, tuple[str, ...]]:
    """By field, for the page that offers them."""
    return {each.field: each.choices for each in wrong if each.choices}


@dataclass(frozen=True, slots=True)
class Places:
    """The units and posts of some institutions, by how they are written."""

    institutions: Mapping[str, UUID]
    by_name: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, work: Work, named: Collection[str]) -> "Places":
        """Two statements, however many there are."""
        known = institutions.ids_of_written(work, named)
        by_name: dict[UUID, dict[str, Any]] = {}
        for each in institutions.places_of(work, set(known.values())) if known else ():
            by_name.setdefault(each.institution_id, {}).setdefault(label(each), each)
        return cls(known, by_name)

    def like(self, institution: str, text: str) -> list[str]:
        words = folded(text).replace("·", " ").split()
        names = self.by_name.get(self.institutions.get(institution) or UUID(int=0), {})
        return [each for each in names if all(word in folded(each) for word in words)][:MOST_PLACES]

    def found(self, institution: str, name: str) -> Any:
        """The one that is called so; None if there is none."""
        names = self.by_name.get(self.institutions.get(institution) or UUID(int=0), {})
        return {folded(each): place for each, place in names.items()}.get(folded(name))


def label(place: Any) -> str:
    """«Jefa de Finanzas · Departamento de Finanzas»; of a unit, its name."""
    within = place.facts.get("unit", "")
    return f"{place.name} · {within}" if within else str(place.name)


def ids_of(place: Any) -> dict[str, UUID]:
    """As a line of a distribution keeps it. An oficina de partes is the institution's door: it is nobody inside."""
    return {f"{place.kind}_id": place.id} if place and place.kind in {"unit", "post"} else {}
