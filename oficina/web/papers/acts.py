"""What is done about an entry, each act from its dialog."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import correspondence.service as correspondence
from correspondence.schemas.asking import ReasonForm
from correspondence.schemas.entering import RemitForm, ReturnForm
from correspondence.schemas.working import CloseForm
from kernel.errors import NotFound, Refused
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web import choosing
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.papers.received import shown_again
from oficina.web.papers.targets import target, targets
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter(prefix="/recepciones/{reception_id}")

ACKNOWLEDGES, ATTENDS = [enters(Permission.ACKNOWLEDGE)], [enters(Permission.ATTEND)]
REFERS = [enters(Permission.REFER)]
RETURN_AT = {"reason": "motivo", "note": "nota"}
RETURN_CODES = {"note-length": "nota", "not-in-the-list": "motivo"}


@dataclass(frozen=True, slots=True)
class Asked:
    """From which dialog an act was asked, and where in it each refusal belongs."""

    visit: Visit
    reception_id: UUID
    form: Filled
    dialog: str = ""
    otherwise: str = "contenido"
    codes: Mapping[str, str] = field(default_factory=dict)


@router.post("/acuse", dependencies=ACKNOWLEDGES)
def acknowledge(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    def says(made: correspondence.Reception) -> str:
        return f"Acuse de recibo hecho. Ingreso N° {made.entry}"

    return _done(
        Asked(visit, reception_id, form, "acusar"), lambda work: correspondence.acknowledge(work, reception_id), says
    )


@router.post("/devolucion", dependencies=ACKNOWLEDGES)
def return_(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    """Back to whoever sent it, with a reason of the list and a few words."""

    def act(work: Work) -> Any:
        asked = form.into(ReturnForm, {"reason": form["motivo"], "note": form["nota"]}, at=RETURN_AT)
        return correspondence.return_(work, reception_id, reason=asked.reason, note=asked.note)

    says = "Devuelto. Quien lo envió verá el motivo, su cargo y la hora"
    return _done(Asked(visit, reception_id, form, "devolver", "nota", RETURN_CODES), act, says)


@router.post("/remision", dependencies=ACKNOWLEDGES)
def remit(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    """To the organ that it concerns (Ley 19.880, art. 14). What comes next is to tell the person."""

    def act(work: Work) -> Any:
        organ, says = (
            choosing.written(form, "organo"),
            "Elija de la lista el órgano competente, por su nombre o código.",
        )
        recipient = choosing.one(work, organ, "organo", says)
        if isinstance(recipient, Wrong):
            raise FormRefused(recipient)
        asked = form.into(RemitForm, {"recipient_id": recipient, "reason": form["razon"]}, at={"reason": "razon"})
        return correspondence.remit(work, reception_id, recipient_id=asked.recipient_id, reason=asked.reason)

    def says(made: Any) -> str:
        return f"Remitido a {made.recipient}. Falta comunicarlo a quien la presentó: imprima o envíe la carta"

    lands = f"/recepciones/{reception_id}/comunicacion"
    codes = {"distribution-line-invalid": "organo"}
    return _done(Asked(visit, reception_id, form, "remitir", "razon", codes), act, says, lands=lands)


@router.post("/derivacion", dependencies=ATTENDS)
def refer(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    """Acknowledges on the way if that was left marked: one transaction, all or nothing."""

    def act(work: Work) -> Any:
        named = targets(work, form)
        if form["acusar_tambien"]:
            work.actor.require(Permission.ACKNOWLEDGE)
            correspondence.acknowledge(work, reception_id)
            work.session.flush()
        return correspondence.refer(work, reception_id, named)

    def says(made: Any) -> str:
        return f"Derivado a {', '.join(each.holder for each in made)}"

    return _done(Asked(visit, reception_id, form, "derivar", "para", {"term-invalid": "plazo"}), act, says)


@router.post("/asignacion", dependencies=ATTENDS)
def reassign(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    def act(work: Work) -> Any:
        to = target(work, form, "asignado")
        asked = form.into(ReasonForm, {"reason": form["por_que"]}, at={"reason": "por_que"})
        return correspondence.reassign(work, _referral(form), to, asked.reason)

    says = lambda made: f"Asignado a {made.holder}"  # noqa: E731 -- read beside its act
    return _done(Asked(visit, reception_id, form, "asignar", "asignado"), act, says)


@router.post("/toma", dependencies=ATTENDS)
def take(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    says = "Tomado: sus colegas ven que usted lo atiende"
    return _done(Asked(visit, reception_id, form), lambda work: correspondence.take(work, _referral(form)), says)


@router.post("/devolucion-interna", dependencies=ATTENDS)
def hand_back(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    def act(work: Work) -> Any:
        asked = form.into(ReasonForm, {"reason": form["causa"]}, at={"reason": "causa"})
        return correspondence.hand_back(work, _referral(form), asked.reason)

    return _done(Asked(visit, reception_id, form, "reintegrar", "causa"), act, "Devuelto a quien lo derivó")


@router.post("/termino", dependencies=ATTENDS)
def end(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    """One's own part of it, or all of it."""

    def act(work: Work) -> Any:
        given = {"way": form["forma"], "reason": form["constancia"]}
        asked = form.into(CloseForm, given, at={"way": "forma", "reason": "constancia"})
        if form["derivacion"]:
            return correspondence.end(work, _referral(form), way=asked.way, reason=asked.reason)
        return correspondence.close(work, reception_id, way=asked.way, reason=asked.reason)

    codes = {"not-in-the-list": "forma"}
    return _done(Asked(visit, reception_id, form, "terminar", "constancia", codes), act, "Dado por terminado")


@router.post("/reapertura", dependencies=REFERS)
def reopen(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    def act(work: Work) -> Any:
        asked = form.into(ReasonForm, {"reason": form["reabre"]}, at={"reason": "reabre"})
        return correspondence.reopen(work, reception_id, asked.reason)

    says = "Reabierto: el turno vuelve a la oficina de partes"
    return _done(Asked(visit, reception_id, form, "reabrir", "reabre"), act, says)


@router.post("/comprobante-firmado", dependencies=ACKNOWLEDGES)
def ask_receipt(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    """Where the office had no seal when it acknowledged."""
    says = "Se está haciendo el acuse firmado: vuelva a mirar en unos minutos"
    return _done(Asked(visit, reception_id, form), lambda work: correspondence.ask_receipt(work, reception_id), says)


def _done(asked: Asked, act: Callable[[Work], Any], says: str | Callable[[Any], str], *, lands: str = "") -> Response:
    """Do it, or show its dialog again with what is wrong."""
    visit, form, page = asked.visit, asked.form, f"/recepciones/{asked.reception_id}"
    try:
        return visit.act(form, act, lands=lands or page, says=says)
    except Refused as refusal:
        if isinstance(refusal, NotFound) or not asked.dialog:
            raise
        filled = {name: form[name] for name in form.values}
        wrong = wrong_of(refusal, asked.codes, otherwise=asked.otherwise)
        return shown_again(visit, asked.reception_id, wrong=wrong, dialog=asked.dialog, filled=filled)


def _referral(form: Filled) -> UUID:
    ids = form.ids("derivacion")
    if not ids:
        raise FormRefused(Wrong("contenido", "Abra el ingreso de nuevo: no se sabe qué derivación es."))
    return ids[0]
