"""What came: as it is read, and what whoever reads it may do."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import correspondence.service as correspondence
import expedientes.service as expedientes
import institutions.service as institutions
import search.service as search
from correspondence.lists import MEDIA, RETURN_REASONS, WAYS_TO_CLOSE
from kernel.pages import paged
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web import choosing
from oficina.web.forms import Wrong
from oficina.web.papers import reading, words
from oficina.web.papers.keeping import kept
from oficina.web.papers.reports import Reports, shown
from oficina.web.papers.targets import roster
from oficina.web.retention.views import in_short
from oficina.web.visits import AtVisit, Visit, enters
from search import readings

router = APIRouter()
READS = [enters(Permission.READ)]
WAYS = {name: says for name, says in WAYS_TO_CLOSE.items() if name != "remitted"}


@router.get("/recepciones/{reception_id}", dependencies=READS)
def show(visit: AtVisit, reception_id: UUID, informe: str = "") -> Response:
    """An entry with its document. The signatures are looked at when they are asked for, once a day."""
    reading.note_reception(visit, reception_id)
    if informe:
        _look_at_signatures(visit, reception_id)
    return shown_again(visit, reception_id)


@router.get("/recepciones/{reception_id}/hoja-de-ruta", dependencies=READS)
def trail(visit: AtVisit, reception_id: UUID) -> Response:
    """Everything that was done about it, to be printed."""
    reading.note_reception(visit, reception_id)
    with visit.desk.reading() as work:
        entry, steps = correspondence.trail(work, reception_id)
        readable = search.may_read(work, entry.id)
        referrals = correspondence.referrals(work, entry.id)
    told: dict[str, Any] = {"entry": entry, "steps": steps, "referrals": referrals, "readable": readable}
    return visit.page(
        "papers/trail", active="/inicio", said=words.STEP, ways=WAYS_TO_CLOSE, purposes=words.PURPOSES, **told
    )


@router.get("/recepciones/{reception_id}/comunicacion", dependencies=READS)
def letter(visit: AtVisit, reception_id: UUID) -> Response:
    """The letter that tells a person to which organ their petition went, and why."""
    with visit.desk.reading() as work:
        entry = correspondence.readable_reception(work, reception_id)
        steps = correspondence.trail(work, entry.id)[1]
        office = institutions.office(work, entry.office_id).name
    remitted = next((each for each in reversed(steps) if each.what == "remitted"), None)
    if remitted is None:
        return visit.land(f"/recepciones/{reception_id}", "No se ha remitido a otro órgano.", "warning")
    return visit.page("papers/letter", active="/inicio", entry=entry, remitted=remitted, office=office)


def shown_again(
    visit: Visit,
    reception_id: UUID,
    *,
    wrong: Sequence[Wrong] = (),
    dialog: str = "",
    filled: Mapping[str, str] | None = None,
) -> Response:
    """The page; with a dialog open again if what was filled in it could not be taken."""
    with visit.desk.reading() as work:
        told = _told(work, visit, reception_id)
    return visit.page(
        "papers/received",
        active="/inicio",
        status=422 if wrong else 200,
        wrong=list(wrong),
        offered=choosing.choices_in(wrong),
        dialog_open=dialog,
        filled=dict(filled or {}),
        media=MEDIA,
        reasons=RETURN_REASONS,
        ways=WAYS,
        all_ways=WAYS_TO_CLOSE,
        said=words.STEP,
        levels=words.LEVELS,
        terms=words.TERMS,
        states=words.RECEPTION,
        purposes=words.PURPOSES,
        **told,
    )


def _told(work: Work, visit: Visit, reception_id: UUID) -> dict[str, Any]:
    """All that the page shows, in a number of statements that does not grow."""
    entry, steps = correspondence.trail(work, reception_id)
    readable = search.may_read(work, entry.id)
    referrals = correspondence.referrals(work, entry.id)
    may = correspondence.possible(work, entry, referrals, readable=readable)
    at_door = may.acknowledge and work.actor.may(Permission.ATTEND)
    reports: Reports = visit.request.app.state.reports
    return {
        "entry": entry,
        "steps": steps[::-1],
        "readable": readable,
        "referrals": referrals,
        "may": may,
        "may_refer": may.refer or at_door,
        "clocks": correspondence.clocks(entry, work.now),
        "report": shown(reports.known(entry.blob, work.now, entry.arrived_at)) if readable and entry.blob else None,
        "kept": kept(work, reception_id),
        "term": in_short(work, reception_id) if readable else None,
        "attachments": entry.snapshot.get("attachments", []) if readable else [],
        "wordless": readings.wordless(work, correspondence.files_of(entry)) if readable else [],
        "lines": entry.snapshot.get("lines", []) if readable else [],
        "corrections": correspondence.corrections(work, entry.id) if readable else [],
        "filed_in": _filed_in(work, entry.id),
        "roster": roster(work).names if may.refer or at_door or may.reassign else [],
        "letter": correspondence.letter_of(work, entry) if entry.closed_way == "remitted" and readable else None,
        "local": institutions.local_zone(work),
    }


def _filed_in(work: Work, thing: UUID) -> Sequence[Any]:
    asked = expedientes.readable(work, subject_id=thing)
    return paged(work, asked, expedientes.Expediente.id, None, 5, newest_first=True).items


def _look_at_signatures(visit: Visit, reception_id: UUID) -> None:
    with visit.desk.reading() as work:
        told, now = correspondence.content(work, reception_id), work.now
        arrived = correspondence.trail(work, reception_id)[0].arrived_at
    visit.request.app.state.reports.of(told.blob, now, arrived)
