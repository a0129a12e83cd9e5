"""How long things are kept, and what may not be touched meanwhile."""

import sqlalchemy as sa
from alembic import op

from oficina.migrations.undoing import drop_tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "held_contents",
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("blob", "institution_id", "subject_id", name=op.f("pk_held_contents")),
        info={"app_may": "SELECT, INSERT, DELETE", "since": "0002"},
    )
    op.create_table(
        "legal_holds",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.Column("act", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_by", sa.String(length=200), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=200), nullable=True),
        sa.Column("lift_act", sa.String(length=300), nullable=True),
        sa.Column("lift_reason", sa.String(length=300), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_legal_holds")),
        info={"app_may": "SELECT, INSERT, UPDATE", "since": "0002"},
    )
    with op.batch_alter_table("legal_holds", schema=None) as batch_op:
        batch_op.create_index("ix_legal_holds_subject", ["institution_id", "subject_id", "lifted_at"], unique=False)

    op.create_table(
        "retained",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scope", sa.String(length=8), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("asked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_of", sa.String(length=200), nullable=False),
        sa.Column("trouble", sa.String(length=80), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "subject_id", name=op.f("pk_retained")),
        info={"sealed": False, "since": "0002"},
    )
    with op.batch_alter_table("retained", schema=None) as batch_op:
        batch_op.create_index("ix_retained_due_at", ["institution_id", "due_at"], unique=False)
        batch_op.create_index("ix_retained_number", ["institution_id", "number"], unique=False)
        batch_op.create_index("ix_retained_until", ["institution_id", "until"], unique=False)

    op.create_table(
        "retention_rules",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("disposal", sa.String(length=10), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "scope", "name", "revision", name=op.f("pk_retention_rules")),
        sa.UniqueConstraint("institution_id", "number", name=op.f("uq_retention_rules_institution_id_number")),
        info={"app_may": "SELECT, INSERT", "since": "0002"},
    )


def downgrade() -> None:
    """What was decided is not lost unseen; what was worked out of it can be made again."""
    drop_tables("retention_rules", "legal_holds")
    op.drop_table("retained")
    op.drop_table("held_contents")
