"""What Alembic runs for each command: on the connection that `oficina.schema` gives it, in its transaction."""

from alembic import context

from kernel.rows import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
