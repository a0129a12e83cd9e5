"""The first schema."""

from alembic import op

from kernel.rows import Base

revision = "0001"
down_revision = None


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind())
