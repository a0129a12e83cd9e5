"""The access of a document, an entry and an expediente: seen, changed, and given to others one by one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import correspondence.service as correspondence
import documents.service as documents
import expedientes.service as expedientes
import search.service as search
from documents.forms import AccessForm
from kernel.errors import NotFound, Refused
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.access import names, subjects
from oficina.web.forms import Filled, Wrong, wrong_of
from oficina.web.papers import reading
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter(dependencies=[enters(Permission.READ)])

AT = {"level": "nivel", "cause": "causa", "until": "hasta", "warning": "aviso"}
CODES = {
    "access-cause-missing": "causa",
    "access-level-not-of-this-kind": "nivel",
    "access-declared-by-sender": "nivel",
    "document-already-dispatched": "nivel",
    "field-wrong": "hasta",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What there is to do with the access of one kind of thing."""

    path: str
    active: str
    shown: Callable[[Work, UUID], dict[str, Any]]
    note: Callable[[Visit, UUID], None]
    change: Callable[[Work, UUID, documents.Access], Any]
    admit: Callable[[Work, UUID, documents.Named, str], Any]
    exclude: Callable[[Work, UUID, documents.Named, str], None]


class Asked(NamedTuple):
    """From which form of which page something was asked."""

    visit: Visit
    kind: Kind
    id: UUID
    where: str = ""


DOCUMENT = Kind(
    "/documentos",
    "/enviados",
    subjects.document,
    lambda visit, id_: reading.note_document(visit, id_, page=True),
    documents.change_access,
    documents.admit,
    documents.exclude,
)
RECEPTION = Kind(
    "/recepciones",
    "/inicio",
    subjects.reception,
    reading.note_reception,
    correspondence.change_access,
    correspondence.admit_reader,
    correspondence.exclude_reader,
)
EXPEDIENTE = Kind(
    "/expedientes",
    "/expedientes",
    subjects.expediente,
    reading.note_expediente,
    expedientes.change_access,
    expedientes.admit,
    expedientes.exclude,
)


@router.get("/documentos/{document_id}/acceso")
def document_access(visit: AtVisit, document_id: UUID) -> Response:
    """How open it is, who sees it now and why."""
    return _read(visit, DOCUMENT, document_id)


@router.post("/documentos/{document_id}/acceso")
def change_document(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    """Whoever may no longer see it does not from this answer on."""
    return _change(visit, DOCUMENT, document_id, form)


@router.post("/documentos/{document_id}/lectores")
def admit_to_document(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    return _admit(visit, DOCUMENT, document_id, form)


@router.post("/documentos/{document_id}/lectores/quitar")
def exclude_from_document(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    return _exclude(visit, DOCUMENT, document_id, form)


@router.get("/recepciones/{reception_id}/acceso")
def reception_access(visit: AtVisit, reception_id: UUID) -> Response:
    """How open it is, who sees it now and why."""
    return _read(visit, RECEPTION, reception_id)


@router.post("/recepciones/{reception_id}/acceso")
def change_reception(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    """Whoever may no longer see it does not from this answer on."""
    return _change(visit, RECEPTION, reception_id, form)


@router.post("/recepciones/{reception_id}/lectores")
def admit_to_reception(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    return _admit(visit, RECEPTION, reception_id, form)


@router.post("/recepciones/{reception_id}/lectores/quitar")
def exclude_from_reception(visit: AtVisit, reception_id: UUID, form: AtForm) -> Response:
    return _exclude(visit, RECEPTION, reception_id, form)


@router.get("/expedientes/{expediente_id}/acceso")
def expediente_access(visit: AtVisit, expediente_id: UUID) -> Response:
    """How open it is, who sees it now and why."""
    return _read(visit, EXPEDIENTE, expediente_id)


@router.post("/expedientes/{expediente_id}/acceso")
def change_expediente(visit: AtVisit, expediente_id: UUID, form: AtForm) -> Response:
    """Whoever may no longer see it does not from this answer on."""
    return _change(visit, EXPEDIENTE, expediente_id, form)


@router.post("/expedientes/{expediente_id}/lectores")
def admit_to_expediente(visit: AtVisit, expediente_id: UUID, form: AtForm) -> Response:
    return _admit(visit, EXPEDIENTE, expediente_id, form)


@router.post("/expedientes/{expediente_id}/lectores/quitar")
def exclude_from_expediente(visit: AtVisit, expediente_id: UUID, form: AtForm) -> Response:
    return _exclude(visit, EXPEDIENTE, expediente_id, form)


def _read(visit: Visit, kind: Kind, id_: UUID) -> Response:
    kind.note(visit, id_)
    return _shown(Asked(visit, kind, id_))


def _change(visit: Visit, kind: Kind, id_: UUID, form: Filled) -> Response:
    def act(work: Work) -> bool:
        asked = form.into(
            AccessForm,
            {
                "level": form["nivel"],
                "cause": documents.cause_told(form["causa"], form["detalle"]),
                "until": form["hasta"] or None,
                "sensitive": bool(form["sensible"]),
                "warning": form["aviso"],
            },
            at=AT,
        )
        kind.change(work, id_, asked.access())
        work.session.flush()
        return search.may_read(work, id_)

    def lands(still: bool) -> str:  # noqa: FBT001 -- it is what the act came to
        return f"{kind.path}/{id_}/acceso" if still else "/inicio"

    def says(still: bool) -> str:  # noqa: FBT001 -- the same
        return "Acceso cambiado. Quien ya no debe verlo dejó de verlo" + ("" if still else ", y usted tampoco lo ve")

    try:
        return visit.act(form, act, lands=lands, says=says)
    except Refused as refusal:
        return _again(Asked(visit, kind, id_, "cambiar"), form, refusal, "nivel")


def _admit(visit: Visit, kind: Kind, id_: UUID, form: Filled) -> Response:
    def act(work: Work) -> str:
        named = names.written(work, form["lector"], people_only=_people_only(work, kind, id_))
        return str(kind.admit(work, id_, named, form["motivo"]).name)

    try:
        here = f"{kind.path}/{id_}/acceso"
        return visit.act(form, act, lands=here, says=lambda name: f"{name} puede leerlo desde ahora")
    except Refused as refusal:
        return _again(Asked(visit, kind, id_, "agregar"), form, refusal, "motivo")


def _exclude(visit: Visit, kind: Kind, id_: UUID, form: Filled) -> Response:
    try:
        return visit.act(
            form,
            lambda work: kind.exclude(work, id_, names.behind(form["lector_marca"]), form["por_que"]),
            lands=f"{kind.path}/{id_}/acceso",
            says="Quitado de la lista: ya no lo ve, salvo que haya tomado parte",
        )
    except Refused as refusal:
        where = f"quitar-{form['lector_marca'].replace(':', '-')}"
        return _again(Asked(visit, kind, id_, where), form, refusal, "por_que")


def _people_only(work: Work, kind: Kind, id_: UUID) -> bool:
    return bool(kind.shown(work, id_)["only_people"])


def _again(asked: Asked, form: Filled, refusal: Refused, otherwise: str) -> Response:
    if isinstance(refusal, NotFound):
        raise refusal
    filled = {name: form[name] for name in form.values}
    return _shown(asked, wrong_of(refusal, CODES, otherwise=otherwise), filled)


def _shown(asked: Asked, wrong: Sequence[Wrong] = (), filled: Mapping[str, str] | None = None) -> Response:
    visit, kind, id_, where = asked
    with visit.desk.reading() as work:
        told = kind.shown(work, id_)
        subject = told["subject"]
        choices = list(names.known(work, people_only=told["only_people"])) if subject.decides else []
    code, detail = documents.cause_of(subject.cause)
    until = subject.until.isoformat() if subject.until else ""
    now = {"nivel": str(subject.level), "causa": code, "detalle": detail, "hasta": until, "aviso": subject.warning}
    now |= {"sensible": "sí" if subject.sensitive else "", "lector": "", "motivo": "", "por_que": ""}
    if where == "cambiar" and filled:
        now |= {"sensible": ""}
    return visit.page(
        "access/access",
        active=kind.active,
        status=422 if wrong else 200,
        wrong=list(wrong),
        where=where,
        filled=now | dict(filled or {}),
        choices=choices,
        **told,
    )
