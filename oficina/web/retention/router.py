"""How long things are kept: the institution's schedule, and what holds a document or an expediente meanwhile."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from documents.retention import holds, schedule
from documents.retention.holds import Order
from documents.retention.keepable import DOCUMENT, EXPEDIENTE, RECEPTION
from documents.retention.models import HoldCause, Scope
from documents.retention.schemas import CauseForm, RuleForm
from kernel.errors import NotFound, Refused
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.forms import Filled, Wrong, wrong_of
from oficina.web.papers import reading
from oficina.web.retention import views
from oficina.web.retention.words import CAUSES, DISPOSALS, PLACES, applies, choices
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter()

READS, RETAINS = [enters(Permission.READ)], [enters(Permission.RETAIN)]
HERE = "/conservacion"
AT = {"name": "serie", "years": "anos", "disposal": "destino", "basis": "fundamento", "reason": "motivo"}
ACTIVE = {DOCUMENT: "/enviados", EXPEDIENTE: "/expedientes", RECEPTION: "/inicio"}


@router.get(HERE, dependencies=RETAINS)
def show(visit: AtVisit) -> Response:
    """The schedule in force, its history, what is held, and what is past its term."""
    return _schedule(visit)


@router.post(HERE, dependencies=RETAINS)
def rule(visit: AtVisit, form: AtForm) -> Response:
    """Put a rule in force, in the place of the one that there was for the same."""
    scope, _, name = form["aplica"].partition(":")
    told = {"scope": scope, "name": name or form["serie"] if scope == Scope.SERIES else name}
    told |= {"years": form["anos"], "disposal": form["destino"], "basis": form["fundamento"], "reason": form["motivo"]}
    try:
        asked = form.into(RuleForm, told, at=AT | {"scope": "aplica"})
        says = f"Regla en vigor: {applies(asked.scope, asked.name)}. Lo ya firmado se revisa solo"
        return visit.act(form, lambda work: schedule.rule(work, asked.ruling()), lands=HERE, says=says)
    except Refused as refusal:
        return _schedule(visit, form, wrong_of(refusal, otherwise="serie"))


@router.post(f"{HERE}/derogacion", dependencies=RETAINS)
def repeal(visit: AtVisit, form: AtForm) -> Response:
    """Leave what a rule was for to the next wider one."""
    scope, _, name = form["regla"].partition(":")
    reason = f"motivo-{form['regla']}"
    try:
        return visit.act(
            form,
            lambda work: schedule.repeal(
                work, Scope(scope) if scope in set(Scope) else Scope.REST, name, form["porque"]
            ),
            lands=HERE,
            says=f"Regla sin efecto: {applies(scope, name)}. Lo que ya se pidió retener no se acorta",
        )
    except Refused as refusal:
        return _schedule(visit, form, wrong_of(refusal, otherwise=reason))


@router.get("/documentos/{document_id}/conservacion", dependencies=READS)
def of_document(visit: AtVisit, document_id: UUID) -> Response:
    """How long it is kept, and what holds it."""
    reading.note_document(visit, document_id, page=True)
    return _subject(visit, DOCUMENT, document_id)


@router.post("/documentos/{document_id}/conservacion", dependencies=RETAINS)
def hold_document(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    return _hold(visit, DOCUMENT, document_id, form)


@router.post("/documentos/{document_id}/conservacion/levantamiento", dependencies=RETAINS)
def lift_document(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    return _lift(visit, DOCUMENT, document_id, form)


@router.get("/expedientes/{expediente_id}/conservacion", dependencies=READS)
def of_expediente(visit: AtVisit, expediente_id: UUID) -> Response:
    """How long it is kept, and what holds it."""
    return _subject(visit, EXPEDIENTE, expediente_id)


@router.post("/expedientes/{expediente_id}/conservacion", dependencies=RETAINS)
def hold_expediente(visit: AtVisit, expediente_id: UUID, form: AtForm) -> Response:
    return _hold(visit, EXPEDIENTE, expediente_id, form)


@router.post("/expedientes/{expediente_id}/conservacion/levantamiento", dependencies=RETAINS)
def lift_expediente(visit: AtVisit, expediente_id: UUID, form: AtForm) -> Response:
    return _lift(visit, EXPEDIENTE, expediente_id, form)


@router.get("/recepciones/{reception_id}/conservacion", dependencies=READS)
def of_reception(visit: AtVisit, reception_id: UUID) -> Response:
    """How long an entry of the book is kept, and what holds it."""
    reading.note_reception(visit, reception_id)
    return _subject(visit, RECEPTION, reception_id)


@router.post("/recepciones/{reception_id}/conservacion", dependencies=RETAINS)
def hold_reception(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    return _hold(visit, RECEPTION, reception_id, form)


@router.post("/recepciones/{reception_id}/conservacion/levantamiento", dependencies=RETAINS)
def lift_reception(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    return _lift(visit, RECEPTION, reception_id, form)


class Asked(NamedTuple):
    """From which form of the page of which thing something is ordered."""

    visit: Visit
    kind: str
    id: UUID
    form: Filled


def _hold(visit: Visit, kind: str, subject_id: UUID, form: Filled) -> Response:
    told = {"act": form["acto"], "reason": form["motivo"], "cause": form["causa"] or HoldCause.OTHER}
    says = "Retenido: nada de él se puede borrar mientras dure"

    def do(work: Work, order: Order) -> object:
        return holds.put(work, visit.platform.holders, kind, subject_id, order)

    return _ordered(Asked(visit, kind, subject_id, form), told, says, do)


def _lift(visit: Visit, kind: str, subject_id: UUID, form: Filled) -> Response:
    told = {"act": form["acto_termino"], "reason": form["motivo_termino"]}
    says = "Retención levantada. Que estuvo, por qué y hasta cuándo queda escrito"
    (hold_id,) = (*form.ids("retencion"), subject_id)[:1]

    def do(work: Work, order: Order) -> object:
        return holds.lift(work, visit.platform.holders, subject_id, hold_id, order)

    return _ordered(Asked(visit, kind, subject_id, form), told, says, do)


def _ordered(asked: Asked, told: dict[str, Any], says: str, do: Callable[[Work, Order], object]) -> Response:
    visit, kind, subject_id, form = asked
    end = "" if "cause" in told else "_termino"
    at = {"act": f"acto{end}", "reason": f"motivo{end}", "cause": "causa"}
    try:
        order = form.into(CauseForm, told, at=at).order()
        lands = f"{PLACES[kind][0]}/{subject_id}/conservacion"
        return visit.act(form, lambda work: do(work, order), lands=lands, says=says)
    except NotFound:
        raise
    except Refused as refusal:
        return _subject(visit, kind, subject_id, form, wrong_of(refusal, otherwise=at["act"]))


def _schedule(visit: Visit, form: Filled | None = None, wrong: Sequence[Wrong] = ()) -> Response:
    with visit.desk.reading() as work:
        told = views.page(work, visit.platform)
    return visit.page(
        "retention/schedule",
        active=HERE,
        status=422 if wrong else 200,
        filled=form,
        wrong=list(wrong),
        choices=choices(),
        disposals=DISPOSALS,
        causes=CAUSES,
        applies=applies,
        **told,
    )


def _subject(
    visit: Visit, kind: str, subject_id: UUID, form: Filled | None = None, wrong: Sequence[Wrong] = ()
) -> Response:
    with visit.desk.reading() as work:
        told = views.subject(work, visit.platform, kind, subject_id)
    return visit.page(
        "retention/subject",
        active=ACTIVE[kind],
        status=422 if wrong else 200,
        filled=form,
        wrong=list(wrong),
        disposals=DISPOSALS,
        causes=CAUSES,
        applies=applies,
        **told,
    )
