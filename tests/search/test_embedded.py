"""What only an index in a folder can suffer."""

from pathlib import Path

import pytest

from search.engines import open_engine
from search.engines.volume import Volume
from search.errors import IndexUnavailable
from tests.contracts.search_engine.copies import OFICIO, OTHER, found


def test_an_index_that_cannot_be_read_is_begun_anew(tmp_path: Path) -> None:
    url = f"tantivy://{tmp_path}/index"
    engine = open_engine(url)
    engine.write([OFICIO])
    engine.close()
    folder = tmp_path / "index" / (tmp_path / "index" / "current").read_text()
    (folder / "meta.json").write_text("{not json")

    again = open_engine(url)
    assert again.is_new
    assert found(again, "avance") == set()
    again.write([OFICIO])
    assert found(again, "avance") == {OFICIO.subject_id}


def test_an_index_of_another_form_is_not_read(tmp_path: Path) -> None:
    engine = open_engine(f"tantivy://{tmp_path}/index")
    engine.close()
    (tmp_path / "index" / "current").write_text("v0-of-long-ago")

    assert open_engine(f"tantivy://{tmp_path}/index").is_new


def test_only_one_process_writes_in_a_folder(tmp_path: Path) -> None:
    engine = open_engine(f"tantivy://{tmp_path}/index")
    engine.write([OFICIO])

    with pytest.raises(IndexUnavailable, match="intente más tarde"):
        open_engine(f"tantivy://{tmp_path}/index").write([OFICIO])
    engine.close()


def test_a_scheme_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="solr"):
        open_engine(f"solr://{tmp_path}")


def test_a_new_index_that_lost_what_was_added_is_not_finished(tmp_path: Path) -> None:
    volume = Volume(tmp_path / "aside", building=True)
    volume.add([OFICIO])
    volume.folder.rename(tmp_path / "elsewhere")
    with pytest.raises((ValueError, OSError)):
        volume.write([OTHER])

    with pytest.raises(IndexUnavailable, match="de nuevo"):
        volume.finish()
