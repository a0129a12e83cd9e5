"""Write the first revision anew from the models: `make migration`, until the first release.

Later revisions are written by hand.
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

revision = "0001"
down_revision = None
'''


def compose() -> str:
    """One function a table, in the order in which they may be made."""
    tables = Base.metadata.sorted_tables
    made = [_function(table) for table in tables]
    each = "\n".join(f"        _{table.name}," for table in tables)
    upgrade = f"def upgrade() -> None:\n    for make in (\n{each}\n    ):\n        make()"
    return "\n\n\n".join([HEAD, upgrade, *made]) + "\n"


def _function(table: Table) -> str:
    indexes = sorted(table.indexes, key=_name)
    steps = UpgradeOps([CreateTableOp.from_table(table), *map(CreateIndexOp.from_index, indexes)])
    body = render_python_code(steps, render_item=_rendered)
    lines = [line for line in body.splitlines() if not line.lstrip().startswith("#")]
    return f"def _{table.name}() -> None:\n    " + "\n".join(lines).strip()


def _name(index: Index) -> str:
    return str(index.name)


def _rendered(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own types, as what the database keeps: a revision does not change when our code does."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


if __name__ == "__main__":
    assert schema.WITH_TABLES  # noqa: S101 -- imported so that every table is known
    FIRST.write_text(compose(), "utf-8")
