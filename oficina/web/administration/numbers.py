"""Kinds of documents, the books from which they take their numbers, and the feriados of the institution."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

import documents.service as documents
import institutions.service as institutions
from documents.kinds import all_kinds
from institutions import overview
from institutions.schemas.directory import HolidayForm
from kernel.errors import Refused
from kernel.work import Work
from oficina.web.administration.asking import ADMINISTERS, EITHER, HERE, NUMBERS, day_of
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit

router = APIRouter()

LAST_NUMBER = 10_000_000


class NextForm(BaseModel):
    series: str = Field(min_length=1, max_length=40)
    office_id: UUID
    next: int = Field(ge=1, le=LAST_NUMBER)


class Book(NamedTuple):
    """A series in an oficina de partes: what takes its numbers from it, the last given, and the next."""

    series: str
    kinds: str
    office_id: UUID
    office: str
    last: int
    next: int
    begun: bool


@router.get("/administracion/tipos", dependencies=EITHER)
def kinds(visit: AtVisit) -> Response:
    """Which documents are written here, who signs each, how, and from which book it takes its number."""
    return visit.page("administration/kinds", active=HERE, kinds=list(all_kinds().values()))


@router.get("/administracion/correlativos", dependencies=NUMBERS)
def correlatives(visit: AtVisit) -> Response:
    return _books_page(visit)


@router.post("/administracion/correlativos", dependencies=NUMBERS)
def declare(visit: AtVisit, form: AtForm) -> Response:
    """The book goes on from the one kept elsewhere until today."""
    field = f"siguiente-{form['serie']}-{form['oficina']}"
    try:
        told = {"series": form["serie"], "office_id": form["oficina"], "next": form["siguiente"].replace(".", "")}
        asked = form.into(NextForm, told, at={"next": field, "series": field, "office_id": field})
        if asked.series not in {kind.series for kind in all_kinds().values()}:
            raise FormRefused(Wrong(field, "No hay un libro con ese nombre: elija uno de la lista."))

        def act(work: Work) -> object:
            year = institutions.current_year(work)
            return documents.declare_next(work, asked.series, asked.office_id, year, asked.next)

        says = f"El próximo número de {asked.series} será el {asked.next}"
        return visit.act(form, act, lands=f"{HERE}/correlativos", says=says)
    except Refused as refusal:
        return _books_page(visit, wrong_of(refusal, otherwise=field))


@router.get("/administracion/feriados", dependencies=ADMINISTERS)
def holidays(visit: AtVisit, anio: int | None = None) -> Response:
    return _holidays_page(visit, anio)


@router.post("/administracion/feriados", dependencies=ADMINISTERS)
def set_holiday(visit: AtVisit, form: AtForm) -> Response:
    """Add a day to those that hold here, or take one away."""
    try:
        day = day_of(form, "dia")
        if day is None:
            raise FormRefused(Wrong("dia", "Escriba el día."))
        told = {"day": day, "name": form["nombre"], "is_holiday": form["que"] != "habil"}
        asked = form.into(HolidayForm, told, at={"day": "dia", "name": "nombre"})
        return visit.act(
            form,
            lambda work: institutions.set_holiday(work, asked.day, asked.name, is_holiday=asked.is_holiday),
            lands=f"{HERE}/feriados?anio={asked.day.year}",
            says=f"{asked.day:%d-%m-%Y} es {'feriado' if asked.is_holiday else 'día hábil'} en su institución",
        )
    except Refused as refusal:
        return _holidays_page(visit, None, form, wrong_of(refusal, otherwise="dia"))


def books(work: Work, year: int) -> list[Book]:
    """Every series of every oficina de partes, whether or not it has begun this year."""
    named: dict[str, list[str]] = {}
    for kind in all_kinds().values():
        named.setdefault(kind.series, []).append(kind.name)
    begun = {(each.office_id, each.series): each for each in documents.correlatives(work) if each.year == year}
    made = []
    for office in overview.offices(work):
        for series, names in named.items():
            row = begun.get((office.id, series))
            first, last = (row.first, row.last) if row else (1, 0)
            made.append(
                Book(series, ", ".join(names), office.id, office.name, last, max(last + 1, first), last >= first)
            )
    return made


def _books_page(visit: Visit, wrong: Sequence[Wrong] = ()) -> Response:
    with visit.desk.reading() as work:
        year = institutions.current_year(work)
        told = books(work, year)
    status = 422 if wrong else 200
    return visit.page("administration/correlatives", active=HERE, status=status, year=year, books=told, wrong=wrong)


def _holidays_page(visit: Visit, year: int | None, form: Filled | None = None, wrong: Sequence[Wrong] = ()) -> Response:
    with visit.desk.reading() as work:
        this = institutions.current_year(work)
        shown = year if year and this - 5 <= year <= this + 5 else this
        told = institutions.holidays_of(work, shown)
    return visit.page(
        "administration/holidays",
        active=HERE,
        status=422 if wrong else 200,
        year=shown,
        days=told,
        filled=form,
        wrong=wrong,
        today=date(shown, 1, 1),
    )
