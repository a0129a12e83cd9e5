"""What Alembic runs for each command: on the connection that `oficina.schema` gives it, each revision in its own
transaction.
"""

from alembic import context

from kernel.rows import Base

if context.is_offline_mode():  # what PostgreSQL would be told, for `locks` to read
    context.configure(dialect_name="postgresql", target_metadata=Base.metadata, literal_binds=True)
else:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
with context.begin_transaction():
    context.run_migrations()
