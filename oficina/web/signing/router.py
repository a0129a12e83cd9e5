"""Signing and endorsing, one document or many; and ending a substitution."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

import documents.service as documents
import institutions.service as institutions
import signature.batches as batches
import signature.service as signature
import signature.trays as trays
from institutions.service import Showing
from kernel.errors import Refused
from kernel.operations import operate
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.signing import views
from oficina.web.signing.streaming import Result, streamed
from oficina.web.signing.views import TO_ENDORSE, TO_SIGN, Desk
from oficina.web.visits import AtForm, AtVisit, Visit, enters
from signature import approving
from signature.approving import Picked
from signature.choosing import ChooseFirmaGob
from signature.issuing import BringCredential, IssueCredential
from signature.operations import EndorseDocument
from signature.schemas import EndorseForm, IssueForm, ReturnForm

router = APIRouter()
SIGNER, ENDORSER = [enters(Permission.SIGN)], [enters(Permission.ENDORSE)]
AtMost = Annotated[UUID | None, Query(description="Which one is read beside the list.")]
Marked = Annotated[str, Query(max_length=10, description="«todos»: all of them are marked already.")]
FIELDS = {
    "signature-pin-needed": "pin",
    "signature-wrong-pin": "pin",
    "signature-pin-blocked": "pin",
    "signature-pin-too-short": "nuevo_pin",
    "signature-second-factor-needed": "codigo",
    "second-factor-refused": "codigo",
    "second-factor-of-another-act": "codigo",
    "authenticator-copied": "codigo",
    "too-many-tries": "codigo",
    "signature-no-credential": "pin",
    "signature-certificate-not-in-force": "pin",
    "signature-not-a-credential": "p12",
    "signature-certificate-of-another": "p12",
}
Doing = Callable[[], Result]


@router.get("/por-firmar", dependencies=SIGNER)
def to_sign(visit: AtVisit, ver: AtMost = None, marcar: Marked = "") -> Response:
    """What waits for this person's signature."""
    return _tray(visit, TO_SIGN, ver, all_picked=marcar == "todos")


@router.get("/por-visar", dependencies=ENDORSER)
def to_endorse(visit: AtVisit, ver: AtMost = None, marcar: Marked = "") -> Response:
    """What waits for this person's V°B°."""
    return _tray(visit, TO_ENDORSE, ver, all_picked=marcar == "todos")


@router.post("/por-firmar", dependencies=SIGNER)
def sign(visit: AtVisit, form: AtForm) -> Response:
    """Sign the marked ones, or send them back. The PIN opens the key while this is answered, and is kept nowhere."""
    try:
        if form["haz"] == "devolver":
            return _returned(visit, TO_SIGN, form)
        picked = views.picked(form.all("pick"))
        _refuse_unread(form)
        showing = Showing(form["codigo"], form["asercion"], visit.session.digest)
        batch = batches.begin(visit.desk, visit.platform.workshop, picked, form["pin"] or None, showing)
    except Refused as refusal:
        return _tray(visit, TO_SIGN, None, form=form, wrong=wrong_of(refusal, FIELDS, otherwise="lista"))

    def doing(each: Picked) -> Doing:
        return lambda: _put(visit, batch.signing(each))

    return _results(visit, TO_SIGN, picked, doing)


@router.post("/por-firmar/llave", dependencies=SIGNER)
def call_key(visit: AtVisit, form: AtForm) -> Response:
    """What the browser asks of this person's keys: about the marked ones, as they are shown, and about nothing else."""
    try:
        picked = views.picked(form.all("pick"))
        _refuse_unread(form)
        with visit.desk.writing() as work:
            return JSONResponse(approving.call(work, visit.platform.workshop, visit.session.digest, picked))
    except Refused as refusal:
        return JSONResponse({"says": wrong_of(refusal)[0].says}, 422)


@router.post("/por-visar", dependencies=ENDORSER)
def endorse(visit: AtVisit, form: AtForm) -> Response:
    """Endorse the marked ones, with observations or without, or send them back."""
    try:
        if form["haz"] == "devolver":
            return _returned(visit, TO_ENDORSE, form)
        picked = views.picked(form.all("pick"))
        said = form.into(
            EndorseForm,
            {"sha256": "0" * 64, "observations": form["observaciones"] or None},
            at={"observations": "observaciones"},
        ).observations
    except Refused as refusal:
        return _tray(visit, TO_ENDORSE, None, form=form, wrong=wrong_of(refusal, FIELDS, otherwise="lista"))

    def doing(each: Picked) -> Doing:
        return lambda: _put(visit, EndorseDocument(visit.platform.workshop, each.request_id, each.sha256, said))

    return _results(visit, TO_ENDORSE, picked, doing)


@router.get("/por-firmar/resultado", dependencies=SIGNER)
def signed(visit: AtVisit) -> Response:
    """What this person signed lately, and what they sent back."""
    return _decided(visit, TO_SIGN)


@router.get("/por-visar/resultado", dependencies=ENDORSER)
def endorsed(visit: AtVisit) -> Response:
    return _decided(visit, TO_ENDORSE)


@router.post("/por-firmar/certificado", dependencies=SIGNER)
def have_key(visit: AtVisit, form: AtForm) -> Response:
    """The key that they sign with: made here in a demonstration, or brought in a file."""
    platform, mine = visit.platform, visit.session.person_id
    try:
        if form["haz"] == "demostracion":
            _refuse_unless_demonstration(visit)
            pin = form.into(IssueForm, {"pin": form["nuevo_pin"]}, at={"pin": "nuevo_pin"}).pin.get_secret_value()
            making = IssueCredential(platform.demonstration, platform.secrets, mine, pin, visit.desk.actor.name)
            return visit.operate(
                form, making, lands="/por-firmar", says="Certificado de demostración hecho. Firma con el PIN que eligió"
            )
        if form["haz"] == "firmagob":
            choosing = ChooseFirmaGob(platform.secrets, platform.workshop.providers, mine, form["codigo_firmagob"])
            says = "Desde ahora firma con FirmaGob y el código de su autenticador"
            return visit.operate(form, choosing, lands="/por-firmar", says=says)
        upload = form.file("p12")
        if upload is None:
            raise FormRefused(Wrong("p12", "Elija el archivo .p12 o .pfx que le entregaron."))
        content = upload.file.read(MOST_OF_A_KEY)
        bringing = BringCredential(platform.secrets, platform.workshop.providers, mine, content, form["p12_pin"])
        return visit.operate(form, bringing, lands="/por-firmar", says="Certificado cargado")
    except Refused as refusal:
        at = "codigo_firmagob" if form["haz"] == "firmagob" else "p12_pin"
        asked = {"signature-wrong-pin": at, "signature-pin-needed": at}
        wrong = wrong_of(refusal, FIELDS | asked, otherwise="codigo_firmagob" if form["haz"] == "firmagob" else "p12")
    return _tray(visit, TO_SIGN, None, wrong=wrong)


@router.post("/subrogancias/{substitution_id}/termino", dependencies=[enters()])
def end_substitution(visit: AtVisit, substitution_id: UUID, form: AtForm) -> Response:
    """«Terminar subrogancia ahora», by whoever is back or by whoever stood in."""
    back = form["vuelve"] if form["vuelve"] in ("/por-visar", "/inicio", "/cuenta") else "/inicio"
    return visit.act(
        form,
        lambda work: institutions.end_own_substitution(work, substitution_id),
        lands=back,
        says="Subrogancia terminada. Desde ahora firma el titular del cargo",
    )


MOST_OF_A_KEY = 64 * 1024


def _tray(
    visit: Visit,
    desk: Desk,
    read: UUID | None,
    *,
    form: Filled | None = None,
    wrong: list[Wrong] | None = None,
    all_picked: bool = False,
) -> Response:
    told = views.tray(visit, desk, read)
    return visit.page(
        "signing/tray",
        active=desk.address,
        status=422 if wrong else 200,
        wrong=wrong or [],
        picks=set(form.all("pick")) if form else set(),
        all_picked=all_picked,
        observations=form["observaciones"] if form else "",
        **told,
    )


def _put(visit: Visit, operation: Any) -> Result:
    """Sign or endorse one; what came of it, or why not."""

    def told(work: Work, do: Callable[[Work], Any]) -> Result:
        made = do(work)
        sha256 = documents.versions_named(work, [(made.document_id, made.version)])[made.document_id, made.version]
        return Result(made.subject, made.document_id, sha256=sha256, at=made.decided_at)

    return operate(visit.desk, operation, told)


def _results(visit: Visit, desk: Desk, picked: list[Picked], doing: Callable[[Picked], Doing]) -> Response:
    with visit.desk.reading() as work:
        named = trays.named(work, [each.request_id for each in picked])
    subjects = {
        each.request_id: named.get(each.request_id, "Documento que ya no está entre los suyos") for each in picked
    }

    def each_in_turn() -> Iterator[tuple[UUID, Doing]]:
        for each in picked:
            yield each.request_id, doing(each)

    return streamed(visit, "signing/results", subjects, each_in_turn(), active=desk.address, desk=desk, returning=False)


def _returned(visit: Visit, desk: Desk, form: Filled) -> Response:
    """Each goes back to whoever drafts it, with what has to change."""
    picked = views.picked(form.all("pick"))
    asked = form.into(ReturnForm, {"observations": form["observaciones"]}, at={"observations": "observaciones"})

    def doing(each: Picked) -> Doing:
        def send_back() -> Result:
            with visit.desk.writing() as work:
                made = signature.return_(work, each.request_id, asked.observations)
                return Result(made.subject, made.document_id, at=made.decided_at)

        return send_back

    with visit.desk.reading() as work:
        named = trays.named(work, [each.request_id for each in picked])
    subjects = {each.request_id: named.get(each.request_id, "Documento") for each in picked}
    each = ((one.request_id, doing(one)) for one in picked)
    return streamed(visit, "signing/results", subjects, each, active=desk.address, desk=desk, returning=True)


def _decided(visit: Visit, desk: Desk) -> Response:
    with visit.desk.reading() as work:
        found = trays.decided(work, desk.roles)
    return visit.page("signing/decided", active=desk.address, desk=desk, decided=found)


def _refuse_unread(form: Filled) -> None:
    if form["leido"] != "si":
        raise FormRefused(Wrong("leido", "Confirme que revisó los documentos que va a firmar."))


def _refuse_unless_demonstration(visit: Visit) -> None:
    with visit.desk.reading() as work:
        demonstration = visit.platform.settings.demo or institutions.institution(work).demonstration
    if not demonstration:
        raise FormRefused(Wrong("p12", "Aquí se firma con un certificado de verdad: cargue el que le entregaron."))
