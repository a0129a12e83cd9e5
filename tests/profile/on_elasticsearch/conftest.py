from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.database import Database
from oficina.settings import Settings
from tests.conftest import settings_for
from tests.elasticsearch import an_index


@pytest.fixture
def settings(owner: Database, tmp_path: Path) -> Iterator[Settings]:
    with an_index() as url:
        yield settings_for(owner, tmp_path).model_copy(update={"index_url": url})
