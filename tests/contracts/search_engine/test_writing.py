"""What is kept, replaced and forgotten, and how it is all made again while people search."""

from contextlib import closing
from dataclasses import replace

import pytest

from search.engines import Copy, Gone, SearchEngine, open_engine
from search.errors import IndexUnavailable
from tests.contracts.search_engine.copies import OFICIO, OTHER, found

pytestmark = pytest.mark.database_free


def gone(copy: Copy, version: int) -> Gone:
    return Gone(copy.institution_id, copy.subject_id, version)


def test_a_rebuild_never_undoes_what_was_written_meanwhile(engine: SearchEngine) -> None:
    engine.write([OFICIO, OTHER])
    with engine.rebuilding() as aside:
        engine.write([replace(OFICIO, version=9, title="Corregido entretanto")], gone=[gone(OTHER, 9)])
        aside.write([OFICIO, OTHER])

    assert found(engine, "corregido") == {OFICIO.subject_id}
    assert found(engine, "avance medidas") == set()
    assert found(engine, "memorándum") == set()


def test_a_late_job_does_not_undo_what_a_rebuild_read_after_it(engine: SearchEngine) -> None:
    with engine.rebuilding() as aside:
        aside.write([replace(OFICIO, version=5, title="Corregido")])
        engine.write([replace(OFICIO, version=4)])

    assert found(engine, "corregido") == {OFICIO.subject_id}


def test_a_new_copy_takes_the_place_and_an_older_one_does_not(engine: SearchEngine) -> None:
    engine.write([replace(OFICIO, version=2, title="Nuevo")])
    engine.write([replace(OFICIO, version=1, title="Antiguo")])

    assert found(engine, "nuevo") == {OFICIO.subject_id}
    assert found(engine, "antiguo") == set()
    engine.write([], gone=[gone(OFICIO, 3)])
    assert found(engine, "nuevo") == set()


def test_a_late_job_neither_brings_back_nor_forgets_what_is_newer(engine: SearchEngine) -> None:
    engine.write([OFICIO, replace(OTHER, version=5)])
    engine.write([], gone=[gone(OFICIO, 9), gone(OTHER, 2)])
    engine.write([replace(OFICIO, version=8)])

    assert found(engine, "avance") == set()
    assert found(engine, "prueba") == {OTHER.subject_id}
    assert [each.subject_id for each in engine.kept(OTHER.institution_id)] == [OTHER.subject_id]
    engine.write([replace(OFICIO, version=10)])
    assert found(engine, "avance") == {OFICIO.subject_id}


def test_what_was_written_is_there_after_a_restart(engine: SearchEngine, url: str) -> None:
    engine.write([OFICIO])
    engine.close()

    with closing(open_engine(url)) as again:
        assert found(again, "avance") == {OFICIO.subject_id}


def test_it_is_new_until_it_was_built_from_the_rows_whoever_opens_it(engine: SearchEngine, url: str) -> None:
    assert found(engine, "avance") == set()
    assert engine.is_new
    with closing(open_engine(url)) as again:
        assert again.is_new
    with engine.rebuilding() as aside:
        aside.write([OFICIO])
    assert not engine.is_new
    with closing(open_engine(url)) as again:
        assert not again.is_new
        assert found(again, "avance") == {OFICIO.subject_id}


def test_it_is_rebuilt_aside_while_people_search_and_write(engine: SearchEngine) -> None:
    engine.write([OFICIO])
    with engine.rebuilding() as aside:
        aside.write([replace(OFICIO, version=5)])
        assert found(engine, "avance") == {OFICIO.subject_id}
        engine.write([OTHER])
        with pytest.raises(IndexUnavailable), engine.rebuilding():
            pass

    assert found(engine, "avance") == {OFICIO.subject_id}
    assert found(engine, "prueba") == {OTHER.subject_id}
    engine.write([replace(OTHER, title="Escrito después", version=9)])
    assert found(engine, "escrito") == {OTHER.subject_id}


def test_a_rebuild_that_fails_changes_nothing(engine: SearchEngine) -> None:
    engine.write([OFICIO])
    with pytest.raises(OSError, match="full"), engine.rebuilding() as aside:
        aside.write([])
        raise OSError("full")

    assert found(engine, "avance") == {OFICIO.subject_id}


def test_whoever_does_not_write_need_not_wait_for_who_does(engine: SearchEngine, url: str) -> None:
    engine.write([OFICIO])

    with closing(open_engine(url)) as reader:
        assert found(reader, "avance") == {OFICIO.subject_id}


def test_an_index_is_of_the_office_that_asked_first(engine: SearchEngine, url: str) -> None:
    assert engine.belongs_to("one") == "one"

    with closing(open_engine(url)) as another:
        assert another.belongs_to("other") == "one"
