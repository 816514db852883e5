"""Run by Alembic, with the connection that `smmdesk.store.migrate` opened. There is no ini file and no other way in."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
