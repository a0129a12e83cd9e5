"""Going back to an earlier revision: what would be lost is said first, and is lost only by whoever was told."""

from alembic import op
from sqlalchemy import column, exists, func, select, table

from kernel.errors import Halted

LOSE = "lose"
"""The attribute of Alembic's configuration by which somebody says that rows may be lost."""


class WouldLose(Halted):
    """Rows would go that no later revision brings back."""


def drop_tables(*names: str) -> None:
    """All of them, once it is known that none has rows, or that these may be lost."""
    full = [f"{name} ({many})" for name in names if (many := _rows(name))]
    _refuse(full)
    for name in names:
        op.drop_table(name)


def drop_column(of: str, name: str) -> None:
    """A column that somebody filled goes with what it says."""
    filled = not _may_lose() and _some(of, name)
    _refuse([f"{of}.{name}"] if filled else [])
    with op.batch_alter_table(of) as batch:
        batch.drop_column(name)


def _rows(name: str) -> int:
    if _may_lose():
        return 0
    return op.get_bind().scalar(select(func.count()).select_from(table(name))) or 0


def _some(of: str, name: str) -> bool:
    filled = select(exists().select_from(table(of)).where(column(name).is_not(None)))
    return bool(op.get_bind().scalar(filled))


def _may_lose() -> bool:
    """Where nobody is asked anything (`--sql`), it is for whoever reads the statements."""
    context = op.get_context()
    return context.as_sql or bool(context.config and context.config.attributes.get(LOSE))


def _refuse(lost: list[str]) -> None:
    if lost:
        raise WouldLose(
            f"Se perderían filas que ninguna versión posterior recupera: {', '.join(lost)}. No se cambió nada. "
            "Respalde la oficina («oficina backup») y repita la orden con --lose-rows."
        )
