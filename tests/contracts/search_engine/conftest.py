"""The engines that are held to the contract. Another one joins by adding its scheme to `url`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engines import SearchEngine, open_engine


@pytest.fixture(params=["tantivy"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"{request.param}://{tmp_path}/index"


@pytest.fixture
def engine(url: str) -> Iterator[SearchEngine]:
    engine = open_engine(url)
    yield engine
    engine.close()
