"""What was sent: who has it, who answered, and asking the others again."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Select

import correspondence.service as correspondence
import institutions.service as institutions
import search.service as search
from correspondence.lists import MEDIA, RETURN_REASONS
from correspondence.schemas.asking import ReasonForm, RedirectForm, ReminderForm, StateRegisterForm
from kernel.errors import NotFound, Refused
from kernel.pages import paged
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web import choosing
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.papers import words
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter(prefix="/enviados")

READS, SENDS = [enters(Permission.READ)], [enters(Permission.DISPATCH)]
PAGE = 40
VIEWS = {"todos": "Todos", "por-responder": "Esperan respuesta", "vencidos": "Vencidos", "devueltos": "Devueltos"}
WITHIN_REACH = ("on-its-way", "delivered")
BACK = ("returned", "withdrawn")


@router.get("", dependencies=READS)
def sent(
    visit: AtVisit,
    ver: Literal["todos", "por-responder", "vencidos", "devueltos"] = "todos",
    desde: UUID | None = None,
) -> Response:
    """Newest first, each with how far it came: the same few statements however many there are."""
    with visit.desk.reading() as work:
        page = paged(work, _asked(work, ver), correspondence.Communication.id, desde, PAGE, newest_first=True)
        ids = [row[0].id for row in page.items]
        copies, answers = correspondence.progress(work, ids), correspondence.follow_up(work, ids)
        to = _names(work, [row[0].answer_to_id for row in page.items])
    return visit.page(
        "papers/sent",
        active="/enviados",
        found=page.items,
        copies=copies,
        answers=answers,
        answer_to=to,
        view=ver,
        views=VIEWS,
        said=words.COPIES,
        following=f"/enviados?ver={ver}&desde={page.next}" if page.next else "",
    )


def _asked(work: Work, view: str) -> Select[Any, bool]:
    made = correspondence.Communication
    if view == "devueltos":
        return correspondence.sent(work, "returned")
    query = correspondence.sent(work)
    if view == "todos":
        return query
    query = query.where(correspondence.awaited(work))
    return query.where(made.due_at < work.now) if view == "vencidos" else query


def _names(work: Work, ids: Sequence[UUID | None]) -> Mapping[UUID, str]:
    wanted = {each for each in ids if each}
    return institutions.codes_of(work, wanted) if wanted else {}


@router.get("/{communication_id}", dependencies=READS)
def follow(visit: AtVisit, communication_id: UUID) -> Response:
    """Where each copy is."""
    return _shown(visit, communication_id)


@router.post("/{communication_id}/recordatorio", dependencies=SENDS)
def remind(visit: AtVisit, communication_id: UUID, form: AtForm) -> Response:
    def act(work: Work) -> Any:
        asked = form.into(ReminderForm, {"note": form["nota"]}, at={"note": "nota"})
        return correspondence.remind(work, communication_id, asked.note)

    def says(made: Any) -> str:
        return f"Recordado a {len(made)}: lo leen en su hoja de ruta"

    return _done(visit, communication_id, form, ("recordar", "nota"), act, says)


@router.post("/{communication_id}/registro", dependencies=SENDS)
def register(visit: AtVisit, communication_id: UUID, form: AtForm) -> Response:
    """Its number in DocDigital, copied by hand (Ley 19.880, art. 19)."""

    def act(work: Work) -> Any:
        asked = form.into(StateRegisterForm, {"number": form["numero"]}, at={"number": "numero"})
        return correspondence.register_with_the_state(work, communication_id, asked.number)

    return _done(visit, communication_id, form, ("registrar", "numero"), act, "Registro en DocDigital anotado")


@router.post("/{communication_id}/retiro", dependencies=SENDS)
def withdraw(visit: AtVisit, communication_id: UUID, form: AtForm) -> Response:
    def act(work: Work) -> Any:
        asked = form.into(ReasonForm, {"reason": form["motivo"]}, at={"reason": "motivo"})
        return correspondence.withdraw(work, _copy(form), asked.reason)

    says = "Retiro pedido: si nadie la ha abierto, la copia vuelve"
    return _done(visit, communication_id, form, (f"retirar-{form['copia']}", "motivo"), act, says)


@router.post("/{communication_id}/reenvio", dependencies=SENDS)
def redirect(visit: AtVisit, communication_id: UUID, form: AtForm) -> Response:
    """What came back goes to another recipient, under the same number."""

    def act(work: Work) -> Any:
        field = f"institucion-{form['copia']}"
        name = choosing.written(form, "institucion", field)
        recipient = choosing.one(work, name, field, "Elija la institución de la lista, por su nombre o su código.")
        if isinstance(recipient, Wrong):
            raise FormRefused(recipient)
        given = {"addressee": form["destinatario"] or "Oficina de Partes", "recipient_id": recipient}
        asked = form.into(RedirectForm, given, at={"addressee": "destinatario", "recipient_id": "institucion"})
        return correspondence.redirect(work, _copy(form), asked.line())

    def says(made: Any) -> str:
        return f"Despachado a {made.recipient}, con el mismo número"

    return _done(visit, communication_id, form, (f"reenviar-{form['copia']}", "institucion"), act, says)


def _copy(form: Filled) -> UUID:
    ids = form.ids("copia")
    if not ids:
        raise FormRefused(Wrong("contenido", "Abra la comunicación de nuevo: no se sabe qué copia es."))
    return ids[0]


def _done(visit: Visit, communication_id: UUID, form: Filled, at: tuple[str, str], act: Any, says: Any) -> Response:
    try:
        return visit.act(form, act, lands=f"/enviados/{communication_id}", says=says)
    except Refused as refusal:
        if isinstance(refusal, NotFound):
            raise
        dialog, otherwise = at
        filled = {name: form[name] for name in form.values}
        return _shown(visit, communication_id, wrong_of(refusal, otherwise=otherwise), dialog, filled)


def _shown(
    visit: Visit,
    communication_id: UUID,
    wrong: Sequence[Wrong] = (),
    dialog: str = "",
    filled: Mapping[str, str] | None = None,
) -> Response:
    with visit.desk.reading() as work:
        told = _told(work, communication_id)
    return visit.page(
        "papers/follow",
        active="/enviados",
        status=422 if wrong else 200,
        wrong=list(wrong),
        offered=choosing.choices_in(wrong),
        dialog_open=dialog,
        filled=dict(filled or {}),
        said=words.DELIVERY,
        outside_said=words.OUTSIDE,
        reasons=RETURN_REASONS,
        media=MEDIA,
        within_reach=WITHIN_REACH,
        back=BACK,
        **told,
    )


def _told(work: Work, communication_id: UUID) -> dict[str, Any]:
    sent = correspondence.get(work, communication_id)
    lines = correspondence.lines(work, sent.id)
    place = {line.recipient_id: line.position for line in reversed(lines)}
    copies = sorted(correspondence.deliveries(work, sent.id), key=lambda each: place.get(each.recipient_id, 0))
    return {
        "sent": sent,
        "readable": search.may_read(work, sent.document_id),
        "copies": copies,
        "replaced": {each.replaces_id for each in copies},
        "lines": lines,
        "outside": correspondence.outside_of(work, sent.id),
        "answers": correspondence.follow_up(work, [sent.id]).get(sent.id),
        "to_remind": correspondence.to_remind(work, sent),
        "answer_to": next(iter(_names(work, [sent.answer_to_id]).values()), ""),
        "may_send": work.actor.may(Permission.DISPATCH),
    }
