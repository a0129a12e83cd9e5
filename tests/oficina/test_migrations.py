"""The schema that the migrations make is the one that the models say."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from kernel.database import Database
from kernel.row_security import APP_ROLE
from kernel.rows import Base
from kernel.tenancy import SHARED
from oficina.schema import SchemaRefused, migrate, newest, require_newest, revision


def test_the_migrated_schema_is_that_of_the_models(owner: Database) -> None:
    """After a change of the models: `make migration`."""
    with owner.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_to_migrate_again_changes_nothing(owner: Database) -> None:
    assert migrate(owner) == newest() == revision(owner)
    require_newest(owner)


def test_a_schema_of_another_version_is_refused(owner: Database) -> None:
    with owner.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        with pytest.raises(SchemaRefused, match="oficina migrate"):
            require_newest(owner)
    finally:
        with owner.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest()})


def test_a_database_without_a_schema_has_no_revision(tmp_path: object) -> None:
    empty = Database(f"sqlite:///{tmp_path}/new.db", pool=2)
    assert revision(empty) is None
    with pytest.raises(SchemaRefused, match="nada"):
        require_newest(empty)
    empty.engine.dispose()


@pytest.mark.needs_postgres
def test_the_role_of_the_program_is_guarded_on_every_table(owner: Database) -> None:
    with owner.engine.connect() as connection:
        guarded = connection.execute(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'")
        )
        role = connection.execute(
            text("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = :role"),
            {"role": APP_ROLE},
        )
        assert set(guarded.scalars()) == Base.metadata.tables.keys() - SHARED | {"exchange"}
        assert role.scalar() is False
