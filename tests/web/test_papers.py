"""Documents of the house in the browser, and what became of what was sent."""

from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
import signature.service as signatures
from correspondence.lines import Expectation, Target
from kernel.operations import operate
from oficina.platform import Platform
from signature.models import Role, SignatureRequest
from signature.operations import EndorseDocument
from signature.rounds import Step
from tests.correspondence.desks import acknowledged, arrived, copies, receptions, sent, to
from tests.correspondence.houses import House
from tests.offices import (
    Office,
    a_document,
    a_sealed_document,
    a_signed_document,
    alone,
    an_office,
    do_all_jobs,
)
from tests.web.desks import at_desk, code_of, key
from tests.web.statements import counted

pytestmark = pytest.mark.once


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
