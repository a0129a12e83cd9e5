"""Database, blobs, index and key are of one office, or it does not open."""

from dataclasses import replace
from pathlib import Path

import pytest

from documents.storage import open_blobs
from kernel.secrets import make_key_file, read_key_file
from oficina.office import Mixture, admit, office_of
from oficina.platform import Platform
from oficina.readiness import unfit
from search.engines import open_engine

ANOTHER = "0190c0de-0000-7000-8000-000000000000"


@pytest.fixture
def office(platform: Platform) -> str:
    return str(admit(platform).id)


def test_the_first_who_opens_it_marks_every_part_as_its_own(platform: Platform, office: str) -> None:
    row = office_of(platform.database)

    assert row
    assert str(row.id) == office
    assert platform.blobs.belongs_to(ANOTHER) == platform.index.belongs_to(ANOTHER) == office
    assert admit(platform).id == row.id
    assert unfit(platform) == {}


@pytest.mark.usefixtures("office")
def test_a_part_of_another_office_is_refused_and_named(platform: Platform, tmp_path: Path) -> None:
    blobs, index = open_blobs(f"file://{tmp_path}/other/blobs"), open_engine(f"tantivy://{tmp_path}/other/index")
    blobs.belongs_to(ANOTHER)
    index.belongs_to(ANOTHER)
    make_key_file(tmp_path / "other.key")
    mixtures = {
        "el almacén de documentos, de la": replace(platform, blobs=blobs),
        "el índice de búsqueda, de la": replace(platform, index=index),
        "no es el de esta oficina": replace(platform, secrets=read_key_file(tmp_path / "other.key")),
    }

    for told, mixed in mixtures.items():
        with pytest.raises(Mixture, match=told):
            admit(mixed)
        assert told in unfit(mixed)["office"].what
        assert "OFICINA_INDEX_URL" in unfit(mixed)["office"].do
    index.close()
