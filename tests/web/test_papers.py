"""Documents and entries in the browser, and what became of what was sent."""

from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
import documents.service as documents
import signature.service as signatures
from correspondence.lines import Expectation, Line, Outside, Target
from kernel.operations import operate
from oficina.app import create_app
from oficina.platform import Platform
from signature.models import Role, SignatureRequest
from signature.operations import EndorseDocument
from signature.rounds import Step
from tests.correspondence.desks import acknowledged, arrived, copies, reception_of, receptions, sent, to
from tests.correspondence.houses import House, a_house
from tests.correspondence.papers import a_petition
from tests.offices import (
    Office,
    a_colleague,
    a_document,
    a_sealed_document,
    a_signed_document,
    alone,
    an_office,
    do_all_jobs,
)
from tests.web.statements import counted
from tests.web.test_cases_page import at_desk, key
from tests.web.test_desk_pages import code_of

pytestmark = pytest.mark.once


@pytest.fixture
def browser(platform: Platform) -> TestClient:
    return TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)


@pytest.fixture
def house(platform: Platform) -> House:
    return a_house(platform, "Ministerio de Bienes Nacionales")


def entered(office: Office, **but: object) -> UUID:
    """Something that was brought to the counter."""
    with office.desk.writing() as work:
        return correspondence.register_entry(work, a_petition(work.now, **but)).id


def test_what_arrived_is_read_and_acknowledged(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    own = at_desk(platform, browser, municipality)
    address = f"/recepciones/{reception.id}"

    page = browser.get(address).text
    assert "Solicita antecedentes" in page
    assert "Recibido, sin acuse" in page
    assert 'id="acusar"' in page
    assert 'id="devolver"' in page
    assert "Remitir al órgano competente" not in page

    done = browser.post(f"{address}/acuse", data={**own, **key()})
    assert (done.status_code, done.headers["location"]) == (303, address)
    do_all_jobs(platform)
    page = browser.get(address).text
    assert "Acuse de recibo hecho" in page
    assert "Con acuse de recibo" in page
    assert "Acuse de recibo firmado" in page
    assert 'id="acusar"' not in page
    assert browser.get(f"{address}/acuse").content.startswith(b"%PDF-")


def test_the_pdf_is_shown_by_the_browser_and_kept_by_nobody_on_the_way(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    at_desk(platform, browser, municipality)
    address = f"/recepciones/{reception.id}"

    shown, kept = browser.get(f"{address}/pdf"), browser.get(f"{address}/descargar")
    assert shown.content == kept.content
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.headers["content-disposition"].startswith("inline; filename*=UTF-8''")
    assert "frame-ancestors 'self'" in shown.headers["content-security-policy"]
    assert "no-store" in shown.headers["cache-control"]
    assert kept.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert kept.headers["content-security-policy"].startswith("sandbox")
    assert reception_of(municipality, reception.id).opened_at

    picture = browser.get(f"{address}/paginas/1.png")
    assert picture.content.startswith(b"\x89PNG")
    assert len(picture.content) < 100_000
    again = browser.get(f"{address}/paginas/1.png", headers={"if-none-match": picture.headers["etag"]})
    assert again.status_code == 304
    assert browser.get(f"{address}/paginas/99.png").status_code == 404
    assert "Solicito a usted los antecedentes" in browser.get(f"{address}/paginas").text


def test_what_its_signatures_prove_is_said_in_words_once_it_was_looked_at(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    at_desk(platform, browser, municipality)
    address = f"/recepciones/{reception.id}"

    assert 'data-loads="' in browser.get(address).text
    page = browser.get(address, params={"informe": "si"}).text
    assert "Sello de Oficina de Partes" in page
    assert "El documento no cambió desde entonces" in page
    assert "data-loads" not in browser.get(address).text


def test_a_return_needs_a_reason_of_the_list_and_a_few_words(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    own = at_desk(platform, browser, municipality)
    address = f"/recepciones/{reception.id}"

    wrong = browser.post(f"{address}/devolucion", data={"motivo": "missing-annex", "nota": "no", **own, **key()})
    assert wrong.status_code == 422
    assert 'href="#nota"' in wrong.text
    assert '<dialog id="devolver" aria-labelledby="devolver-titulo" open' in wrong.text
    assert '<option value="missing-annex" selected>' in wrong.text

    said = {"motivo": "missing-annex", "nota": "Falta el anexo 2."}
    assert browser.post(f"{address}/devolucion", data={**said, **own, **key()}).status_code == 303
    page = browser.get(address).text
    assert "Falta anexo: «Falta el anexo 2.»" in page
    assert 'id="devolver"' not in page


def test_it_is_acknowledged_and_referred_in_one_act_with_copies_and_a_deadline(
    platform: Platform, browser: TestClient, ministry: Office, house: House
) -> None:
    reception = arrived(platform, ministry, house.office)
    own = at_desk(platform, browser, house.office)
    address = f"/recepciones/{reception.id}"
    asked = {
        "para": "División Jurídica",
        "copia": ["pedro mansilla · profesional", ""],
        "providencia": "Preparar respuesta.",
    }

    data = {**asked, "plazo": "10", "plazo_en": "working-days", "acusar_tambien": "sí", **own, **key()}
    assert browser.post(f"{address}/derivacion", data=data).status_code == 303

    page = browser.get(address).text
    assert "Derivado a División Jurídica, Pedro Mansilla" in page
    assert "Turno de <b>División Jurídica</b>" in page
    assert "«Preparar respuesta.»" in page
    with house.office.desk.reading() as work:
        held = {each.purpose: each for each in correspondence.referrals(work, reception.id)}
        first = held["action"]
        assert first.due_at
        assert held["information"].holder == "Pedro Mansilla"

    own = at_desk(platform, browser, house.legal)
    page = browser.get(address).text
    assert "Tomar" in page
    assert 'id="devolver"' not in page
    assert browser.post(f"{address}/toma", data={"derivacion": str(first.id), **own, **key()}).status_code == 303
    assert "Lo está trabajando Laura Soto desde" in browser.get(address).text
    ended = {"forma": "noted", "constancia": "Se tomó conocimiento."}
    assert browser.post(f"{address}/termino", data={**ended, **own, **key()}).status_code == 303
    assert "Terminado: tomado conocimiento" in browser.get(address).text
    trail = browser.get(f"{address}/hoja-de-ruta").text
    assert all(each in trail for each in ("Llegó", "Derivado", "Enviado en copia", "Tomado", "Dado por terminado"))


def test_whoever_is_not_in_the_list_and_a_deadline_that_is_none_are_told_together(
    platform: Platform, browser: TestClient, ministry: Office, house: House
) -> None:
    reception = acknowledged(platform, ministry, house.office)
    own = at_desk(platform, browser, house.office)

    bad = {"para": "Nadie", "plazo": "muchos", "providencia": "Ver."}
    page = browser.post(f"/recepciones/{reception.id}/derivacion", data={**bad, **own, **key()})
    assert page.status_code == 422
    assert "«Nadie» no está en la lista" in page.text
    assert 'href="#plazo"' in page.text
    assert 'value="muchos"' in page.text


def test_it_is_assigned_handed_back_ended_and_reopened(
    platform: Platform, browser: TestClient, ministry: Office, house: House
) -> None:
    reception = acknowledged(platform, ministry, house.office)
    with house.office.desk.writing() as work:
        (first,) = correspondence.refer(work, reception.id, [Target(unit_id=house.legal.unit_id)])
    address = f"/recepciones/{reception.id}"
    own = at_desk(platform, browser, house.office)

    moved = {
        "derivacion": str(first.id),
        "asignado": "Pedro Mansilla · Profesional",
        "por_que": "Es materia de archivo.",
    }
    assert browser.post(f"{address}/asignacion", data={**moved, **own, **key()}).status_code == 303
    own = at_desk(platform, browser, house.archive)
    with house.archive.desk.reading() as work:
        held = correspondence.referrals(work, reception.id)[-1]
    back = {"derivacion": str(held.id), "causa": "No es de este archivo."}
    assert browser.post(f"{address}/devolucion-interna", data={**back, **own, **key()}).status_code == 303
    own = at_desk(platform, browser, house.office)
    closing = {"forma": "archived", "constancia": "Sin más trámite."}
    assert browser.post(f"{address}/termino", data={**closing, **own, **key()}).status_code == 303
    assert browser.post(f"{address}/reapertura", data={"reabre": "Faltaba algo.", **own, **key()}).status_code == 303
    assert "Turno de <b>Oficina de Partes</b>" in browser.get(address).text


def test_a_petition_is_remitted_and_never_returned_and_the_person_gets_a_letter(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    petition = entered(ministry)
    own = at_desk(platform, browser, ministry)
    address = f"/recepciones/{petition}"
    page = browser.get(address).text
    assert "Remitir al órgano competente (art. 14)" in page
    assert "Devolver con motivo" not in page

    asked = {"organo": code_of(platform, municipality), "razon": "Es materia municipal."}
    done = browser.post(f"{address}/remision", data={**asked, **own, **key()})

    assert done.headers["location"] == f"{address}/comunicacion"
    letter = browser.get(f"{address}/comunicacion").text
    assert "artículo 14 de la Ley N° 19.880" in letter
    assert "Municipalidad de Ancud" in letter
    assert "María Eugenia Soto Riquelme" in letter
    do_all_jobs(platform)
    assert [each.petition for each in receptions(municipality)] == [True]


def test_the_letter_that_tells_the_person_is_followed_until_it_leaves(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    petition = entered(ministry)
    own = at_desk(platform, browser, ministry)
    address = f"/recepciones/{petition}"
    assert browser.get(f"/redactar?comunica={petition}").status_code == 409
    asked = {"organo": code_of(platform, municipality), "razon": "Es materia municipal."}
    browser.post(f"{address}/remision", data={**asked, **own, **key()})
    assert "Falta comunicarlo" in browser.get(address).text

    sheet = browser.get(f"/redactar?comunica={petition}").text
    assert "artículo 14 de la Ley N° 19.880" in sheet
    told = {"kind": "oficio-ordinario", "place": "Santiago", "subject": "Comunica remisión", "tells": str(petition)}
    made = browser.post("/redactar", data={**told, "haz": "guardar", **own, **key()})
    document = UUID(made.headers["location"].split("/")[2])
    again = browser.post("/redactar", data={**told, "haz": "guardar", **own, **key()})
    assert "Ya hay una carta que lo comunica" in again.text
    assert "Carta en preparación" in browser.get(address).text
    assert f"/documentos/{document}" in browser.get(address).text
    with ministry.desk.writing() as work:
        letter = documents.get(work, document, lock=True)
        letter.drafting, letter.signing = "fixed", "signed"
        documents.number(work, document)
    do_all_jobs(platform)
    assert "Carta numerada, por despachar" in browser.get(address).text
    with ministry.desk.writing() as work:
        line = Line(None, "María Soto", outside=Outside("María Soto", "person", "by-hand", "Calle 1"))
        sent = correspondence.send(work, document_id=document, distribution=[line])
        work.session.flush()
        dispatch = correspondence.outside_of(work, sent.id)[0]
        correspondence.dispatch_outside(work, dispatch.id, tracking_number=None)
    assert "Carta despachada" in browser.get(address).text
    assert "Carta despachada a quien lo presentó" in browser.get(f"{address}/hoja-de-ruta").text


def test_what_can_be_answered_is_answered_from_the_tray(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    entry = entered(ministry)
    at_desk(platform, browser, ministry)
    beside = f"/inicio?bandeja=all&ver={entry}"
    assert f'href="/redactar?responde={entry}"' in browser.get(beside).text

    at_desk(platform, browser, a_colleague(platform, ministry, "Eva Paz", "partes-entrada"))

    page = browser.get(beside).text
    assert f'href="/recepciones/{entry}"' in page
    assert "/redactar?responde=" not in page


def test_of_what_is_restricted_the_office_sees_that_it_is_there_and_not_a_word_of_it(
    platform: Platform, browser: TestClient, house: House
) -> None:
    closed = {"access_level": 4, "access_cause": "Ley 20.285, art. 21 N° 2", "destination_unit_id": house.legal.unit_id}
    reception = entered(house.office, **closed)
    clerk = a_colleague(platform, house.office, "Berta Soto", "partes-entrada", "redactor")
    at_desk(platform, browser, clerk)
    address = f"/recepciones/{reception}"

    for each in (address, f"{address}/hoja-de-ruta"):
        page = browser.get(each).text
        assert "[Reservado]" in page
        assert "copia autorizada" not in page
        assert "Soto Riquelme" not in page
    assert browser.get(f"{address}/pdf").status_code == 403
    assert browser.get(f"{address}/paginas/1.png").status_code == 403
    assert "Responder" not in browser.get(address).text


def test_what_another_institution_has_is_answered_like_what_there_is_not(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    reception = arrived(platform, ministry, municipality)
    document = a_document(platform, municipality)
    communication = sent(platform, municipality, to(ministry))
    own = at_desk(platform, browser, ministry)

    for path, theirs in (("recepciones", reception.id), ("documentos", document.id), ("enviados", communication.id)):
        for tail in ("", "/pdf", "/descargar", "/paginas/1.png", "/hoja-de-ruta"):
            found, absent = browser.get(f"/{path}/{theirs}{tail}"), browser.get(f"/{path}/{uuid4()}{tail}")
            assert found.status_code == absent.status_code == 404
            assert found.text == absent.text
    for act in ("acuse", "derivacion", "termino", "toma"):
        tried = [browser.post(f"/recepciones/{each}/{act}", data={**own, **key()}) for each in (reception.id, uuid4())]
        assert {each.status_code for each in tried} <= {404, 422}
        assert len({each.text for each in tried}) == 1


def test_nobody_is_offered_what_would_be_refused(
    platform: Platform, browser: TestClient, ministry: Office, house: House
) -> None:
    reception = arrived(platform, ministry, house.office)
    own = at_desk(platform, browser, a_colleague(platform, house.office, "Aída Pinto", "auditor"))
    page = browser.get(f"/recepciones/{reception.id}").text
    for each in ("Acusar recibo</a>", "Derivar</a>", "Devolver con motivo", "Responder", "Agregar a expediente"):
        assert each not in page
    assert browser.post(f"/recepciones/{reception.id}/acuse", data={**own, **key()}).status_code == 403


def test_a_document_of_the_house_says_where_it_stands_and_what_comes_next(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    draft, signed = a_document(platform, ministry), a_signed_document(platform, ministry)

    page = browser.get(f"/documentos/{draft.id}").text
    assert f"/documentos/{draft.id}/firmas" in page
    assert f"/documentos/{draft.id}/editar" in page
    assert "Numerar</button>" not in page
    assert browser.get(f"/documentos/{draft.id}/pdf").content.startswith(b"%PDF-")

    assert browser.post(f"/documentos/{signed.id}/numerar", data={**own, **key()}).status_code == 303
    do_all_jobs(platform)
    page = browser.get(f"/documentos/{signed.id}").text
    assert "Por despachar" in page
    assert f"/documentos/{signed.id}/despachar" in page
    bad = browser.post(f"/documentos/{signed.id}/anulacion", data={"motivo": "", **own, **key()})
    assert (bad.status_code, 'href="#motivo"' in bad.text) == (422, True)
    annulled = browser.post(
        f"/documentos/{signed.id}/anulacion", data={"motivo": "Se numeró dos veces.", **own, **key()}
    )
    assert annulled.status_code == 303
    page = browser.get(f"/documentos/{signed.id}").text
    assert "Anulado: Se numeró dos veces." in page
    assert f"/documentos/{signed.id}/despachar" not in page


def test_its_sender_sees_the_state_of_each_copy_and_its_recipients_only_their_own(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    other = an_office(platform, "Municipalidad de Castro")
    communication = sent(platform, ministry, to(municipality), to(other))
    at_desk(platform, browser, ministry)
    page = browser.get(f"/documentos/{communication.document_id}").text
    assert "Municipalidad de Ancud" in page
    assert "Municipalidad de Castro" in page

    (reception,) = receptions(municipality)
    at_desk(platform, browser, municipality)
    assert "Castro" not in browser.get(f"/recepciones/{reception.id}").text


def test_the_others_are_reminded_and_what_came_back_goes_to_somebody_else(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    others = [an_office(platform, f"Servicio {number}") for number in range(2)]
    communication = sent(platform, ministry, *(to(each) for each in others), expectation=Expectation(answer=True))
    own = at_desk(platform, browser, ministry)
    address = f"/enviados/{communication.id}"
    page = browser.get("/enviados").text
    assert "0 de 2" in page
    assert "Registro en DocDigital: pendiente" in page

    assert "Recordar a 2 instituciones" in browser.get(address).text
    assert (
        browser.post(f"{address}/recordatorio", data={"nota": "Vence el viernes.", **own, **key()}).status_code == 303
    )
    do_all_jobs(platform)
    assert "Recordado a 2" in browser.get(address).text
    assert "#recordar" not in browser.get(address).text

    first, second = sorted(copies(ministry, communication), key=lambda each: each.recipient)
    (there,) = receptions(others[0])
    with others[0].desk.writing() as work:
        correspondence.return_(work, there.id, reason="wrong-recipient", note="No es a nosotros.")
    assert (
        browser.post(
            f"{address}/retiro", data={"copia": str(second.id), "motivo": "Ya no.", **own, **key()}
        ).status_code
        == 303
    )
    do_all_jobs(platform)
    page = browser.get(address).text
    assert "«No es a nosotros.»" in page
    assert page.count("Despachar a otro destinatario</a>") == 2

    wrong = browser.post(f"{address}/reenvio", data={"copia": str(first.id), "institucion": "Nadie", **own, **key()})
    assert wrong.status_code == 422
    onward = {"copia": str(first.id), "institucion": code_of(platform, municipality), "destinatario": "Alcalde"}
    assert browser.post(f"{address}/reenvio", data={**onward, **own, **key()}).status_code == 303
    assert browser.post(f"{address}/registro", data={"numero": "2260043", **own, **key()}).status_code == 303
    do_all_jobs(platform)
    assert len(receptions(municipality)) == 1
    page = browser.get(address).text
    assert "Registro en DocDigital: N° 2260043" in page
    assert page.count("Despachar a otro destinatario</a>") == 1
    assert "Devueltos" in browser.get("/enviados", params={"ver": "devueltos"}).text


def test_a_page_asks_the_database_as_often_however_much_there_is(
    platform: Platform, browser: TestClient, ministry: Office, house: House
) -> None:
    reception = acknowledged(platform, ministry, house.office)
    communication = sent(platform, house.office, to(ministry))
    at_desk(platform, browser, house.office)
    pages = ("/enviados", f"/recepciones/{reception.id}", f"/documentos/{communication.document_id}")
    few = []
    for address in pages:
        browser.get(address)
        with counted(platform) as asked:
            browser.get(address)
        few.append(len(asked))

    with house.office.desk.writing() as work:
        for _ in range(4):
            targets = [Target(unit_id=house.legal.unit_id), Target(unit_id=house.archive.unit_id)]
            correspondence.refer(work, reception.id, targets)
    document = a_sealed_document(platform, house.office)
    for each in [an_office(platform, f"Servicio {number}") for number in range(3)]:
        with house.office.desk.writing() as work:
            correspondence.send(work, document_id=document.id, distribution=[to(each)])
    do_all_jobs(platform)

    for before, address in zip(few, (*pages[:2], f"/documentos/{document.id}"), strict=True):
        browser.get(address)
        with counted(platform) as asked:
            browser.get(address)
        assert len(asked) <= before, address
    assert max(few) < 60, "with those of the frame"


def test_who_signed_and_in_what_capacity_is_told(platform: Platform, browser: TestClient, ministry: Office) -> None:
    document = a_document(platform, ministry)
    with ministry.desk.writing() as work:
        signatures.request(
            work, document.id, [Step(Role.ENDORSEMENT, ministry.post_id), Step(Role.SIGNATURE, ministry.post_id)]
        )
    (first, _) = asked_of(ministry, document.id)
    own = at_desk(platform, browser, ministry)
    page = browser.get(f"/documentos/{document.id}").text
    assert "En firma, 0 de 2" in page
    assert "Es su turno" in page
    assert f"/documentos/{document.id}/firmas" not in page

    operate(ministry.desk, EndorseDocument(platform.workshop, first.id, first.basis_sha256, None), alone)
    page = browser.get(f"/documentos/{document.id}").text
    assert "En firma, 1 de 2" in page
    assert "Ana Rojas, Jefatura" in page
    taken = browser.post(
        f"/documentos/{document.id}/retiro-de-firma", data={"causa": "Cambió la jefatura.", **own, **key()}
    )
    assert taken.status_code == 303
    assert "/editar" in browser.get(f"/documentos/{document.id}").text


def asked_of(office: Office, document_id: UUID) -> list[SignatureRequest]:
    with office.desk.reading() as work:
        return signatures.requests_of(work, document_id)
