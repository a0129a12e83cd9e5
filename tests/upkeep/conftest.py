from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import POSTGRES
from tests.upkeep.places import Place, an_empty_database


@pytest.fixture
def a_folder(tmp_path: Path) -> Place:
    return Place(tmp_path.with_name(f"{tmp_path.name}-restored"), {})


@pytest.fixture
def a_database(tmp_path: Path) -> Iterator[Place]:
    with an_empty_database(tmp_path.with_name(f"{tmp_path.name}-with-database")) as place:
        yield place


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Place:
    """One of the same kind as the office that is backed up."""
    found: Place = request.getfixturevalue("a_database" if POSTGRES else "a_folder")
    return found
