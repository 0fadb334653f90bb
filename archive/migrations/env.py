"""What Alembic runs: the steps, on the connection (and within the transaction) that the caller hands over."""

from alembic import context

from archive.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
