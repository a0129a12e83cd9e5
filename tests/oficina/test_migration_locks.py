"""A revision holds up nobody: what would is refused before it is released."""

import io
import os
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from oficina.migrations import versions
from oficina.migrations.locks import refused

pytestmark = pytest.mark.database_free

BAD = (
    "CREATE INDEX ix_a ON documents (subject)",
    "CREATE UNIQUE INDEX ix_a ON documents (subject)",
    "DROP INDEX ix_a",
    "ALTER TABLE documents ADD COLUMN colour VARCHAR(20) NOT NULL",
    "ALTER TABLE documents ALTER COLUMN subject SET NOT NULL",
    "ALTER TABLE documents ALTER COLUMN subject TYPE TEXT",
    "ALTER TABLE documents ADD CONSTRAINT fk_a FOREIGN KEY (unit_id) REFERENCES units (id)",
    "ALTER TABLE documents DROP COLUMN subject",
    "ALTER TABLE documents RENAME COLUMN subject TO matter",
    "DROP TABLE documents",
    "LOCK TABLE documents",
    "UPDATE documents SET subject = 'x'",
)
GOOD = (
    "CREATE INDEX CONCURRENTLY ix_a ON documents (subject)",
    "DROP INDEX CONCURRENTLY ix_a",
    "ALTER TABLE documents ADD COLUMN colour VARCHAR(20)",
    "ALTER TABLE documents ADD COLUMN colour VARCHAR(20) DEFAULT '' NOT NULL",
    "ALTER TABLE documents ADD CONSTRAINT fk_a FOREIGN KEY (unit_id) REFERENCES units (id) NOT VALID",
    "UPDATE alembic_version SET version_num='0002' WHERE alembic_version.version_num = '0001'",
    "CREATE TABLE colours (id UUID); CREATE INDEX ix_c ON colours (id)",
)


@pytest.mark.parametrize("sql", BAD)
def test_what_makes_others_wait_or_fail_is_refused_with_what_to_do_instead(sql: str) -> None:
    (told,) = refused(sql)

    assert told.endswith(sql)


@pytest.mark.parametrize("sql", GOOD)
def test_what_holds_up_nobody_is_let_through(sql: str) -> None:
    assert list(refused(sql)) == []


def scripts(*more: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", "oficina:migrations")
    config.set_main_option("path_separator", "os")
    folders = [Path(versions.__path__[0]), *more]
    config.set_main_option("version_locations", os.pathsep.join(map(str, folders)))
    return config


def faults(config: Config) -> list[str]:
    """Of every revision after the first, which nobody uses while it is made."""
    told = []
    for revision in ScriptDirectory.from_config(config).walk_revisions():
        if revision.down_revision is not None:
            config.output_buffer = io.StringIO()
            command.upgrade(config, f"{revision.down_revision}:{revision.revision}", sql=True)
            told += [f"{revision.revision}: {each}" for each in refused(config.output_buffer.getvalue())]
            told += [] if hasattr(revision.module, "downgrade") else [f"{revision.revision}: say how it is undone"]
    return told


def test_every_revision_after_the_first_holds_up_nobody_and_can_be_undone() -> None:
    assert faults(scripts()) == []


def test_a_revision_that_holds_up_others_would_be_found(tmp_path: Path) -> None:
    last = ScriptDirectory.from_config(scripts()).get_current_head()
    (tmp_path / "r9999_sample.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '9999', {last!r}\n"
        "def upgrade():\n"
        "    op.add_column('documents', sa.Column('colour', sa.String(9), nullable=False))\n"
        "    op.create_index('ix_colour', 'documents', ['colour'])\n"
    )

    told = faults(scripts(tmp_path))

    assert [each.split(":")[1].strip() for each in told] == [
        "give the new column a default",
        "make the index CONCURRENTLY",
        "say how it is undone",
    ]
