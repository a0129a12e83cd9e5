"""Auditoría: the entries of the log, those of one thing, and the proof of one entry. To consult is an entry too."""

import json
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import PlainTextResponse, Response

import audit.service as audit
import correspondence.service as correspondence
import institutions.service as institutions
from audit.schemas import EntryView, ProofView
from kernel.errors import Invalid
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.auditing.closed import closed_to
from oficina.web.auditing.words import ACTS, told
from oficina.web.forms import Wrong, wrong_of
from oficina.web.visits import AtVisit, enters

router = APIRouter(prefix="/auditoria", dependencies=[enters(Permission.AUDIT)])

PAGE = 50
AtIndex = Annotated[int, Path(ge=0, le=2**62)]


@router.get("")
def entries(visit: AtVisit, antes: Annotated[int | None, Query(ge=0, le=2**62)] = None) -> Response:
    """The newest first, as people look; each with its place in the log."""
    with visit.desk.writing() as work:
        last = audit.last_checkpoint(work)
        end = antes if antes is not None else (last.size if last else 0)
        start = max(0, end - PAGE)
        _consulted(work, "entries", after=start - 1, limit=PAGE)
        found = audit.entries(work, after=start - 1, limit=end - start) if end else []
        shown = _told(work, found)
        signed = audit.last_checkpoint(work)
    following = f"/auditoria?antes={start}" if start else ""
    return visit.page(
        "auditing/log",
        active="/auditoria",
        found=shown[::-1],
        acts=ACTS,
        told=told,
        checkpoint=signed,
        following=following,
    )


@router.get("/cosas/{subject_id}")
def trail(visit: AtVisit, subject_id: UUID) -> Response:
    """Everything that was done to one thing, from the beginning."""
    with visit.desk.writing() as work:
        _consulted(work, "trail", subject=str(subject_id))
        shown = _told(work, audit.trail(work, subject_id))
        signed = audit.last_checkpoint(work)
    return visit.page(
        "auditing/log",
        active="/auditoria",
        found=shown,
        acts=ACTS,
        told=told,
        checkpoint=signed,
        following="",
        subject=subject_id,
    )


@router.get("/accesos")
def accesses(visit: AtVisit, run: Annotated[str, Query(max_length=14)] = "", antes: UUID | None = None) -> Response:
    """Who opened what is reserved or sensitive; with a RUN, what that person presented."""
    wrong: list[Wrong] = []
    with visit.desk.writing() as work:
        try:
            ids = correspondence.concerning(work, run) if run else None
        except Invalid as refusal:
            ids, wrong = set(), wrong_of(refusal, otherwise="run")
        asked = {"people": {"run": run}} if run else {}
        audit.record(work, "log.consulted", work.institution_id, what="openings", **asked)
        found = audit.openings(work, ids, before=antes, limit=PAGE)
        shown = _told(work, found)
    following = urlencode({"run": run, "antes": found[-1].id}) if len(found) == PAGE else ""
    told = {"found": shown, "run": run, "wrong": wrong, "following": following and f"/auditoria/accesos?{following}"}
    return visit.page("auditing/accesses", active="/auditoria", status=422 if wrong else 200, acts=ACTS, **told)


@router.get("/asientos/{index}")
def proof(visit: AtVisit, index: AtIndex) -> Response:
    """One entry, and what proves that it is in the signed log."""
    view = _proof(visit, index)
    with visit.desk.reading() as work:
        code = institutions.institution(work).code
    return visit.page("auditing/proof", active="/auditoria", proof=view, entry=view.entry, acts=ACTS, code=code)


@router.get("/asientos/{index}/prueba.json")
def download(visit: AtVisit, index: AtIndex) -> Response:
    """The same as a file: it can be checked elsewhere without asking anybody."""
    text = json.dumps(_proof(visit, index).model_dump(mode="json"), ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": f'attachment; filename="asiento-{index}.json"'}
    return Response(text, media_type="application/json", headers=headers)


@router.get("/punto-de-control.txt")
def checkpoint(visit: AtVisit) -> Response:
    """The signed note that is to be kept elsewhere: it proves any later change."""
    with visit.desk.reading() as work:
        note = audit.checkpoint_note(work) or ""
    headers = {"Content-Disposition": 'attachment; filename="punto-de-control.txt"'}
    return PlainTextResponse(note, headers=headers)


def _proof(visit: AtVisit, index: int) -> ProofView:
    with visit.desk.writing() as work:
        _consulted(work, "proof", index=index)
        entry = audit.entry(work, index)
        people = audit.people_in(work, [entry], closed_to(work, {entry.subject_id}))[entry.id]
        return ProofView.of(entry, audit.inclusion_proof(work, index), list(audit.verifiers(work)), people)


def _told(work: Work, found: Sequence[Any]) -> list[EntryView]:
    people = audit.people_in(work, found, closed_to(work, audit.subjects_of(found)))
    return [EntryView.of(each, people[each.id]) for each in found]


def _consulted(work: Work, what: str, **of: Any) -> None:
    audit.record(work, "log.consulted", work.institution_id, what=what, **of)
