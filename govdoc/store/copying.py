"""Room: what a government document is. A whole store from one database into another, each table counted and hashed on both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select, text

from govdoc.errors import StoreError
from govdoc.store.dialect import WRITES, make_engine, shown
from govdoc.store.migrate import migrate
from govdoc.store.schema import leases, metadata

PORTION = 500
LEFT_OUT = (leases,)
"""Claims of machines that work on the old store."""


@dataclass(frozen=True, slots=True)
class Copied:
    """`hash`: SHA-256 over all rows in order of their key, the same on both sides."""

    table: str
    rows: int
    hash: str


def copy_store(source_url: str, target_url: str) -> Iterator[Copied]:
    """Copy table by table in one transaction of each database; the target commits only when every table compares equal.

    StoreError when the target has rows already, or when a table comes out different.
    """
    source, target = make_engine(source_url, create=False), make_engine(target_url, create=True)
    try:
        migrate(source)
        migrate(target)
        with (
            _snapshot(source) as reading,
            target.connect().execution_options(**{WRITES: True}) as writing,
            writing.begin(),
        ):
            tables = [table for table in metadata.sorted_tables if table not in LEFT_OUT]
            _needs_empty(writing, tables, shown(target.url))
            for table in tables:
                for rows in _portions(reading, table):
                    writing.execute(table.insert(), rows)
                _restart_numbers(writing, table)
                yield _compared(table, _digest(reading, table), _digest(writing, table))
    finally:
        source.dispose()
        target.dispose()


def _snapshot(engine: Engine) -> Connection:
    """All tables as they are at one moment, whatever is written meanwhile. SQLite's transactions see that anyway."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    return engine.connect().execution_options(**level)


def _needs_empty(connection: Connection, tables: list[Table], where: str) -> None:
    for table in tables:
        if table.name != "counters" and connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise StoreError(f"store {where}: the table {table.name} has rows already: copy into an empty database")
        if table.name == "counters":
            connection.execute(table.delete())


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    ordered = select(table).order_by(*table.primary_key.columns)
    yield from connection.execute(ordered, execution_options={"yield_per": PORTION})


def _portions(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows = list[dict[str, Any]]()
    for row in _rows(connection, table):
        rows.append(dict(row._mapping))
        if len(rows) == PORTION:
            yield rows
            rows = []
    if rows:
        yield rows


def _restart_numbers(connection: Connection, table: Table) -> None:
    """PostgreSQL counts numbers apart from the rows that were inserted with theirs."""
    column = table.autoincrement_column
    if connection.dialect.name == "postgresql" and column is not None:
        largest = f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), max({column.name})) FROM {table.name}"
        connection.execute(text(f"{largest} HAVING max({column.name}) IS NOT NULL"))


def _digest(connection: Connection, table: Table) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    for row in _rows(connection, table):
        count += 1
        for value in row:
            plain = _bytes(value)
            digest.update(len(plain).to_bytes(8, "big") + plain)
    return count, digest.hexdigest()


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return b"b" + bytes(value)
    if isinstance(value, datetime):
        return b"t" + value.isoformat().encode()
    return repr(value).encode("utf-8", "surrogatepass")


def _compared(table: Table, before: tuple[int, str], after: tuple[int, str]) -> Copied:
    if before != after:
        raise StoreError(
            f"the table {table.name} came out different ({before[0]:,} rows read, {after[0]:,} written): nothing was kept; "
            "report this, and go on with the old store"
        )
    return Copied(table.name, *after)
