"""Nobody meets a word of what they may not read, wherever the index is asked; nor does the log of the program."""

import logging
from pathlib import Path

import pytest

from oficina.app import create_app
from oficina.platform import Platform
from tests.correspondence.houses import a_house, a_unit
from tests.isolation.askers import an_asker
from tests.isolation.canaries import APART, EVERYWHERE, LEGAL, planted
from tests.isolation.probing import Findings, search_everything
from tests.offices import an_office, do_all_jobs

pytestmark = [pytest.mark.needs_elasticsearch, pytest.mark.once]

ASKED = ("/v1/search/suggestions?q={}", "/buscar/sugerencias?q={}", "/buscar/resultado.csv?q={}", "/v1/search?q={}*")


def test_no_search_suggestion_count_or_export_tells_what_is_hidden(
    platform: Platform, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    house = a_house(platform, "Ministerio de Bienes Nacionales")
    things = list(planted(platform, house, "es", (4,), tmp_path))
    everyone_else = a_unit(platform, house.office, "Gabinete", "Iván Paredes", "todo")
    stranger = an_office(platform, "Municipalidad de Ancud")
    app, found = create_app(platform), Findings()
    author = an_asker(platform, app, "author", house.legal, LEGAL)
    colleague = an_asker(platform, app, "colleague", everyone_else, APART)
    outsider = an_asker(platform, app, "stranger", stranger, APART)
    do_all_jobs(platform)

    assert author.ask("GET", f"/v1/search?q={EVERYWHERE}").json()["total"] >= len(things)
    for asker in (colleague, outsider):
        search_everything(asker, things, found)
        for address in ASKED:
            told = asker.ask("GET", address.format(EVERYWHERE))
            assert told.status_code == 200
            assert not [word for each in things for word in each.words if word in told.text]
        for each in things:
            assert asker.ask("GET", f"/v1/search/{each.subject_id}/similar").json() == []

    assert (found.leaks, found.differences) == ([], [])
    assert found.probes > 50
    logged = "\n".join(each.getMessage() for each in caplog.records if not each.name.startswith("httpx"))
    assert [word for each in things for word in each.words if word in logged] == []
