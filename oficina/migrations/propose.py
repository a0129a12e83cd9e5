"""Propose the next revision: what the models say and the migrated schema lacks. A person reads it before it is kept.

`python -m oficina.migrations.propose what_it_adds`. The tests say what it may not do, and walk it up and down.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import DropColumnOp, MigrateOperation, ModifyTableOps, UpgradeOps
from alembic.runtime.migration import MigrationContext

from kernel.database import Database
from kernel.rows import Base
from oficina import schema
from oficina.migrations.compose import rendered

VERSIONS = Path(__file__).parent / "versions"
TEMPLATE = '''"""{says}."""

import sqlalchemy as sa
from alembic import op

from oficina.migrations.undoing import drop_column, drop_tables

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''


def propose(slug: str) -> tuple[str, str] | None:
    """The name of the file, and what it says. None, when the models say nothing new."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/scratch.db", pool=2)
        before = schema.migrate(database)
        with database.engine.connect() as connection:
            options = {"compare_type": True, "target_metadata": Base.metadata}
            found = produce_migrations(MigrationContext.configure(connection, opts=options), Base.metadata)
        database.engine.dispose()
    if found.upgrade_ops is None or found.downgrade_ops is None or found.upgrade_ops.is_empty():
        return None
    revision = f"{int(before) + 1:04}"
    text = TEMPLATE.format(
        says=slug.replace("_", " ").capitalize(),
        revision=revision,
        before=before,
        upgrade=_written(found.upgrade_ops),
        downgrade=_undone(found.downgrade_ops.ops),
    )
    return f"r{revision}_{slug}.py", text


def _undone(steps: Sequence[MigrateOperation]) -> str:
    """By what refuses to lose rows, where something would be dropped."""
    lines = list[str]()
    for step in steps:
        if isinstance(step, ModifyTableOps):
            dropped = [each for each in step.ops if isinstance(each, DropColumnOp)]
            rest = [each for each in step.ops if each not in dropped]
            lines += [_written(UpgradeOps([ModifyTableOps(step.table_name, rest)]))] if rest else []
            lines += [f'drop_column("{step.table_name}", "{each.column_name}")' for each in dropped]
        else:
            lines.append(_written(UpgradeOps([step])).replace("op.drop_table(", "drop_tables("))
    return "\n    ".join(lines)


def _written(steps: UpgradeOps) -> str:
    code = render_python_code(steps, render_as_batch=True, render_item=rendered)
    return "\n".join(line for line in code.splitlines() if not line.lstrip().startswith("#")).strip()


if __name__ == "__main__":
    proposed = propose(sys.argv[1])
    if proposed is not None:
        (VERSIONS / proposed[0]).write_text(proposed[1], "utf-8")
