"""Room: what a government document is. The ledger of what sources published, changed and took away: a chain of hashes.

Each entry's hash covers the entry and the hash before it, and an entry of a new or changed text holds the digest of
that text's stored version: who alters, adds or takes out a version or an entry breaks the chain. Who rewrites the
whole chain is found by a head that was noted elsewhere (`govdoc verify --head`). Functions on an open connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from govdoc.store import chain, payload
from govdoc.store.rows import Event, LedgerEntry
from govdoc.store.schema import document_versions, ledger, tombstones

PORTION = 500


def append(connection: Connection, events: Iterable[Event]) -> None:
    """Add events in their order. The caller holds the writer's lock, so that the head stays the head."""
    sequence, head = last(connection)
    rows = []
    for event in events:
        sequence += 1
        head = chain.link(head, sequence, event.at, _told_of(event))
        rows.append({"sequence": sequence, "hash": head} | _fields(event))
    if rows:
        connection.execute(ledger.insert(), rows)


def last(connection: Connection) -> tuple[int, str]:
    """Number and hash of the newest entry; (0, chain.START) for an empty ledger."""
    newest = select(ledger.c.sequence, ledger.c.hash).order_by(ledger.c.sequence.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return (row.sequence, row.hash) if row else (0, chain.START)


def of_document(connection: Connection, id: str) -> tuple[LedgerEntry, ...]:
    rows = connection.execute(select(ledger).where(ledger.c.document_id == id).order_by(ledger.c.sequence))
    return tuple(map(_entry, rows))


def after(connection: Connection, sequence: int, since: datetime | None, limit: int) -> list[LedgerEntry]:
    """The next entries in their order, from `since` on."""
    statement = select(ledger).where(ledger.c.sequence > sequence).order_by(ledger.c.sequence).limit(limit)
    if since is not None:
        statement = statement.where(ledger.c.at >= since)
    return [_entry(row) for row in connection.execute(statement)]


def broken_links(connection: Connection) -> Iterator[str]:
    """What is wrong with the chain itself; reads all of it in constant memory."""
    for number, what in chain.faults((e.sequence, e.hash, e.event.at, _told_of(e.event)) for e in _all(connection)):
        yield f"ledger entry {number} {'is missing' if what == 'missing' else 'was altered'}"


def _all(connection: Connection) -> Iterator[LedgerEntry]:
    last = 0
    while rows := after(connection, last, None, PORTION):
        yield from rows
        last = rows[-1].sequence


def _told_of(event: Event) -> tuple[str | None, ...]:
    return event.name, event.document_id, event.digest, event.note


def false_versions(connection: Connection) -> Iterator[str]:
    """Documents whose stored versions are not those the ledger tells of; reads every version once."""
    texts = _grouped(_digests(connection))
    told = _grouped(_told(connection))
    removed: set[str] = set(connection.execute(select(tombstones.c.document_id)).scalars())
    id, stored = next(texts, (None, []))
    for name, digests in told:
        while id is not None and id < name:
            yield f"{id}: stored, but not in the ledger"
            id, stored = next(texts, (None, []))
        found = stored if id == name else []
        if found != digests and not (name in removed and not found):
            yield f"{name}: {_difference(digests, found)}"
        if id == name:
            id, stored = next(texts, (None, []))
    while id is not None:
        yield f"{id}: stored, but not in the ledger"
        id, stored = next(texts, (None, []))


def _difference(told: list[str], found: list[str]) -> str:
    if len(told) != len(found):
        return f"{len(found)} versions are stored, the ledger tells of {len(told)}"
    place = next(n for n, pair in enumerate(zip(told, found, strict=True), 1) if pair[0] != pair[1])
    return f"version {place} is not the text that the ledger tells of"


def _digests(connection: Connection) -> Iterator[tuple[str, str]]:
    """(document id, digest) of every version that is stored, in order."""
    unpack = payload.json_unpacker()
    table = document_versions
    last: tuple[str, int] = ("", 0)
    while True:
        later = (table.c.document_id > last[0]) | ((table.c.document_id == last[0]) & (table.c.sequence > last[1]))
        statement = select(table).where(later).order_by(table.c.document_id, table.c.sequence).limit(PORTION)
        rows = connection.execute(statement).all()
        for row in rows:
            last = (row.document_id, row.sequence)
            yield row.document_id, payload.digest_of(unpack(row.payload))
        if len(rows) < PORTION:
            return


def _told(connection: Connection) -> Iterator[tuple[str, str]]:
    """(document id, digest) of every text that the ledger tells of, in the order of `_digests`."""
    last: tuple[str, int] = ("", 0)
    while True:
        later = (ledger.c.document_id > last[0]) | ((ledger.c.document_id == last[0]) & (ledger.c.sequence > last[1]))
        statement = select(ledger).where(later, ledger.c.digest.is_not(None))
        rows = connection.execute(statement.order_by(ledger.c.document_id, ledger.c.sequence).limit(PORTION)).all()
        for row in rows:
            last = (row.document_id, row.sequence)
            yield row.document_id, row.digest
        if len(rows) < PORTION:
            return


def _grouped(pairs: Iterator[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    name, found = None, list[str]()
    for id, digest in pairs:
        if id != name and name is not None:
            yield name, found
            found = []
        name = id
        found.append(digest)
    if name is not None:
        yield name, found


def _fields(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in ("at", "name", "document_id", "digest", "note")}


def _entry(row: Row[Any]) -> LedgerEntry:
    event = Event(row.at, row.name, row.document_id, row.digest, row.note)
    return LedgerEntry(row.sequence, event, row.hash)
