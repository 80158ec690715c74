"""Room: what a government document is. Transactions: how every method of the store reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, Engine

from govdoc.store import documents
from govdoc.store.dialect import WRITES

PORTION = 200
T = TypeVar("T")
K = TypeVar("K", str, int)


class Transactions:
    """An engine, and the ways to read and write through it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(**{WRITES: True})

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One writer at a time, in both databases: what a writer has read stays true until it has written."""
        with self._writer.connect() as connection, connection.begin():
            documents.lock(connection)
            yield connection

    @contextmanager
    def _sharing(self) -> Iterator[Connection]:
        """Beside others that share, never beside a writer: for rows that only this site's crawler writes, while no document changes."""
        with self._writer.connect() as connection, connection.begin():
            documents.lock(connection, shared=True)
            yield connection

    @contextmanager
    def _claiming(self) -> Iterator[Connection]:
        """A single statement on a row of its own: on PostgreSQL it waits for no other writer."""
        with self._writer.connect() as connection, connection.begin():
            yield connection

    def _all(self, after: Callable[[Connection, K | None], Sequence[T]], key: Callable[[T], K]) -> Iterator[T]:
        """Every row, PORTION by PORTION after the last key; no transaction is open between two portions."""
        last: K | None = None
        while True:
            with self._reading() as connection:
                portion = after(connection, last)
            for row in portion:
                last = key(row)
                yield row
            if len(portion) < PORTION:
                return


def portions(items: Iterable[T], size: int = PORTION) -> Iterator[Sequence[T]]:
    iterator = iter(items)
    while portion := list(islice(iterator, size)):
        yield portion
