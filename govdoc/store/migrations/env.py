"""Room: what a government document is. What alembic runs: it gets an open connection with a transaction from `migrate`."""

from __future__ import annotations

from alembic import context

from govdoc.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
