"""Libro de correspondencia and nómina de despacho."""

from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel
from starlette.background import BackgroundTask

import correspondence.service as correspondence
import institutions.service as institutions
from correspondence import book
from correspondence.lists import MEDIA
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.desk.sheets import as_xlsx
from oficina.web.visits import AtVisit, enters

router = APIRouter(dependencies=[enters(Permission.REGISTER, Permission.NUMBER, Permission.AUDIT)])

PAGE = 150
LONGEST, BOTH = timedelta(days=366), timedelta(days=31)
"""How many days a book shows at most, and for how many the other one is counted beside it."""
COUNTED = 10_000
"""Lines of a book that are counted one by one; of a longer one the page says that it is longer."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Asked(BaseModel):
    """Which book, and between which days. Nothing said: today."""

    libro: Literal["ingresos", "despachos"] = "ingresos"
    desde: date | None = None
    hasta: date | None = None

    def days(self, work: Work) -> tuple[date, date]:
        """In order, and no more than a year of them."""
        today = institutions.today(work)
        first, last = sorted((self.desde or self.hasta or today, self.hasta or self.desde or today))
        return max(first, last - LONGEST), last


AtAsked = Annotated[Asked, Depends()]


@router.get("/libro")
def show(visit: AtVisit, asked: AtAsked, sigue: UUID | None = None) -> Response:
    """The book of some days, as it is read on paper: with what was annulled, rectified and returned."""
    with visit.desk.reading() as work:
        first, last = asked.days(work)
        within = book.Range.of(work, first, last)
        both, entries = last - first <= BOTH, asked.libro == "ingresos"
        came = book.count_entries(work, within, COUNTED) if both or entries else None
        went = book.count_dispatches(work, within, COUNTED) if both or not entries else None
        annulled = len(book.annulled(work, within))
        pages = book.entry_page if asked.libro == "ingresos" else book.dispatch_page
        lines, following = pages(work, within, sigue, PAGE)
    address = f"/libro?libro={asked.libro}&desde={first}&hasta={last}"
    return visit.page(
        "desk/book",
        active="/libro",
        asked_for=asked.libro,
        first=first,
        last=last,
        lines=lines,
        columns=[field.name for field in fields(_kind(asked))],
        came=came,
        went=went,
        annulled=annulled,
        counted_to=COUNTED,
        query=address.partition("?")[2],
        following=f"{address}&sigue={following}" if following else "",
        headings=HEADINGS,
    )


@router.get("/libro.csv")
def as_csv(visit: AtVisit, asked: AtAsked) -> Response:
    with visit.desk.reading() as work:
        first, last = asked.days(work)
        within = book.Range.of(work, first, last)
        if asked.libro == "ingresos":
            text = book.as_csv(book.entry_lines(work, within), book.EntryLine)
        else:
            text = book.as_csv(book.dispatch_lines(work, within), book.DispatchLine)
    headers = {"Content-Disposition": f'attachment; filename="{_name(asked, first, last)}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/libro.xlsx")
def as_sheet(visit: AtVisit, asked: AtAsked) -> Response:
    with visit.desk.reading() as work:
        first, last = asked.days(work)
        within = book.Range.of(work, first, last)
        path = _written(work, asked, within)
    name = f"{_name(asked, first, last)}.xlsx"
    return FileResponse(path, media_type=XLSX, filename=name, background=BackgroundTask(path.unlink))


@router.get("/nomina")
def dispatch_list(visit: AtVisit, dia: date | None = None, medio: str = "") -> Response:
    """What leaves by hand on a day, to be signed by whoever takes it."""
    medium = medio if medio in MEDIA else ""
    with visit.desk.reading() as work:
        day = dia or institutions.today(work)
        rows = correspondence.dispatch_list(work, day, medium=medium or None)
    return visit.page("desk/dispatch_list", active="/oficina-de-partes", day=day, rows=rows, media=MEDIA, medium=medium)


def _written(work: Work, asked: Asked, within: book.Range) -> Path:
    if asked.libro == "ingresos":
        return as_xlsx(book.entry_lines(work, within), book.EntryLine, "Ingresos")
    return as_xlsx(book.dispatch_lines(work, within), book.DispatchLine, "Despachos")


def _kind(asked: Asked) -> type[book.EntryLine] | type[book.DispatchLine]:
    return book.EntryLine if asked.libro == "ingresos" else book.DispatchLine


def _name(asked: Asked, first: date, last: date) -> str:
    return f"libro-{asked.libro}-{first:%Y%m%d}-{last:%Y%m%d}"


HEADINGS = {
    "ingreso": "Ingreso",
    "llegada": "Llegó",
    "hora_legal": "Hora legal",
    "registrado": "Registrado",
    "medio": "Medio",
    "remitente": "Remitente",
    "tipo": "Tipo",
    "numero": "N°",
    "fecha": "Fecha",
    "materia": "Materia",
    "hojas": "Hojas",
    "estado": "Estado",
    "turno": "Turno",
    "observaciones": "Observaciones",
    "documento": "Documento",
    "despacho": "Despachado",
    "destinatarios": "Destinatarios",
    "registro_docdigital": "Registro en DocDigital",
}
