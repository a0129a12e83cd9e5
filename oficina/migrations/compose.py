"""Write the first revision anew from the models: `make migration`, until the first release.

Later revisions are proposed by `oficina.migrations.propose` and read by a person. A table that came with one of them
says so (`info={"since": "0002"}`): it is left out of the first, so that there is an earlier schema to come from.
"""

from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateIndexOp, CreateTableOp, UpgradeOps
from sqlalchemy import Index, Table

from kernel.rows import Base, Instant
from oficina import schema

FIRST = Path(__file__).parent / "versions" / "r0001_first_schema.py"
HEAD = '''"""The first schema. Written by `make migration` from the models."""

import sqlalchemy as sa
from alembic import op

from oficina.migrations.undoing import drop_tables

revision = "0001"
down_revision = None
'''


def compose() -> str:
    """One function a table, in the order in which they may be made."""
    tables = [table for table in Base.metadata.sorted_tables if "since" not in table.info]
    made = [_function(table) for table in tables]
    each = "\n".join(f"        _{table.name}," for table in tables)
    upgrade = f"def upgrade() -> None:\n    for make in (\n{each}\n    ):\n        make()"
    names = "\n".join(f'        "{table.name}",' for table in reversed(tables))
    downgrade = f"def downgrade() -> None:\n    drop_tables(\n{names}\n    )"
    return "\n\n\n".join([HEAD, upgrade, downgrade, *made]) + "\n"


def _function(table: Table) -> str:
    indexes = sorted(table.indexes, key=_name)
    steps = UpgradeOps([CreateTableOp.from_table(table), *map(CreateIndexOp.from_index, indexes)])
    body = render_python_code(steps, render_item=rendered)
    lines = [line for line in body.splitlines() if not line.lstrip().startswith("#")]
    return f"def _{table.name}() -> None:\n    " + "\n".join(lines).strip()


def _name(index: Index) -> str:
    return str(index.name)


def rendered(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own types, as what the database keeps: a revision does not change when our code does."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


if __name__ == "__main__":
    assert schema.WITH_TABLES  # noqa: S101 -- imported so that every table is known
    FIRST.write_text(compose(), "utf-8")
