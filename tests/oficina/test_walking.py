"""The schema is walked up and down, from every earlier revision, with rows in it, on whichever database."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

import documents.service as documents
from documents.retention import schedule
from documents.retention.models import Disposal, Scope
from kernel.database import Database
from kernel.rows import Base
from oficina.migrations.undoing import WouldLose
from oficina.platform import open_platform
from oficina.schema import NOTHING, SchemaRefused, go_back, migrate, newest, require_newest, revision, revisions
from oficina.settings import Settings
from tests.conftest import PASSWORD, one_at_a_time
from tests.offices import Office, a_sealed_document, an_office

EARLIER = revisions()[:-1]


@pytest.fixture
def walked(owner: Database) -> Iterator[Database]:
    """Whatever becomes of it, it is as the others expect it afterwards."""
    yield owner
    upwards(owner)


def upwards(owner: Database) -> str:
    with one_at_a_time():
        return migrate(owner, app_password=PASSWORD)


def back(owner: Database, to: str, *, lose_rows: bool = False) -> None:
    with one_at_a_time():
        go_back(owner, to, lose_rows=lose_rows)


def rows(owner: Database) -> dict[str, int]:
    """How many there are in each table that is there."""
    with owner.engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in names}  # noqa: S608 -- our own names


def is_of_the_models(owner: Database) -> bool:
    with owner.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return not compare_metadata(context, Base.metadata)


def lived_in(settings: Settings) -> tuple[Office, UUID]:
    """An office with a document, signed and sealed."""
    platform = open_platform(settings)
    office = an_office(platform, "Municipalidad de Ancud")
    document = a_sealed_document(platform, office)
    platform.close()
    return office, document.id


def decides(settings: Settings, office: Office) -> None:
    """What only the last revision knows."""
    platform = open_platform(settings)
    ruling = schedule.Ruling(Scope.KIND, "oficio-ordinario", 5, Disposal.TRANSFER, "Res. Ex. 12/2026", "Primera tabla")
    with platform.database.writing(office.desk.actor) as work:
        schedule.rule(work, ruling)
    platform.close()


def reads(settings: Settings, office: Office, document_id: UUID) -> bytes:
    platform = open_platform(settings)
    with platform.database.reading(office.desk.actor) as work:
        document = documents.get(work, document_id)
        content = platform.blobs.get(documents.head_version(work, document).blob)
    read = b"".join(content)
    platform.close()
    return read


def test_an_office_that_was_lived_in_goes_back_and_comes_again_and_loses_only_what_it_was_told_to(
    walked: Database, settings: Settings
) -> None:
    office, document_id = lived_in(settings)
    before, content = rows(walked), reads(settings, office, document_id)
    assert before["documents"] == 1

    for earlier in EARLIER:
        back(walked, earlier)
        assert revision(walked) == earlier
        there = rows(walked)
        assert there == {name: before[name] for name in there}
        with pytest.raises(SchemaRefused, match="ejecute «oficina migrate»"):
            require_newest(walked)
        assert upwards(walked) == newest()
        assert is_of_the_models(walked)
        assert {name: many for name, many in rows(walked).items() if name in there} == there
        assert reads(settings, office, document_id) == content

    decides(settings, office)
    before = rows(walked)
    with pytest.raises(WouldLose, match=r"retention_rules \(1\).*--lose-rows"):
        back(walked, "0001")
    assert (revision(walked), rows(walked)) == ("0002", before)
    back(walked, "0001", lose_rows=True)
    upwards(walked)
    assert rows(walked) == before | {"retention_rules": 0, "retained": 0}

    with pytest.raises(WouldLose, match=r"documents \(1\)"):
        back(walked, NOTHING)
    assert rows(walked)["documents"] == 1
    back(walked, NOTHING, lose_rows=True)
    assert (revision(walked), rows(walked)) == (None, {})


def test_a_step_that_fails_leaves_those_before_it(walked: Database) -> None:
    back(walked, "0001")
    with walked.engine.begin() as connection:
        connection.execute(text("CREATE TABLE retained (id INTEGER)"))
    with pytest.raises(Exception, match="retained"):
        upwards(walked)
    assert revision(walked) == "0001"
    assert "retention_rules" not in rows(walked)
    with walked.engine.begin() as connection:
        connection.execute(text("DROP TABLE retained"))

    assert upwards(walked) == newest()


def test_one_goes_back_only_to_what_there_was(walked: Database) -> None:
    with pytest.raises(SchemaRefused, match="No hay una revisión 0999"):
        go_back(walked, "0999")
    with pytest.raises(SchemaRefused, match="para avanzar use «oficina migrate»"):
        go_back(walked, newest())


def test_a_schema_newer_than_the_program_is_told_from_an_older_one(walked: Database) -> None:
    set_revision(walked, "9999")
    try:
        for refused in (require_newest, migrate):
            with pytest.raises(SchemaRefused, match="de una versión más nueva"):
                refused(walked)
        with pytest.raises(SchemaRefused, match="de una versión más nueva"):
            go_back(walked, "0001")
    finally:
        set_revision(walked, newest())


def set_revision(owner: Database, to: str) -> None:
    with owner.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": to})


@pytest.mark.needs_postgres
def test_whoever_migrates_leaves_its_limits_to_nobody(walked: Database) -> None:
    upwards(walked)
    with walked.engine.connect() as connection:
        assert connection.scalar(text("SHOW statement_timeout")) != "0"
        assert not connection.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
