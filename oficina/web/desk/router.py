"""Oficina de partes: what waits for a number or for dispatch, and both acts."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
import search.service as search
from correspondence.lines import Expectation
from correspondence.lists import COPIES, MEDIA, SENDERS
from correspondence.schemas.asking import TermForm
from documents.kinds import all_kinds
from kernel.errors import Refused
from kernel.pages import paged
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web import choosing
from oficina.web.desk import dispatching, lists
from oficina.web.desk.dispatching import WAYS, Row
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.papers.words import RESERVED
from oficina.web.visits import AtForm, AtVisit, Visit, enters

router = APIRouter()

PAGE = 50
WORKS = [enters(Permission.NUMBER, Permission.DISPATCH, Permission.REGISTER, Permission.ACKNOWLEDGE)]
NUMBERS, SENDS = [enters(Permission.NUMBER)], [enters(Permission.DISPATCH)]
AT = {"no-chief": "encargo", "chief-not-said": "encargo"}
TERMS = {"working-days": "días hábiles", "calendar-days": "días corridos", "hours": "horas"}


@router.get("/oficina-de-partes", dependencies=WORKS)
def desk(visit: AtVisit) -> Response:
    """What waits for this desk: a list each for numbering, dispatching, and leaving by other means."""
    with visit.desk.reading() as work:
        signed = paged(work, documents.to_number(work), documents.Document.id, None, PAGE)
        numbered = paged(work, correspondence.unsent(work), documents.Document.id, None, PAGE)
        today = institutions.today(work)
        readable = documents.get_many(
            work, [each.id for each in signed.items] + [each.id for each, _ in numbered.items]
        )
        leaving = [row for row in correspondence.dispatch_list(work, today) if row[0].dispatched_at is None]
        kinds = {each.code: each.name for each in all_kinds().values()}
    return visit.page(
        "desk/desk",
        active="/oficina-de-partes",
        signed=signed,
        numbered=numbered,
        readable=readable,
        leaving=leaving,
        kinds=kinds,
        media=MEDIA,
        printed=documents.printed_folio,
    )


@router.post("/oficina-de-partes/numerar", dependencies=NUMBERS)
def number(visit: AtVisit, form: AtForm) -> Response:
    """Give each marked document its number, in the order of the list: one transaction, all or none."""
    ids = form.ids("pick")
    if not ids:
        return visit.land("/oficina-de-partes", "Marque al menos un documento para numerar.", "warning")

    def act(work: Work) -> list[str]:
        return [documents.printed_folio(documents.number(work, each)) for each in ids]

    return visit.act(
        form,
        act,
        lands="/oficina-de-partes",
        says=lambda folios: f"Numerado: {', '.join(folios)}. El sello se imprime solo",
    )


@router.get("/documentos/{document_id}/despachar", dependencies=SENDS)
def ask(visit: AtVisit, document_id: UUID) -> Response:
    """The distribution of the document, and by which medium each line leaves."""
    with visit.desk.reading() as work:
        rows = dispatching.beginning(work, documents.handled(work, document_id))
    return _asked(visit, document_id, rows or [Row("")], {}, [])


@router.post("/documentos/{document_id}/despachar", dependencies=SENDS)
def send(visit: AtVisit, document_id: UUID, form: AtForm) -> Response:
    """Send it, once. A row more, or one less, only paints the page again."""
    rows = dispatching.written(form)
    filled = {name: form[name] for name in ("responde", "plazo", "unidad", "encargo")}
    if (again := dispatching.pressed(form, rows)) is not None:
        with visit.desk.reading() as work:
            found = dispatching.searched(work, form, rows)
        return _asked(visit, document_id, again, filled, found)
    if form["lista-haz"]:
        return _listed(visit, document_id, rows, filled, form)
    try:
        with visit.desk.reading() as work:
            distribution = dispatching.lines(work, rows)
        expectation = _expectation(form)
        return visit.act(
            form,
            lambda work: correspondence.send(
                work,
                document_id=document_id,
                distribution=distribution,
                expectation=expectation,
                behalf_post_id=next(iter(form.ids("encargo")), None),
            ),
            lands=lambda sent: f"/enviados/{sent.id}",
            says=lambda sent: f"{sent.folio} despachado: {len(distribution)} en la distribución",
        )
    except Refused as refusal:
        return _asked(visit, document_id, rows, filled, wrong_of(refusal, AT, otherwise="linea-1"), status=422)


def _listed(visit: Visit, document_id: UUID, rows: list[Row], filled: dict[str, str], form: Filled) -> Response:
    """Bring the lines of a list, or keep these as one. The page stays as it is."""
    try:
        if form["lista-haz"] == "guardar":
            with visit.desk.writing() as work:
                kept = lists.keep(work, form, rows)
            return _asked(visit, document_id, rows, filled | {"lista_dice": f"Lista «{kept}» guardada"}, [])
        with visit.desk.reading() as work:
            rows = lists.brought(work, form, rows)
        return _asked(visit, document_id, rows, filled, [])
    except Refused as refusal:
        wrong = wrong_of(refusal, lists.AT_DISPATCH, otherwise="lista")
        return _asked(visit, document_id, rows, filled, wrong, status=422)


def _expectation(form: Filled) -> Expectation:
    if not form["responde"]:
        return Expectation()
    if not form["plazo"]:
        return Expectation(answer=True)
    term = form.into(
        TermForm, {"kind": form["unidad"] or "working-days", "amount": form["plazo"]}, at={"amount": "plazo"}
    )
    if term.amount is None:
        raise FormRefused(Wrong("plazo", "Escriba el plazo con números, por ejemplo 15."))
    return Expectation(answer=True, term=term.term())


def _asked(
    visit: Visit,
    document_id: UUID,
    rows: list[Row],
    filled: dict[str, str],
    wrong: list[Wrong],
    *,
    status: int = 200,
) -> Response:
    with visit.desk.reading() as work:
        document = documents.handled(work, document_id)
        subject = document.subject if search.may_read(work, document_id) else RESERVED
        folio = documents.printed_folio(documents.folio_of(work, document))
        chiefs = institutions.chiefs_of(work)
        kept = correspondence.kept_lists(work)
        usual = (document.behalf or {}).get("post_id", "")
    return visit.page(
        "desk/dispatch",
        active="/oficina-de-partes",
        status=status,
        document=document,
        subject=subject,
        folio=folio,
        rows=rows,
        chiefs=chiefs,
        kept_lists=[(each.id, each.name) for each in kept],
        only_for_a_chief=Permission.DISPATCH in visit.desk.actor.lent,
        filled={"responde": "", "plazo": "", "unidad": "working-days", "encargo": usual, "lista_dice": ""} | filled,
        wrong=[each for each in wrong if each.says],
        offered=choosing.choices_in(wrong),
        ways=WAYS,
        copies=COPIES,
        kinds=SENDERS,
        terms=TERMS,
    )
