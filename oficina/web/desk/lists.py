"""Listas de distribución: saved by a name, changed and deleted by those of the unit or office that uses them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import correspondence.service as correspondence
import institutions.service as institutions
from correspondence.kept_lists import PRINTED, ListLine
from correspondence.lists import COPIES, SENDERS
from correspondence.schemas.lists import ListNameForm
from kernel.errors import Refused
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web import choosing
from oficina.web.desk import dispatching
from oficina.web.desk.dispatching import HERE, WAYS, Row
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter(prefix="/listas")
USES = [enters(Permission.DRAFT, Permission.DISPATCH)]
AT = {"distribution-list-name-taken": "nombre", "distribution-list-not-yours": "de-quien"}
AT_DISPATCH = {"distribution-list-name-taken": "lista-nombre"}


@router.get("", dependencies=USES)
def lists(visit: AtVisit) -> Response:
    """Those of one's unit and one's oficina de partes."""
    with visit.desk.reading() as work:
        found, owners = correspondence.kept_lists(work), dict(owners_of(work))
    return visit.page("desk/lists", active="/listas", found=found, owners=owners)


@router.get("/nueva", dependencies=USES)
def ask(visit: AtVisit) -> Response:
    return _shown(visit, None, [Row("")], {})


@router.post("/nueva", dependencies=USES)
def kept(visit: AtVisit, form: AtForm) -> Response:
    return _pressed(visit, None, form)


@router.get("/{list_id}", dependencies=USES)
def show(visit: AtVisit, list_id: UUID) -> Response:
    with visit.desk.reading() as work:
        row = correspondence.kept_list(work, list_id)
        rows, name = rows_of(work, correspondence.lines_of(row)), row.name
    return _shown(visit, list_id, rows, {"nombre": name})


@router.post("/{list_id}", dependencies=USES)
def rewrite(visit: AtVisit, list_id: UUID, form: AtForm) -> Response:
    return _pressed(visit, list_id, form)


@router.post("/{list_id}/eliminacion", dependencies=USES)
def delete(visit: AtVisit, list_id: UUID, form: AtForm) -> Response:
    """It is offered no more. What was sent with it stays as it was sent."""
    return visit.act(
        form,
        lambda work: correspondence.delete_list(work, list_id),
        lands="/listas",
        says=lambda row: f"Lista «{row.name}» eliminada",
    )


def owners_of(work: Work) -> list[tuple[str, str]]:
    """Of whom a list may be: one's units and one's oficinas de partes."""
    units = institutions.units(work, work.actor.units)
    offices = [institutions.office(work, each) for each in sorted(work.actor.offices)]
    return [(f"unit:{each.id}", each.name) for each in units.values()] + [
        (f"office:{each.id}", each.name) for each in offices
    ]


def rows_of(work: Work, lines: Sequence[ListLine]) -> list[Row]:
    """As the page of a dispatch shows them."""
    ids = {line.institution_id for line in lines if line.institution_id}
    known = institutions.codes_of(work, ids)
    places = {place.id: choosing.label(place) for place in institutions.places_of(work, ids)} if ids else {}
    return [
        Row(
            line.addressee,
            line.way,
            known.get(line.institution_id or UUID(int=0), ""),
            line.address,
            line.kind,
            line.purpose,
            line.copy,
            places.get(line.post_id or line.unit_id or UUID(int=0), ""),
        )
        for line in lines
    ]


def lines_from(work: Work, rows: Sequence[Row]) -> list[ListLine]:
    """What is kept, or every row that is wrong at once."""
    places = choosing.Places.of(work, [row.institution for row in rows if row.way == HERE])
    faults = [
        fault
        for at, row in enumerate(rows, start=1)
        if row.way != PRINTED and (fault := dispatching.fault_of(work, row, places, at))
    ]
    if faults:
        raise FormRefused(*faults)
    return [_line(row, places) for row in rows]


def _line(row: Row, places: choosing.Places) -> ListLine:
    told: dict[str, Any] = {"addressee": row.addressee, "way": row.way, "kind": row.kind}
    told |= {"purpose": row.purpose, "copy": row.copy}
    if row.way != HERE:
        return ListLine(**told, address=row.address)
    told |= choosing.ids_of(places.found(row.institution, row.within)) if row.within else {}
    return ListLine(**told, institution_id=places.institutions[row.institution])


def name_in(form: Filled, field: str) -> str:
    return form.into(ListNameForm, {"name": form[field]}, at={"name": field}).name


def owner_in(form: Filled, work: Work) -> dict[str, UUID]:
    """Of whom it will be: as it is said, or of the only one that one has."""
    owners = [value for value, _ in owners_of(work)]
    said = form["de-quien"] if form["de-quien"] in owners else next(iter(owners), "")
    kind, _, id_ = said.partition(":")
    return {f"{kind}_id": UUID(id_)} if said else {}


def keep(work: Work, form: Filled, rows: Sequence[Row]) -> str:
    """These rows as a list of the office, or of one's unit, by the name that was written."""
    return correspondence.keep_list(
        work, name_in(form, "lista-nombre"), lines_from(work, rows), **owner_in(form, work)
    ).name


def brought(work: Work, form: Filled, rows: Sequence[Row]) -> list[Row]:
    """The rows, and after them those of the chosen list that are not there yet."""
    chosen = form.ids("lista")
    if not chosen:
        raise FormRefused(Wrong("lista", "Elija una lista."))
    more = rows_of(work, correspondence.lines_of(correspondence.kept_list(work, chosen[0])))
    there = {(row.addressee, row.institution, row.within) for row in rows}
    written = [row for row in rows if row.addressee]
    return [*written, *(row for row in more if (row.addressee, row.institution, row.within) not in there)]


def _pressed(visit: Visit, list_id: UUID | None, form: Filled) -> Response:
    rows = dispatching.written(form)
    filled = {name: form[name] for name in ("nombre", "de-quien")}
    if (again := dispatching.pressed(form, rows)) is not None:
        with visit.desk.reading() as work:
            found = dispatching.searched(work, form, rows)
        return _shown(visit, list_id, again, filled, found)

    def act(work: Work) -> Any:
        name, lines = name_in(form, "nombre"), lines_from(work, rows)
        if list_id:
            return correspondence.rewrite_list(work, list_id, name, lines)
        return correspondence.keep_list(work, name, lines, **owner_in(form, work))

    try:
        return visit.act(form, act, lands="/listas", says=lambda row: f"Lista «{row.name}» guardada")
    except Refused as refusal:
        wrong = wrong_of(refusal, AT, otherwise="linea-1")
        return _shown(visit, list_id, rows, filled, wrong, status=422)


def _shown(
    visit: Visit,
    list_id: UUID | None,
    rows: list[Row],
    filled: dict[str, str],
    wrong: Sequence[Wrong] = (),
    *,
    status: int = 200,
) -> Response:
    with visit.desk.reading() as work:
        if list_id:
            correspondence.kept_list(work, list_id)
        owners = owners_of(work)
    return visit.page(
        "desk/list",
        active="/listas",
        status=status,
        list_id=list_id,
        rows=rows or [Row("")],
        owners=owners,
        filled={"nombre": "", "de-quien": ""} | filled,
        wrong=[each for each in wrong if each.says],
        offered=choosing.choices_in(wrong),
        ways=WAYS,
        copies=COPIES,
        kinds=SENDERS,
    )
