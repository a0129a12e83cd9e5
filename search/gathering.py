"""What a result brings along when it is taken away: gathered by a job, and packed when it is fetched."""

import csv
import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from uuid import UUID
from zoneinfo import ZoneInfo

import search.exports as exports
import search.service as search
from kernel.database import Desk
from kernel.work import Work
from kernel.zips import Package
from search.engines import SearchEngine
from search.exports import Listed, State
from search.jobs import GatherExport
from search.models import Export
from search.service import Wanted

PAGE = 200
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these is a formula for whoever opens the sheet."""
GONE = "Ya no está entre lo que usted puede ver"
HEADINGS = ("N°", "Tipo", "Número", "Título", "Estado", "Fecha", "Archivo", "Bytes", "SHA-256", "Observación")


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of a result."""

    name: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What comes with a result: its number, its files, or why they do not come."""

    number: str = ""
    pieces: tuple[Piece, ...] = ()
    why: str = ""


Carrier = Callable[[Work, Collection[UUID]], Mapping[UUID, Brought]]
"""Of things of one kind, what the actor may take of each now: those that they may not read are left out."""
Again = Callable[[UUID, str, UUID | None], Desk | None]
"""The desk of whoever asked, with the rights that they have by now; None when they may do nothing any more."""


@dataclass(frozen=True, slots=True)
class Gathered:
    total: int
    listed: tuple[Listed, ...]
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class GatherResult:
    """All of a result, page after page, with the rights of whoever asked at this moment."""

    engine: SearchEngine
    carriers: Mapping[str, Carrier]
    again: Again
    job: GatherExport

    def prepare(self, work: Work) -> tuple[UUID, str, UUID | None, Wanted] | None:
        row = work.find(Export, id=self.job.export_id)
        if row is None or row.state != State.ASKED:
            return None
        return work.institution_id, row.client, row.person_id, exports.wanted_of(row)

    def effect(self, asked: tuple[UUID, str, UUID | None, Wanted] | None, /) -> Gathered | None:
        desk = self.again(*asked[:3]) if asked else None
        return self._gathered(desk, asked[3]) if desk and asked else None

    def settle(self, work: Work, _asked: object, made: Gathered | None, /) -> None:
        row = work.find(Export, lock=True, id=self.job.export_id)
        if row is None or row.state != State.ASKED:
            return
        row.state = State.READY if made else State.FAILED
        if made:
            row.total, row.files, row.size = made.total, made.files, made.size
            row.listed = [each.kept() for each in made.listed]

    def _gathered(self, desk: Desk, wanted: Wanted) -> Gathered:
        listed, total = list[Listed](), 0
        asked = replace(wanted, newest_first=True, limit=PAGE)
        while len(listed) < exports.MOST:
            page = search.find(desk, self.engine, asked)
            total = total or page.total
            listed += map(Listed.of, page.items)
            if page.next is None:
                break
            asked = replace(asked, after=page.next)
        listed = listed[: exports.MOST]
        with desk.reading() as work:
            pieces = [piece for each in brought(work, self.carriers, listed).values() for piece in each.pieces]
        return Gathered(max(total, len(listed)), tuple(listed), len(pieces), sum(piece.size for piece in pieces))


def brought(work: Work, carriers: Mapping[str, Carrier], listed: Sequence[Listed]) -> dict[UUID, Brought]:
    """What the actor may take of each by now; what may not be read any more is not among them."""
    told: dict[UUID, Brought] = {}
    for kind, carrier in carriers.items():
        ids = [each.subject_id for each in listed if each.kind == kind]
        for first in range(0, len(ids), PAGE):
            told |= carrier(work, ids[first : first + PAGE])
    others = {each.subject_id for each in listed if each.kind not in carriers}
    return told | dict.fromkeys(search.may_read_which(work, others) if others else (), Brought())


def package(work: Work, carriers: Mapping[str, Carrier], export: Export) -> Package:
    """An index with the hash of each file, and the files: of what its asker may still read, and of nothing else."""
    listed = [Listed.read(each) for each in export.listed]
    told = brought(work, carriers, listed)
    lines, files = list[tuple[str, ...]](), dict[str, str]()
    zone = ZoneInfo(exports.wanted_of(export).zone)
    for order, each in enumerate(listed, start=1):
        of_it = told.get(each.subject_id)
        if of_it is None:
            lines.append((str(order), *[""] * 8, GONE))
            continue
        about = (str(order), each.type, of_it.number, each.title, each.state, f"{each.at.astimezone(zone):%d-%m-%Y}")
        for at, piece in enumerate(of_it.pieces, start=1):
            path = f"documentos/{order:04}-{at:02}_{_plain(piece.name)}"
            files[path] = piece.blob
            lines.append((*about, path, str(piece.size), piece.blob, of_it.why))
        if not of_it.pieces:
            lines.append((*about, "", "", "", of_it.why or "Sin archivos"))
    beyond = max(0, export.total - len(listed))
    texts = {"indice.csv": _sheet(lines), "indice.html": _page(lines, exports.wanted_of(export).typed, beyond)}
    return Package(f"busqueda-{export.asked_at:%Y%m%d-%H%M}", work.now, texts, files)


def _plain(name: str) -> str:
    """A name that any machine can keep, with its ending."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,5}", ending):
        stem, ending = name, "bin"
    plain = re.sub(r"[^\w-]+", "_", stem)[:60].strip("_")
    return f"{plain or 'archivo'}.{ending.lower()}"


def _sheet(lines: Sequence[tuple[str, ...]]) -> bytes:
    made = StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([f"'{cell}" if cell.startswith(DANGEROUS) else cell for cell in line] for line in lines)
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def _page(lines: Sequence[tuple[str, ...]], typed: str, beyond: int) -> bytes:
    return "\n".join(_page_lines(lines, typed, beyond)).encode()


def _page_lines(lines: Sequence[tuple[str, ...]], typed: str, beyond: int) -> Iterator[str]:
    yield '<!DOCTYPE html><html lang="es"><head><meta charset="utf-8"><title>Resultado de una búsqueda</title></head>'
    said = f" para «{html.escape(typed)}»" if typed else ""
    yield f"<body><h1>Resultado de una búsqueda{said}</h1>"
    if beyond:
        yield f"<p>Hay {beyond} resultados más, que no caben en una exportación: acote la búsqueda y pídalos.</p>"
    yield "<p>Cada archivo lleva su SHA-256: es el mismo mientras nadie lo cambie.</p>"
    headings = "".join(f'<th scope="col">{each}</th>' for each in HEADINGS)
    yield f"<table><thead><tr>{headings}</tr></thead><tbody>"
    for line in lines:
        cells = list(map(html.escape, line))
        if line[6]:
            cells[6] = f'<a href="{cells[6]}">{cells[6]}</a>'
        yield f"<tr>{''.join(f'<td>{each}</td>' for each in cells)}</tr>"
    yield "</tbody></table></body></html>"
