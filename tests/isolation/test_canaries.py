"""Nobody meets a word of what they may not read, at any address; and asking for it says nothing of it.

Here one in so many of what can be asked; `benchmarks/isolation.py` asks all of it.
"""

import re
from pathlib import Path

import pytest

import oficina.web
from oficina.app import create_app
from oficina.platform import Platform
from tests.isolation.addresses import FIXED, FORM_IDS, IDS, OF_ONESELF, STREAMS, addresses, attended
from tests.isolation.askers import ROLES
from tests.isolation.canaries import LEVELS
from tests.isolation.probing import Findings, ask_of_strangers, try_everything
from tests.isolation.streaming import told_by_streams
from tests.isolation.world import World

SHARE = 5_000
"""One of so many: at every address one thing, by one who may come in there, in two ways at most."""
OF_NOBODY = {"GET /openapi.json", "GET /estatico"}
"""What the program says of itself to anybody, and how its pages are dressed."""
GIVEN = re.compile(r'form\.ids\("([a-z-]+)"\)')


@pytest.mark.once
def test_nothing_that_is_hidden_is_told_at_any_address_nor_in_the_log(platform: Platform, tmp_path: Path) -> None:
    world = World(platform, tmp_path, (ROLES[:3], ROLES[3:6], ROLES[6:]), (LEVELS, (4,), (1,)))
    found = Findings()

    try_everything(world.askers, world.things, found, share=SHARE, ways=2)
    ask_of_strangers(world.askers, world.things, found)
    streamed = list(told_by_streams(world, tmp_path))
    world.close()

    assert found.leaks == []
    assert found.differences == []
    assert found.longer == [], "what takes time is what is asked of the database: the same of what is not there"
    assert streamed == []
    assert world.said() == []
    assert world.shared() == []
    assert found.asked.keys() == {str(each) for each in addresses()}, "each address is asked"
    assert frozenset().union(*(each.ids for each in world.things)) >= IDS - {"subject_id"}, "something of each kind"


@pytest.mark.once
def test_every_address_that_the_program_attends_is_tried_or_told_why_not(platform: Platform) -> None:
    tried = {str(each) for each in addresses()}

    assert set(attended(create_app(platform))) == tried | OF_ONESELF | STREAMS | OF_NOBODY


@pytest.mark.database_free
def test_whatever_an_address_or_a_form_names_there_is_something_to_name() -> None:
    assert {name for each in addresses() for name in each.named} == IDS | FIXED.keys()
    pages = Path(oficina.web.__path__[0]).rglob("*.py")
    assert {name for page in pages for name in GIVEN.findall(page.read_text())} == set(FORM_IDS)
