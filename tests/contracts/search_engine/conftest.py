"""The engines that are held to the contract. Another one joins by adding its scheme to ENGINES."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from search.engines import SearchEngine, open_engine
from tests.elasticsearch import an_index

ENGINES = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.needs_elasticsearch)]


@contextmanager
def an_address(scheme: str, folder: Path) -> Iterator[str]:
    if scheme == "elasticsearch":
        with an_index() as url:
            yield url
    else:
        yield f"{scheme}://{folder}/index"


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with an_address(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def engine(url: str) -> Iterator[SearchEngine]:
    with closing(open_engine(url)) as engine:
        yield engine


@pytest.fixture(scope="module", params=ENGINES)
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """With what the module keeps in it, as `KEPT`: for whoever only asks."""
    with an_address(request.param, tmp_path_factory.mktemp("library")) as url, closing(open_engine(url)) as engine:
        engine.write(request.module.KEPT)
        yield engine
