"""The sheet that dresses the pages is one for the browser, and many parts for whoever writes it."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from oficina.web import pages
from oficina.web.stylesheet import FOLDER, PARTS, SHEET, STYLESHEET

pytestmark = pytest.mark.database_free


@pytest.fixture
def dressed() -> TestClient:
    app = FastAPI()
    pages.install(app)
    return TestClient(app)


def test_every_part_is_in_the_sheet_once_and_is_short() -> None:
    parts = {each.name.removesuffix(".css"): each.read_text("utf-8") for each in FOLDER.iterdir()}

    assert sorted(parts) == sorted(PARTS)
    assert {name for name, part in parts.items() if len(part.splitlines()) > 300} == set()
    assert all(part.startswith("/* ") for part in parts.values()), "each says what it dresses"


def test_a_browser_asks_for_the_sheet_once(dressed: TestClient) -> None:
    answer = dressed.get(STYLESHEET)

    assert answer.content == SHEET
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("asked", ["/estatico/oficina.css", "/estatico/oficina.css?v=of-another-version"])
def test_who_asks_for_another_sheet_keeps_this_one_only_while_it_is_the_same(dressed: TestClient, asked: str) -> None:
    first = dressed.get(asked)
    again = dressed.get(asked, headers={"If-None-Match": first.headers["etag"]})

    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    assert (again.status_code, again.content) == (304, b"")
    assert dressed.post(asked).status_code == 405


def test_the_other_files_are_where_they_were(dressed: TestClient) -> None:
    assert dressed.get("/estatico/icono.svg").status_code == 200
    assert dressed.get("/estatico/styles/base.css").status_code == 404
