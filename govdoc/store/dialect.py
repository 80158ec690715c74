"""Room: what a government document is. All that differs between SQLite and PostgreSQL, and what their errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from govdoc.errors import ConfigError, GovdocError, StoreError

BUSY_SECONDS = 30
"""How long a writer waits for another one. A batch of an import takes well under a second."""

MIGRATION_LOCK = 0x676F7664
WRITES = "govdoc_writes"


def make_engine(url: str, *, create: bool) -> Engine:
    """An engine whose errors are StoreErrors. ConfigError for a URL of no known kind, StoreError when nothing is there."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, create=create)
    try:
        engine = create_engine(parsed, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise ConfigError(f"PostgreSQL needs {error.name}: pip install 'govdoc[postgresql]'") from None
    event.listen(engine, "handle_error", _explain)
    return engine


def parse_url(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise ConfigError("GOVDOC_STORE is no database URL: expected sqlite:///FILE or postgresql://…") from None
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return parsed
    raise ConfigError(f"GOVDOC_STORE: {backend} is not supported: use sqlite:///FILE or postgresql://…")


def shown(url: URL) -> str:
    """The URL as it may stand in a message: without the password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "the database in memory"
    return url.set(query={}).render_as_string(hide_password=True)


def _sqlite_engine(url: URL, *, create: bool) -> Engine:
    memory = url.database in (None, "", ":memory:")
    if not memory and not str(url.database).startswith("file:"):
        path = Path(str(url.database))
        if not create and not path.exists():
            raise StoreError(f"no store at {path}: run `govdoc import` or `govdoc crawl` first, or check --data")
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if "timeout" not in url.query:
        options["connect_args"]["timeout"] = BUSY_SECONDS
    if memory:  # one connection, or every one would see an empty database of its own
        options["poolclass"] = StaticPool
    engine = create_engine(url, **options)
    event.listen(engine, "handle_error", _explain)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # transactions are ours to begin (see _begin_sqlite): the driver's own start too late and never around DDL
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",  # readers never wait for the writer
        "synchronous=NORMAL",  # with WAL: a kill loses nothing, a power cut at most the last batches, never the file
        "foreign_keys=ON",
        "secure_delete=ON",  # a redacted text must not survive in free pages
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # a transaction that reads first and then writes would fail at once when another one wrote in between
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *, keep: bool = False) -> None:
    """Insert the rows; one whose primary key is there replaces it (`keep`: leaves the old one)."""
    if not rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    key = [column.name for column in table.primary_key]
    if keep:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    else:
        changes = {name: statement.excluded[name] for name in rows[0] if name not in key}
        statement = statement.on_conflict_do_update(index_elements=key, set_=changes)
    connection.execute(statement, list(rows))


def lock_for_migration(connection: Connection) -> None:
    """Two processes that open an old store at once: the second waits and finds the work done. SQLite has locked already."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")


def scrub(engine: Engine, tables: Sequence[Table]) -> None:
    """Drop what deleted rows left behind: SQLite's write-ahead log, PostgreSQL's dead rows."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            for table in tables:
                connection.exec_driver_sql(f"VACUUM {table.name}")
        else:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def damage(connection: Connection) -> str | None:
    """What SQLite's own check finds first; PostgreSQL has none, reading is the check there."""
    if connection.dialect.name == "postgresql":
        return None
    found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    return None if found == "ok" else found


ADVICE = (
    ("disk is full", "the disk is full: free some space and run the command again; what was stored is kept"),
    ("no space left", "the disk is full: free some space and run the command again; what was stored is kept"),
    ("readonly database", "the store may only be read: check the permissions of the file and its folder"),
    ("read-only", "the store may only be read: check the permissions"),
    ("database is locked", "another process is writing for too long: wait for it to end and run the command again"),
    ("not a database", "this file is no SQLite database: check --data and GOVDOC_STORE"),
    ("malformed", "the database is damaged: restore a backup; `sqlite3 FILE .recover` saves what can be saved"),
    ("unable to open database", "the file cannot be opened: check that its folder exists and may be written"),
    ("disk i/o error", "the disk cannot be read or written: check it and the free space"),
    ("no such table", "tables are missing: the file belongs to another program, or restore a backup"),
    ("does not exist", "create the database first, or check GOVDOC_STORE"),
    ("authentication failed", "check user and password in GOVDOC_STORE"),
    ("connection refused", "the server does not answer: start it, or check GOVDOC_STORE"),
    ("connection failed", "the server does not answer: start it, or check GOVDOC_STORE"),
)


def _explain(context: ExceptionContext) -> None:
    """SQLAlchemy calls this with each error of a driver; what it raises takes the error's place."""
    original = context.original_exception
    if isinstance(original, GovdocError) or not isinstance(context.sqlalchemy_exception, DBAPIError):
        return
    lines = str(original).strip().splitlines()
    what = lines[0] if lines else type(original).__name__
    known = (advice for sign, advice in ADVICE if sign in what.lower())
    advice = next(known, "run `govdoc doctor`; --debug shows where it happened")
    where = "" if context.engine is None else f" {shown(context.engine.url)}"
    raise StoreError(f"store{where}: {what}: {advice}") from original
