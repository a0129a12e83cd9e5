"""Nobody meets a word of what they may not read, at any address; and asking for it says nothing of it."""

import logging
from pathlib import Path

import pytest

from oficina.app import create_app
from oficina.platform import Platform
from tests.correspondence.houses import a_house, a_unit
from tests.isolation.canaries import planted
from tests.isolation.probing import Findings, an_asker, search_everything, try_everything
from tests.offices import a_colleague, an_office, do_all_jobs


@pytest.mark.once
def test_nothing_that_is_hidden_is_told_at_any_address_nor_in_the_log(
    platform: Platform, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    house = a_house(platform, "Ministerio de Bienes Nacionales")
    things = list(planted(platform, house, "bn", (1, 4), tmp_path))
    clerk = a_colleague(platform, house.office, "Rosa Vera", "partes-entrada")
    everyone_else = a_unit(platform, house.office, "Gabinete", "Iván Paredes", "todo")
    stranger = an_office(platform, "Municipalidad de Ancud")
    do_all_jobs(platform)
    app = create_app(platform)
    of_the_office = [each for each in things if each.what == "document" or each.level == 1]
    unsaid = [each for each in things if each.what == "reception" and each.level > 1]
    found = Findings()

    for asker in (
        an_asker(platform, app, "clerk", clerk, of_the_office, unsaid),
        an_asker(platform, app, "colleague", everyone_else),
        an_asker(platform, app, "stranger", stranger),
    ):
        search_everything(asker, things[-3:], found)
        try_everything(asker, things[-3:], found, acts=asker.name == "stranger")

    assert found.leaks == []
    assert found.differences == []
    assert found.probes > 400
    logged = "\n".join(each.getMessage() for each in caplog.records if not each.name.startswith("httpx"))
    assert [word for each in things for word in each.words if word in logged] == []
