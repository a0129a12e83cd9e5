"""A draft that its author wants no more leaves every tray; what it was stays."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import audit.service as audit
import documents.service as documents
import institutions.service as institutions
import signature.service as signatures
from documents.entries import DocumentSource
from documents.errors import AskedAlready, Discarded, NotADraft, NotItsAuthor
from documents.operations import RedraftDocument
from kernel.operations import operate
from kernel.pages import paged
from oficina.app import create_app
from oficina.platform import Platform
from signature.models import Role
from signature.rounds import Step
from tests.offices import FIELDS, Office, a_document, a_person, alone
from tests.web.desks import at_desk, key


def discard(office: Office, document_id: UUID) -> documents.Document:
    with office.desk.writing() as work:
        return documents.discard(work, document_id)


def in_drafts(office: Office) -> list[UUID]:
    with office.desk.reading() as work:
        return [each.id for each in work.session.scalars(documents.drafts(work))]


def test_a_discarded_draft_is_in_no_tray_nor_search_and_its_versions_stay(platform: Platform, ministry: Office) -> None:
    document = a_document(platform, ministry)

    discard(ministry, document.id)

    assert in_drafts(ministry) == []
    with ministry.desk.reading() as work:
        held = documents.get(work, document.id)
        assert documents.state_of(work, held) == "Descartado"
        assert len(documents.versions_of(work, held)) == 1
        assert list(DocumentSource().entries(work, [document.id])) == []
        assert "document.discarded" in {each.action for each in audit.trail(work, document.id)}


def test_nothing_more_is_done_with_it(platform: Platform, ministry: Office) -> None:
    document = a_document(platform, ministry)
    discard(ministry, document.id)

    with pytest.raises(Discarded):
        discard(ministry, document.id)
    with pytest.raises(Discarded):
        operate(ministry.desk, RedraftDocument(platform.blobs, document.id, FIELDS, 1), alone)
    with ministry.desk.writing() as work, pytest.raises(Discarded):
        signatures.request(work, document.id, [Step(Role.SIGNATURE, post_id=ministry.post_id)])


def test_what_was_ever_sent_to_be_signed_is_not_discarded(platform: Platform, ministry: Office) -> None:
    document = a_document(platform, ministry)
    with ministry.desk.writing() as work:
        signatures.request(work, document.id, [Step(Role.SIGNATURE, post_id=ministry.post_id)])
    with pytest.raises(NotADraft):
        discard(ministry, document.id)
    with ministry.desk.writing() as work:
        signatures.cancel(work, document.id, "Falta un anexo.")

    with pytest.raises(AskedAlready):
        discard(ministry, document.id)

    assert in_drafts(ministry) == [document.id]


def test_somebody_of_another_unit_does_not_discard_it(platform: Platform, ministry: Office) -> None:
    document = a_document(platform, ministry)
    with ministry.desk.writing() as work:
        unit = institutions.add_unit(work, "Finanzas", ministry.office_id).id
    clerk = a_person(platform, ministry.id, "Eva Paz", "redactor", office_id=ministry.office_id, unit_id=unit)

    with pytest.raises(NotItsAuthor):
        discard(clerk, document.id)


def test_it_is_discarded_on_its_page_after_a_question(platform: Platform, ministry: Office) -> None:
    browser = TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
    own = at_desk(platform, browser, ministry)
    address = f"/documentos/{a_document(platform, ministry).id}"
    assert "#descartar" in browser.get(f"{address}/editar").text
    assert "No se puede deshacer" in browser.get(address).text.partition('id="descartar"')[2]

    done = browser.post(f"{address}/descarte", data={**own, **key()})

    assert done.headers["location"] == "/borradores"
    assert "Borrador descartado: Solicita antecedentes" in browser.get("/borradores").text
    assert browser.get(f"{address}/editar").headers["location"] == address
    page = browser.get(address).text
    assert "Descartado" in page
    assert "#descartar" not in page
    with ministry.desk.reading() as work:
        assert not paged(work, documents.drafts(work), documents.Document.id, None, 5).items
