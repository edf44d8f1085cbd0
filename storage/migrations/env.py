"""Run migrations on the connection that `storage.schema` hands over."""

from alembic import context

from storage.tables import CaseRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=CaseRow.metadata,
    # SQLite cannot alter a column: the table is rebuilt. Whoever does this to a guarded table
    # makes its triggers again.
    render_as_batch=True,
    compare_server_default=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
