"""Alembic's door: runs the migrations on the connection that `store.migrate` hands over."""

from alembic import context

from store.migrate import describe

context.configure(connection=context.config.attributes["connection"], **describe())
with context.begin_transaction():
    context.run_migrations()
