"""What `make revision` proposes, and what a revision may use, is walked up and down on whichever database."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, inspect, text

from kernel.database import Database
from kernel.rows import Base
from oficina.migrations import versions
from oficina.migrations.propose import propose
from oficina.migrations.undoing import WouldLose
from oficina.schema import _config, revision
from tests.oficina.test_walking import back, upwards, walked

__all__ = ["walked"]

INDEXED = """
from oficina.migrations.indexes import drop_index, make_index

revision, down_revision = "0005", "0004"

def upgrade() -> None:
    make_index("ix_pigments_colour", "pigments", ["colour"])

def downgrade() -> None:
    drop_index("ix_pigments_colour", "pigments")
"""


@pytest.fixture
def more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where revisions lie beside those of the program."""
    folder = tmp_path / "more"
    folder.mkdir()

    def config(connection: Connection | None = None) -> Config:
        made = _config(connection)
        made.set_main_option("version_locations", os.pathsep.join([versions.__path__[0], str(folder)]))
        return made

    monkeypatch.setattr("oficina.schema._config", config)
    return folder


@pytest.fixture
def models() -> Iterator[MetaData]:
    """Those of the program, and what a test adds to them."""
    yield Base.metadata
    for table in [each for each in Base.metadata.tables.values() if each.name == "pigments"]:
        Base.metadata.remove(table)


def proposed(folder: Path, models: MetaData, slug: str, *columns: Column[str]) -> str:
    """The models have a table with these columns: what there is to be done about it is written to a file."""
    if "pigments" in models.tables:
        models.remove(models.tables["pigments"])
    table = Table("pigments", models, Column("id", Integer, primary_key=True), *columns)
    made = propose(slug)
    models.remove(table)
    assert made
    (folder / made[0]).write_text(made[1], "utf-8")
    return made[1]


@pytest.mark.once
def test_nothing_is_proposed_where_the_models_say_nothing_new() -> None:
    assert propose("nothing_new") is None


def test_what_is_proposed_goes_up_and_down_and_loses_only_what_it_was_told_to(
    walked: Database, more: Path, models: MetaData
) -> None:
    made = proposed(more, models, "adds_pigments")
    added = proposed(more, models, "adds_colour", Column("colour", String(20)))
    assert '"""Adds pigments."""' in made
    assert 'drop_tables("pigments")' in made.replace("'", '"')
    assert 'drop_column("pigments", "colour")' in added
    assert sorted(each.name for each in more.iterdir()) == ["r0003_adds_pigments.py", "r0004_adds_colour.py"]

    assert upwards(walked) == "0004"
    with walked.engine.begin() as connection:
        connection.execute(text("INSERT INTO pigments (id) VALUES (1)"))
        connection.execute(text("CREATE INDEX ix_pigments_colour ON pigments (id)"))
    (more / "r0005_indexed.py").write_text(INDEXED, "utf-8")
    assert upwards(walked) == "0005"
    assert indexes(walked) == {"ix_pigments_colour": ["colour"]}, "what was half made is made again"
    back(walked, "0004")
    assert indexes(walked) == {}

    back(walked, "0003")
    upwards(walked)
    with walked.engine.begin() as connection:
        connection.execute(text("UPDATE pigments SET colour = 'ocre'"))
    with pytest.raises(WouldLose, match=r"pigments\.colour.*--lose-rows"):
        back(walked, "0003")
    assert revision(walked) == "0004"
    back(walked, "0003", lose_rows=True)
    with pytest.raises(WouldLose, match=r"pigments \(1\)"):
        back(walked, "0002")
    back(walked, "0002", lose_rows=True)
    with walked.engine.connect() as connection:
        assert "pigments" not in inspect(connection).get_table_names()


def indexes(owner: Database) -> dict[str | None, list[str | None]]:
    """Those that are whole, with what they are of."""
    with owner.engine.connect() as connection:
        return {each["name"]: each["column_names"] for each in inspect(connection).get_indexes("pigments")}
