"""Registrar ingreso: by hand, quickly, and with nothing lost."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import correspondence.service as correspondence
from oficina.platform import Platform
from tests.documents.test_uploads import a_pdf
from tests.offices import Office, a_colleague
from tests.web.desks import at_desk, key
from tests.web.statements import counted
from tests.web.test_home_pages import letters

PETITION = {
    "medio": "counter",
    "remitente_es": "person",
    "remitente": "María Eugenia Soto",
    "rut": "12.345.678-5",
    "tipo": "Solicitud",
    "materia": "Pide copia autorizada del plano N° 13.114",
    "hojas": "2",
}


def registered(office: Office) -> list[correspondence.Reception]:
    with office.desk.reading() as work:
        return [row[0] for row in work.session.execute(correspondence.tray(work)).all()]


def test_an_entry_takes_the_next_number_and_the_form_is_ready_for_another(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)

    done = browser.post("/ingresos/nuevo", data={**PETITION, "despues": "otro", **own, **key()})

    assert done.headers["location"].startswith("/ingresos/nuevo?medio=counter&remitente_es=person&tipo=Solicitud")
    (entry,) = registered(ministry)
    assert entry.entry_number == 1
    assert entry.petition
    assert f"Ingreso N° {entry.entry} registrado" in browser.get(done.headers["location"]).text


def test_the_comprobante_bears_a_code_that_anybody_verifies_and_that_tells_on_nobody(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    done = browser.post("/ingresos/nuevo", data={**PETITION, "despues": "comprobante", **own, **key()})

    page = browser.get(done.headers["location"]).text
    assert "María Eugenia Soto" in page
    assert "<svg" in page
    code = page.partition("/verificar/")[2].partition("<")[0].strip()
    public = browser.get(f"/verificar/{code}").text
    assert "El comprobante es auténtico" in public
    assert "Ministerio de Obras" in public
    assert "Soto" not in public
    assert "plano" not in public
    entry = registered(ministry)[0]
    assert f"Ingreso N° {entry.entry}" in browser.get(f"/ingresos/{entry.id}/etiqueta").text


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    bad = {"medio": "counter", "remitente_es": "person", "anexos": "Un plano", "recibido": "ayer"}

    page = browser.post("/ingresos/nuevo", data={**bad, **own, **key()})

    assert page.status_code == 422
    for field in ("remitente", "tipo", "materia", "rut", "lugar", "recibido"):
        assert f'href="#{field}"' in page.text, field
    assert "Un plano" in page.text
    assert not registered(ministry)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"rut": "12.345.678-9"}, "rut"),
        ({"recibido": "2999-01-01T10:00"}, "recibido"),
        ({"acceso": "4"}, "causal"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    platform: Platform, browser: TestClient, ministry: Office, changed: dict[str, str], field: str
) -> None:
    own = at_desk(platform, browser, ministry)

    page = browser.post("/ingresos/nuevo", data={**PETITION, **changed, **own, **key()})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert not registered(ministry)


def test_a_scan_is_kept_and_what_is_no_pdf_is_refused_whole(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    bad = {"archivo": ("carta.pdf", b"no es un PDF", "application/pdf")}
    page = browser.post("/ingresos/nuevo", data={**PETITION, **own, **key()}, files=bad)
    assert 'href="#archivo"' in page.text
    assert not registered(ministry)

    good = {"archivo": ("carta.pdf", a_pdf(), "application/pdf")}
    browser.post("/ingresos/nuevo", data={**PETITION, **own, **key()}, files=good)
    assert registered(ministry)[0].blob


def test_what_seems_to_be_there_already_is_asked_about(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    letter = {**PETITION, "numero": "512", "fecha": "2026-01-02"}
    browser.post("/ingresos/nuevo", data={**letter, **own, **key()})

    asked = browser.post("/ingresos/nuevo", data={**letter, **own, **key()})
    assert asked.status_code == 409
    assert "Puede estar repetido" in asked.text
    assert len(registered(ministry)) == 1
    browser.post("/ingresos/nuevo", data={**letter, "repetido": "sí", **own, **key()})
    assert len(registered(ministry)) == 2


def test_an_entry_goes_on_to_its_unit_at_once(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)
    to = {"unidad": str(ministry.unit_id), "plazo": "10", "providencia": "Responder"}

    browser.post("/ingresos/nuevo", data={**PETITION, **to, **own, **key()})

    (entry,) = registered(ministry)
    assert entry.turn == "Dirección"
    assert entry.due_at


def test_a_correction_keeps_what_was_said_and_the_number(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    browser.post("/ingresos/nuevo", data={**PETITION, **own, **key()})
    (entry,) = registered(ministry)
    address = f"/ingresos/{entry.id}/rectificar"
    assert "Pide copia autorizada" in browser.get(address).text
    same = {
        name: PETITION.get(name, "")
        for name in ("medio", "remitente_es", "remitente", "tipo", "numero", "fecha", "ant", "hojas", "anexos", "lugar")
    }

    refused = browser.post(address, data={**same, "materia": "Pide copia", "motivo": "", **own, **key()})
    assert 'href="#motivo"' in refused.text
    browser.post(address, data={**same, "materia": "Pide copia", "motivo": "Mal escrita", **own, **key()})

    (after,) = registered(ministry)
    assert (after.subject, after.entry_number) == ("Pide copia", entry.entry_number)
    assert "<s>Pide copia autorizada del plano N° 13.114</s>" in browser.get(address).text


def test_a_correction_of_a_colleague_is_not_undone_by_whoever_had_the_page_open(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    browser.post("/ingresos/nuevo", data={**PETITION, **own, **key()})
    (entry,) = registered(ministry)
    berta = a_colleague(platform, ministry, "Berta Soto", "todo")
    with berta.desk.writing() as work:
        correspondence.rectify(work, entry.id, changes={"sheets": 9}, reason="Se contaron de nuevo")
    stale = {**PETITION, "materia": "Pide copia", "motivo": "Mal escrita", "vistas": "0"}

    page = browser.post(f"/ingresos/{entry.id}/rectificar", data={**stale, **own, **key()})

    assert page.status_code == 422
    assert "Berta Soto rectificó este ingreso mientras usted escribía" in page.text
    assert 'name="vistas" value="1"' in page.text
    assert 'name="hojas" type="text" value="9"' in page.text, "what Berta corrected"
    assert "Pide copia</textarea>" in page.text, "what one wrote oneself"
    assert registered(ministry)[0].subject == PETITION["materia"]


def test_when_it_came_and_who_may_read_it_are_corrected_too(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    browser.post("/ingresos/nuevo", data={**PETITION, **own, **key()})
    (entry,) = registered(ministry)
    address, why = f"/ingresos/{entry.id}/rectificar", {"motivo": "Llegó antes", "vistas": "0"}

    page = browser.post(address, data={"recibido": "ayer", "acceso": "9", **why, **own, **key()})
    assert 'href="#recibido"' in page.text
    assert 'href="#acceso"' in page.text
    changed = {"recibido": "2026-01-05T10:02", "acceso": "3", "causal": "Ley 20.285, art. 21"}
    assert browser.post(address, data={**changed, **why, **own, **key()}).status_code == 303

    (after,) = registered(ministry)
    assert (after.access_level, f"{after.arrived_at:%d-%m %H:%M}") == (3, "05-01 13:02")
    assert "→ 05-01-2026 10:02" in browser.get(address).text


def test_a_second_click_is_no_second_entry_and_asks_nothing(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    letter = {**PETITION, "numero": "512", "fecha": "2026-01-02", "despues": "otro", **own, **key()}

    first, second = (browser.post("/ingresos/nuevo", data=letter) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert len(registered(ministry)) == 1


def test_what_one_entered_today_is_at_hand_in_as_many_statements(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    browser.post("/ingresos/nuevo", data={**PETITION, **own, **key()})
    with counted(platform) as few:
        assert "Ingresado hoy por usted" in browser.get("/ingresos/nuevo").text
    letters(ministry, 6)
    with counted(platform) as many:
        browser.get("/ingresos/nuevo")

    assert len(many) == len(few)


def test_only_the_counter_registers(platform: Platform, browser: TestClient, ministry: Office) -> None:
    at_desk(platform, browser, a_colleague(platform, ministry, "Berta Soto", "redactor"))

    assert browser.get("/ingresos/nuevo").status_code == 403
    assert browser.get(f"/ingresos/{UUID(int=1)}/comprobante").status_code == 403
