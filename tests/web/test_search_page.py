"""The search page: facets, saved searches, suggestions, what is similar, and taking the result away."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, update

import search.service as search
from documents.drafting import Beginning
from documents.kinds import kind
from documents.models import Source
from documents.operations import DraftDocument
from kernel.clock import EPOCH
from kernel.operations import operate
from oficina.platform import Platform
from oficina.upkeep.indexed import ALIEN, MISSING, READERS, verify_index
from search.engines import Gone
from search.exports import AT_ONCE
from search.models import ReaderMark, Unindexed
from search.operations import rebuild
from tests.offices import FIELDS, Office, a_colleague, a_person, alone, do_all_jobs
from tests.web.desks import at_desk, key


def drafted(platform: Platform, office: Office, subject: str) -> str:
    beginning = Beginning(kind("oficio-ordinario"), FIELDS.model_copy(update={"subject": subject}), Source.DRAFTED)
    return str(operate(office.desk, DraftDocument(platform.blobs, beginning), alone).id)


@pytest.fixture
def three(platform: Platform, ministry: Office) -> list[str]:
    made = [
        drafted(platform, ministry, f"{what} por humedales del Maullín") for what in ("Consulta", "Reclamo", "=Pago")
    ]
    do_all_jobs(platform)
    return made


@pytest.mark.usefixtures("three")
def test_results_are_narrowed_by_facets_and_paged_to_the_end(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    at_desk(platform, browser, ministry)

    page = browser.get("/buscar", params={"q": "humedales"}).text
    assert "3 resultados" in page
    narrowed = browser.get("/buscar", params={"q": "humedal", "tipo": "document", "orden": "fecha"}).text
    assert "3 resultados" in narrowed
    assert "Quitar filtro Documentos" in narrowed
    assert "0 resultados" in browser.get("/buscar", params={"q": "humedal", "tipo": "reception"}).text
    assert "No encontramos" in browser.get("/buscar", params={"unidad": str(uuid4())}).text
    assert browser.get("/buscar", params={"q": "humedal", "desde": "nada"}).status_code == 422


@pytest.mark.usefixtures("three")
def test_a_search_is_saved_counted_and_forgotten(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)
    saved = browser.post("/buscar/guardadas", data={"q": "humedales", "nombre": "Humedales", **own, **key()})
    assert saved.headers["location"] == "/buscar?q=humedales"
    page = browser.get("/buscar").text
    assert "3 resultados" in page
    address = page.split('action="/buscar/guardadas/')[1].split('"')[0]
    assert "de hasta 80 letras" in _follow(
        browser, browser.post("/buscar/guardadas", data={"q": "x", "nombre": " ", **own, **key()})
    )

    other = at_desk(platform, browser, a_colleague(platform, ministry, "Luis Soto"))
    assert "Humedales" not in browser.get("/buscar").text
    assert browser.post(f"/buscar/guardadas/{address}", data={**other, **key()}).status_code == 404
    own = at_desk(platform, browser, ministry)
    browser.post(f"/buscar/guardadas/{address}", data={**own, **key()})
    assert "Búsquedas guardadas" not in browser.get("/buscar").text


def _follow(browser: TestClient, answer: httpx.Response) -> str:
    page: str = browser.get(answer.headers["location"]).text
    return page


def test_suggestions_similar_and_export_are_of_what_one_may_see(
    platform: Platform, browser: TestClient, ministry: Office, three: list[str]
) -> None:
    with ministry.desk.writing() as work:
        search.set_marks(work, UUID(three[1]), {f"person:{uuid4()}"})
    reader = a_person(
        platform, ministry.id, "Eva Paz", "redactor", office_id=ministry.office_id, unit_id=ministry.unit_id
    )
    at_desk(platform, browser, reader)
    for _ in range(2):  # before the index hears of it, and after
        assert "Reclamo por humedales del Maullín" not in browser.get("/buscar/sugerencias?q=humed").json()
        assert len(browser.get("/buscar/sugerencias?q=humed").json()) == 2
        sheet = browser.get("/buscar/resultado.csv?q=humedales").text
        assert "Reclamo" not in sheet
        assert "'=Pago por humedales" in sheet
        assert len(sheet.splitlines()) == 3
        assert "Reclamo" not in browser.get(f"/buscar/similares/{three[0]}").text
        assert "No hay otros parecidos" in browser.get(f"/buscar/similares/{three[1]}").text
        do_all_jobs(platform)


@pytest.mark.usefixtures("three")
def test_the_page_says_when_the_index_lags(platform: Platform, browser: TestClient, ministry: Office) -> None:
    at_desk(platform, browser, ministry)
    assert "El índice se está rehaciendo" in browser.get("/buscar?q=humedal").text, "it was never finished"
    rebuild(platform.database, platform.index, platform.sources, platform.extract, [ministry.id])
    assert "El índice va atrasado" not in browser.get("/buscar?q=humedal").text
    with ministry.desk.writing() as work:
        search.enqueue_index(work, "document", ministry.id)
        work.session.flush()
        mine = Unindexed.institution_id == work.institution_id
        work.session.execute(update(Unindexed).where(mine).values(since=work.now - search.PATIENCE * 2))
    assert "El índice va atrasado" in browser.get("/buscar?q=humedal").text


@pytest.mark.usefixtures("three")
def test_the_index_is_compared_with_the_rows(platform: Platform, ministry: Office) -> None:
    def told(*_: object) -> None:
        """Nobody listens."""

    assert verify_index(platform, {}, told) == {
        "clean": True, "faults": [], "checked": {"institutions": 1, "indexed": 3, "waiting": 0}
    }  # fmt: skip
    with ministry.desk.reading() as work:
        copies = list(platform.index.kept(work.institution_id))
    found = search.find(ministry.desk, platform.index, search.Wanted("reclamo")).items[0]
    forgotten = Gone(ministry.id, found.subject_id, (found.at - EPOCH) // timedelta(microseconds=1) + 10**9)
    platform.index.write([], gone=[forgotten])
    with ministry.desk.writing() as work:
        mine = ReaderMark.institution_id == work.institution_id
        changed = next(each.subject_id for each in copies if each.subject_id != found.subject_id)
        work.session.execute(delete(ReaderMark).where(mine, ReaderMark.subject_id == changed))
        work.add(ReaderMark(institution_id=work.institution_id, subject_id=changed, mark="unit:otra"))

    faults = {fault["what"] for fault in verify_index(platform, {}, told)["faults"]}
    assert faults == {MISSING, READERS}
    assert ALIEN not in faults


@pytest.mark.usefixtures("three")
def test_a_result_is_taken_away_from_the_page(platform: Platform, browser: TestClient, ministry: Office) -> None:
    own = at_desk(platform, browser, ministry)
    assert "No ha pedido ninguna exportación" in browser.get("/buscar/exportaciones").text
    asked = {"q": "humedales", "tipo": "document", "orden": "fecha"}
    assert browser.post("/buscar/exportaciones", data={**asked, **own, **key()}).headers["location"] == (
        "/buscar/exportaciones"
    )
    assert "Se está reuniendo lo que pidió" in browser.get("/buscar/exportaciones").text
    do_all_jobs(platform)
    page = browser.get("/buscar/exportaciones").text
    address = page.split('href="/buscar/exportaciones/')[1].split('"')[0]
    assert "3 resultados, 3 archivos" in page
    taken = browser.get(f"/buscar/exportaciones/{address}")
    assert (taken.headers["content-type"], taken.content[:2]) == ("application/zip", b"PK")

    gone = f"/buscar/exportaciones/{address.removesuffix('.zip')}/borrar"
    browser.post(gone, data={**own, **key()})
    assert browser.get(f"/buscar/exportaciones/{address}").status_code == 404
    for _ in range(AT_ONCE):
        browser.post("/buscar/exportaciones", data={"q": "x", **own, **key()})
    assert f"Ya tiene {AT_ONCE} exportaciones" in _follow(
        browser, browser.post("/buscar/exportaciones", data={"q": "x", **own, **key()})
    )


@pytest.mark.usefixtures("three")
def test_searches_are_saved_at_the_page_and_over_the_api_alike(
    platform: Platform, browser: TestClient, ministry: Office
) -> None:
    own = at_desk(platform, browser, ministry)
    form = {"q": "humedales", "materia": "maullín", "tipo": "document", "orden": "fecha", "nombre": "De la página"}
    browser.post("/buscar/guardadas", data={**form, **own, **key()})
    asked = {"name": "Del sistema", "q": "reclamo", "year": "2026", "order": "newest"}
    made = ministry.post(browser, "/search/saved", asked).json()
    assert (made["name"], made["asked"], made["count"]) == (
        "Del sistema", {"q": "reclamo", "year": "2026", "order": "newest"}, None
    )  # fmt: skip
    told = {each["name"]: (each["asked"]["q"], each["count"]) for each in ministry.get(browser, "/search/saved").json()}
    assert told["De la página"] == ("humedales materia:maullín", 3)
    assert told["Del sistema"][0] == "reclamo"
    assert "Del sistema" in browser.get("/buscar").text

    assert ministry.post(browser, f"/search/saved/{made['id']}/removal").status_code == 201
    assert "Del sistema" not in browser.get("/buscar").text
