"""What is withheld."""

import sqlalchemy as sa
from alembic import op

from oficina.migrations.undoing import drop_tables

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "search_holdings",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "subject_id", "holder_id", name=op.f("pk_search_holdings")),
    )
    with op.batch_alter_table("unindexed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withheld", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("unindexed", schema=None) as batch_op:
        batch_op.drop_column("withheld")

    drop_tables("search_holdings")
