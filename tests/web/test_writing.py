"""Redactar: a sheet filled in without a script, saved unfinished, previewed, compared, and handed to who signs."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
import documents.service as documents
import signature.service as signature
from oficina.platform import Platform
from signature.models import Role
from signature.rounds import Step
from tests.correspondence.desks import arrived
from tests.offices import Office, a_colleague, a_document
from tests.signature.people import a_pdf
from tests.web.desks import at_desk, key
from tests.web.statements import counted

TABLE = "Costos\nAño | Monto\n2026 | 10\n2027 | 20"


def sheet(*paragraphs: str, **but: Any) -> dict[str, Any]:
    """What the browser sends of an oficio."""
    return {
        "kind": "oficio-ordinario",
        "place": "Ancud",
        "subject": "Solicita antecedentes del puente",
        "from.post": "Alcaldesa",
        "from.name": "",
        "from.institution": "",
        "to.post": "Ministro de Obras Públicas",
        "to.name": "",
        "to.institution": "",
        "paragraphs.text": list(paragraphs) or ["Solicito los planos."],
        "paragraphs.form": ["0n"] * max(len(paragraphs), 1),
        "paragraphs.label": [""] * max(len(paragraphs), 1),
        "paragraphs.heading": [""] * max(len(paragraphs), 1),
        "haz": "guardar",
    } | but


def values(page: str, name: str) -> list[str]:
    """What the fields of this name hold on the page."""
    areas = re.findall(rf'<textarea[^>]* name="{re.escape(name)}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    inputs = re.findall(rf'<input[^>]* name="{re.escape(name)}"[^>]*? value="(.*?)"', page)
    return [unescape(each) for each in areas or inputs]


def written(office: Office, address: str) -> documents.Document:
    with office.desk.reading() as work:
        return documents.get(work, UUID(address.split("/")[2]))


def test_a_document_is_written_saved_and_handed_to_who_signs(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)

    saved = browser.post("/redactar", data={**sheet("Solicito los planos.", "Plazo: 5 días."), **own, **key()})
    assert saved.status_code == 303
    here = saved.headers["location"]
    assert "Borrador guardado, versión 1" in (page := browser.get(here).text)
    assert values(page, "paragraphs.text") == ["Solicito los planos.", "Plazo: 5 días."]
    assert values(page, "basis") == ["1"]

    again = sheet("Solicito los planos y las actas.", basis="1", haz="pedir", kind="circular")
    asked = browser.post(here, data={**again, **own, **key()})
    assert asked.headers["location"].endswith("/firmas")
    assert written(ministry, here).kind == "circular"
    chain = browser.get(asked.headers["location"]).text
    steps = {"step.whose": values(chain, "step.whose"), "step.role": ["signature"], "mode": "chain", "haz": "pedir"}
    sent = browser.post(asked.headers["location"], data={**steps, **own, **key()})
    assert sent.headers["location"] == here.removesuffix("/editar")
    assert written(ministry, here).drafting == "fixed"
    assert browser.get(here).headers["location"] == here.removesuffix("/editar")


def test_an_unfinished_one_is_kept_and_what_is_missing_is_told_when_it_is_to_be_signed(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)

    here = browser.post("/redactar", data={**sheet("", subject=""), **own, **key()}).headers["location"]
    assert "Oficio ordinario" in browser.get("/borradores").text
    steps = {"step.whose": f"post:{ministry.post_id}", "step.role": "signature", "haz": "pedir"}
    refused = browser.post(here.replace("editar", "firmas"), data={**steps, **own, **key()})
    assert refused.status_code == 422
    assert "Falta la materia" in refused.text
    assert written(ministry, here).drafting == "draft"


@pytest.mark.parametrize(
    ("button", "texts"),
    [
        ("agregar:paragraphs", ["uno", "dos", "tres", ""]),
        ("subir:paragraphs:2", ["uno", "tres", "dos"]),
        ("bajar:paragraphs:0", ["dos", "uno", "tres"]),
        ("quitar:paragraphs:1", ["uno", "tres"]),
        ("quitar:paragraphs:99", ["uno", "dos", "tres"]),
    ],
)
def test_paragraphs_come_go_and_move_without_a_script(
    platform: Platform, browser: TestClient, ministry: Office, button: str, texts: list[str]
) -> None:
    own = at_desk(platform, browser, ministry)

    page = browser.post("/redactar", data={**sheet("uno", "dos", "tres", haz=button), **own, **key()})
    assert page.status_code == 200
    assert values(page.text, "paragraphs.text") == texts
    assert values(page.text, "subject") == ["Solicita antecedentes del puente"]


def test_another_kind_has_its_own_fields(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)

    page = browser.post("/redactar", data={**sheet(kind="resolucion-exenta", haz="cambiar"), **own, **key()}).text
    for name in ("Vistos", "Considerando", "Resuelvo"):
        assert f"<legend>{name}</legend>" in page
    assert "<legend>Cuerpo</legend>" not in page
    assert browser.get("/redactar", params={"tipo": "decreto-alcaldicio"}).status_code == 200
    assert browser.get("/redactar", params={"tipo": "inventado"}).status_code == 422


def test_institutions_are_found_and_chosen_without_a_script(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, ministry)

    found = browser.post("/redactar", data={**sheet(haz="buscar", busca="ancud"), **own, **key()}).text
    assert f'value="sumar:{municipality.id}"' in found
    assert f"sumar:{ministry.id}" not in found
    none = browser.post("/redactar", data={**sheet(haz="buscar", busca="nadie"), **own, **key()}).text
    assert "Ninguna institución" in none
    added = browser.post("/redactar", data={**sheet(haz=f"sumar:{municipality.id}"), **own, **key()}).text
    assert values(added, "distribution.institution_id") == [str(municipality.id)]
    assert values(added, "distribution.addressee") == ["Municipalidad de Ancud"]


def test_it_is_seen_as_it_will_look_before_anything_is_kept(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    told = {**sheet(TABLE), "paragraphs.form": ["table"], **own, **key()}

    image = browser.post("/redactar/vista.png", data=told)
    assert (image.content[:4], image.headers["X-Pages"]) == (b"\x89PNG", "1")
    assert browser.post("/redactar/vista.pdf", data=told).content[:5] == b"%PDF-"
    broken = browser.post("/redactar/vista.png", data={**told, "paragraphs.text": ["solo el título"]})
    assert (broken.status_code, bool(broken.json()["says"])) == (422, True)
    assert "No tiene borradores" in browser.get("/borradores").text


def test_it_is_saved_in_the_background_once_and_then_again(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own, first = at_desk(platform, browser, ministry), key()

    told = [browser.post("/redactar", data={**sheet(haz="auto"), **own, **first}).json() for _ in range(2)]
    assert told[0]["lands"] == told[1]["lands"]
    here, more = told[0]["lands"], {"basis": told[0]["says"], "haz": "auto"}
    assert browser.post(here, data={**sheet("Otro texto.", **more), **own, **key()}).json()["says"] == "2"
    late = browser.post(here, data={**sheet("Desde otra ventana.", **more), **own, **key()})
    assert late.status_code == 422
    assert "Otra persona cambió el documento" in late.json()["says"]


def test_an_answer_brings_its_antecedent_and_whom_it_answers(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    own = at_desk(platform, browser, municipality)
    reception = arrived(platform, ministry, municipality)
    early = browser.get("/redactar", params={"responde": str(reception.id)})
    assert (early.status_code, "Todavía no se acusa recibo" in early.text) == (409, True)
    with municipality.desk.writing() as work:
        correspondence.acknowledge(work, reception.id)

    page = browser.get("/redactar", params={"responde": str(reception.id)}).text
    assert values(page, "antecedents.link") == [f"reception:{reception.id}"]
    assert values(page, "distribution.institution_id") == [str(ministry.id)]
    told = sheet(answers=str(reception.id)) | {
        "antecedents.text": values(page, "antecedents.text"),
        "antecedents.link": values(page, "antecedents.link"),
    }
    here = browser.post("/redactar", data={**told, **own, **key()}).headers["location"]
    with municipality.desk.reading() as work:
        fields = documents.fields_of(documents.get(work, UUID(here.split("/")[2])))
        answers = correspondence.answers(work, reception.id)
    assert fields.antecedents[0].reception_id == reception.id
    assert [str(each.document_id) for each in answers] == [here.split("/")[2]]
    assert browser.get("/redactar", params={"responde": str(UUID(int=7))}).status_code == 404


def test_files_go_with_it_and_leave_it_again(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)
    here = browser.post("/redactar", data={**sheet(), **own, **key()}).headers["location"]

    told = {**sheet("Sin guardar.", basis="1", haz="adjuntar"), **own, **key()}
    page = browser.post(here, data=told, files={"archivo": ("plano.dwg", b"contenido")}).text
    assert "plano.dwg" in page
    assert values(page, "paragraphs.text") == ["Sin guardar."]
    (which,) = re.findall(r'value="(retirar:[^"]+)"', page)
    assert "plano.dwg" not in browser.post(here, data={**sheet(basis="1", haz=which), **own, **key()}).text
    empty = browser.post(here, data={**sheet(basis="1", haz="adjuntar"), **own, **key()})
    assert 'href="#archivo"' in empty.text


def test_a_pdf_made_elsewhere_is_taken_with_what_is_said_of_it(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    told = {"kind": "oficio-ordinario", "subject": "Acta de entrega", **own}

    wrong = browser.post("/redactar/subir", data={**told, **key()}, files={"archivo": ("acta.pdf", b"no es")})
    assert (wrong.status_code, 'href="#archivo"' in wrong.text) == (422, True)
    taken = browser.post("/redactar/subir", data={**told, **key()}, files={"archivo": ("acta.pdf", a_pdf())})
    assert taken.headers["location"].endswith("/firmas")
    here = taken.headers["location"].replace("firmas", "editar")
    assert "subido como PDF" in browser.get(here).text
    page = browser.get(here.replace("editar", "versiones/1/paginas/1.png"))
    assert page.content[:4] == b"\x89PNG"


def test_versions_are_compared_word_by_word(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)
    here = browser.post("/redactar", data={**sheet("Son nueve acciones."), **own, **key()}).headers["location"]
    browser.post(here, data={**sheet("Son diez acciones.", basis="1"), **own, **key()})

    page = browser.get(here.replace("editar", "versiones")).text
    assert "Son <del>nueve</del><ins>diez</ins> acciones." in page
    assert "MAT." not in page


def test_what_came_back_is_first_with_its_observations(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    returned, newer = a_document(platform, ministry), a_document(platform, ministry)
    with ministry.desk.writing() as work:
        (asked,) = signature.request(work, returned.id, [Step(Role.SIGNATURE, post_id=ministry.post_id)])
    with ministry.desk.writing() as work:
        signature.return_(work, asked.id, "Falta citar la ley")

    page = browser.get("/borradores").text
    assert page.index(str(returned.id)) < page.index(str(newer.id))
    assert "Falta citar la ley" in page
    assert "Falta citar la ley" in browser.get(f"/documentos/{returned.id}/editar").text


def test_drafts_of_others_are_not_told_and_who_may_not_write_does_not(
    platform: Platform, browser: TestClient, ministry: Office, municipality: Office
) -> None:
    theirs = a_document(platform, municipality)
    at_desk(platform, browser, ministry)
    for page in ("editar", "firmas", "versiones", "versiones/1/paginas/1.png"):
        assert browser.get(f"/documentos/{theirs.id}/{page}").status_code == 404
    at_desk(platform, browser, a_colleague(platform, ministry, "Aldo Ruiz", "auditor"))
    assert browser.get("/redactar").status_code == 403


def test_many_drafts_ask_the_database_as_often_as_few(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)
    numbers = []
    for _ in range(2):
        for _ in range(3):
            a_document(platform, ministry)
        with counted(platform) as sent:
            assert browser.get("/borradores").status_code == 200
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
