"""What holds although the program forgot everything: PostgreSQL shows an institution its own rows, and no others."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, ForeignKeyConstraint, Table, func, select, text

import oficina.schema  # noqa: F401 -- every table is known
from kernel.database import Database
from kernel.row_security import APP_ROLE
from kernel.rows import Base
from kernel.tenancy import SHARED
from oficina.app import create_app
from oficina.platform import Platform
from tests.correspondence.desks import arrived
from tests.correspondence.houses import a_house
from tests.isolation.askers import an_asker
from tests.isolation.canaries import OFFICE, planted
from tests.isolation.probing import Findings, try_everything
from tests.isolation.scope import without_scope
from tests.offices import Office, an_office, do_all_jobs

OWNED = sorted(Base.metadata.tables.keys() - SHARED)
ME = "SELECT set_config('oficina.institution', :id, true)"


def keys(table: Table) -> Iterator[ForeignKeyConstraint]:
    yield from (each for each in table.foreign_key_constraints if each.referred_table.name not in SHARED)


@pytest.mark.database_free
def test_no_row_of_an_institution_can_hang_from_a_row_of_another() -> None:
    for name in OWNED:
        table = Base.metadata.tables[name]
        assert next(iter(table.primary_key)).name == "institution_id", name
        for key in keys(table):
            pairs = {(each.parent.name, each.column.name) for each in key.elements}
            assert ("institution_id", "institution_id") in pairs, (name, key.name)
    for name in SHARED:
        assert list(keys(Base.metadata.tables[name])) == [], "a table of everybody hangs from nobody's row"


UNGUARDED = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'institution_id' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND NOT (
        c.relrowsecurity AND c.relforcerowsecurity
        AND EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.qual LIKE '%oficina.institution%')
        AND EXISTS (
            SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND k.conkey[1] = a.attnum
        )
        AND NOT EXISTS (
            SELECT FROM pg_constraint k JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attname = 'institution_id'
            WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> 'institutions'::regclass
            AND NOT a.attnum = ANY(k.conkey)
        )
    ) ORDER BY 1
"""
"""Of the tables that name an institution: those whose rows anybody sees, or may hang from another institution's."""
NAKED = (
    "CREATE TABLE naked (institution_id uuid, id uuid, PRIMARY KEY (institution_id, id))",
    "ALTER TABLE naked ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE naked FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own_all ON naked USING (institution_id = current_setting('oficina.institution')::uuid)",
)


def unguarded(connection: Connection) -> set[str]:
    return set(connection.execute(text(UNGUARDED)).scalars())


@pytest.mark.needs_postgres
def test_the_catalogue_of_the_database_says_that_every_table_of_an_institution_is_guarded(owner: Database) -> None:
    with owner.engine.connect() as connection:
        of_everybody = unguarded(connection)
        for number, step in enumerate(NAKED, start=1):
            connection.execute(text(step))
            assert ("naked" in unguarded(connection)) == (number < len(NAKED)), "and it would say of one that is not"
        connection.execute(text("ALTER TABLE naked ADD COLUMN unit_id uuid, ADD COLUMN house uuid"))
        connection.execute(text("ALTER TABLE naked ADD FOREIGN KEY (house, unit_id) REFERENCES units"))
        assert "naked" in unguarded(connection)
        connection.rollback()

    assert of_everybody <= SHARED


@pytest.mark.needs_postgres
def test_the_role_of_the_program_owns_nothing_and_passes_over_nothing(owner: Database) -> None:
    powers = ("rolsuper", "rolbypassrls", "rolcreatedb", "rolcreaterole", "rolreplication")
    with owner.engine.connect() as connection:
        role = {"role": APP_ROLE}
        told = connection.execute(text("SELECT * FROM pg_roles WHERE rolname = :role"), role).mappings().one()
        own = role | {"oid": told["oid"]}
        owned = connection.scalar(text("SELECT count(*) FROM pg_class WHERE relowner = :oid"), own)
        above = connection.scalar(text("SELECT count(*) FROM pg_auth_members WHERE member = :oid"), own)
        makes = connection.scalar(text("SELECT has_schema_privilege(:role, 'public', 'CREATE')"), role)

    assert {name: told[name] for name in powers} == dict.fromkeys(powers, False)
    assert (owned, above, makes) == (0, 0, False)


def rows(connection: Connection, name: str) -> dict[UUID, int]:
    """How many of each institution there are to be seen."""
    table = Base.metadata.tables[name]
    query = select(table.c.institution_id, func.count()).group_by(table.c.institution_id)
    return {UUID(str(each)): many for each, many in connection.execute(query)}


@pytest.mark.needs_postgres
def test_of_every_table_each_institution_sees_its_rows_and_whoever_names_none_sees_nothing(
    platform: Platform, owner: Database, ministry: Office, municipality: Office
) -> None:
    arrived(platform, ministry, municipality)
    for name in OWNED:
        with owner.engine.connect() as connection:
            there = rows(connection, name)
        for office in (ministry, municipality, None):
            with platform.database.engine.begin() as connection:
                if office:
                    connection.execute(text(ME), {"id": str(office.id)})
                theirs = {office.id: there[office.id]} if office and office.id in there else {}
                assert rows(connection, name) == theirs, name


@pytest.mark.needs_postgres
def test_an_exchange_is_seen_by_either_party_and_by_nobody_else(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    arrived(platform, ministry, municipality)
    other = an_office(platform, "Gobierno Regional de Aysén")
    seen = []
    for office in (ministry, municipality, other, None):
        with platform.database.engine.begin() as connection:
            if office:
                connection.execute(text(ME), {"id": str(office.id)})
            seen.append(connection.scalar(text("SELECT count(*) FROM exchange WHERE kind = 'copy'")))

    assert seen[0] == seen[1] != 0
    assert seen[2:] == [0, 0]


@pytest.mark.needs_postgres
def test_with_the_queries_own_scope_switched_off_nobody_meets_anything_of_another_institution(
    platform: Platform, tmp_path: Path
) -> None:
    """The stranger may do everything, in an institution of their own."""
    house, other = a_house(platform, "Ministerio de Bienes Nacionales"), an_office(platform, "Municipalidad de Ancud")
    theirs = list(planted(platform, house, "a", (1, 4), tmp_path))
    do_all_jobs(platform)
    stranger = an_asker(platform, create_app(platform), "stranger", other, OFFICE)
    found = Findings()

    with without_scope(platform.database.engine) as widened:
        try_everything([stranger], theirs, found, share=5_000, ways=1, step=4)

    assert (found.leaks, found.differences) == ([], [])
    assert len(widened) > found.probes > 60
