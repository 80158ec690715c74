"""Room: what a government document is. Bring a store to the schema of this program; costs one query when it is there."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from govdoc.errors import StoreError
from govdoc.store.dialect import WRITES, lock_for_migration, shown
from govdoc.store.schema import HEAD

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Run the missing migrations in one transaction: killed half way, the store is as it was.

    StoreError for a store written by a newer govdoc, and for a database that belongs to another program.
    """
    with engine.connect() as connection:
        if current(connection) == HEAD:
            return
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        lock_for_migration(connection)
        found = current(connection)
        if found != HEAD:
            _check(connection, found)
            _upgrade(connection)


def current(connection: Connection) -> str | None:
    """The newest migration that ran; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _check(connection: Connection, found: str | None) -> None:
    from alembic.script import ScriptDirectory  # loaded here: a current store opens without alembic

    where = shown(connection.engine.url)
    if found is None:
        strangers = inspect(connection).get_table_names()
        if strangers:
            raise StoreError(f"{where} holds tables of another program ({strangers[0]}): check GOVDOC_STORE")
    elif found not in {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}:
        raise StoreError(f"{where} was written by a newer govdoc (schema {found}, known {HEAD}): update this program")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
