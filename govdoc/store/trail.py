"""Room: what a government document is. The trail of what people did, append-only, a chain of hashes. On an open connection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from govdoc.people import Deed, TrailEntry
from govdoc.store import chain
from govdoc.store.schema import trail

PORTION = 500


def append(connection: Connection, deeds: Iterable[Deed]) -> tuple[TrailEntry, ...]:
    """Add deeds in their order. The caller holds the writer's lock, so that the head stays the head."""
    sequence, head = last(connection)
    entries = []
    for deed in deeds:
        sequence += 1
        head = chain.link(head, sequence, deed.at, _told(deed))
        entries.append(TrailEntry(sequence, deed, head))
    if entries:
        connection.execute(trail.insert(), [_values(entry) for entry in entries])
    return tuple(entries)


def last(connection: Connection) -> tuple[int, str]:
    """Number and hash of the newest entry; (0, chain.START) for an empty trail."""
    newest = select(trail.c.sequence, trail.c.hash).order_by(trail.c.sequence.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return (row.sequence, row.hash) if row else (0, chain.START)


def after(connection: Connection, sequence: int, limit: int = PORTION) -> list[TrailEntry]:
    rows = connection.execute(select(trail).where(trail.c.sequence > sequence).order_by(trail.c.sequence).limit(limit))
    return [_entry(row) for row in rows]


def before(connection: Connection, sequence: int | None, limit: int) -> list[TrailEntry]:
    """The newest entries before one (of all: None), the newest first."""
    statement = select(trail).order_by(trail.c.sequence.desc()).limit(limit)
    if sequence is not None:
        statement = statement.where(trail.c.sequence < sequence)
    return [_entry(row) for row in connection.execute(statement)]


def of_subjects(
    connection: Connection, subjects: Sequence[str], actions: Sequence[str]
) -> dict[str, tuple[TrailEntry, ...]]:
    """The deeds on each subject, in their order."""
    found: dict[str, list[TrailEntry]] = {}
    statement = select(trail).where(trail.c.subject.in_(subjects), trail.c.action.in_(actions))
    for row in connection.execute(statement.order_by(trail.c.sequence)):
        found.setdefault(row.subject, []).append(_entry(row))
    return {subject: tuple(entries) for subject, entries in found.items()}


def subjects_of(connection: Connection, action: str, saying: str = "") -> tuple[str, ...]:
    """Everything that this was ever done to, in order; `saying`: words of the JSON that stood after it."""
    statement = select(trail.c.subject).where(trail.c.action == action).distinct().order_by(trail.c.subject)
    if saying:
        statement = statement.where(trail.c.after.contains(saying, autoescape=True))
    return tuple(connection.execute(statement).scalars())


def subjects_after(connection: Connection, sequence: int, actions: Sequence[str]) -> tuple[str, ...]:
    """Everything that one of these was done to after an entry of the trail, each once."""
    later = select(trail.c.subject).where(trail.c.sequence > sequence, trail.c.action.in_(actions)).distinct()
    return tuple(connection.execute(later).scalars())


def newest_subjects(connection: Connection, action: str, limit: int) -> tuple[str, ...]:
    """What this was done to last, the newest first, each once."""
    newest = select(trail.c.subject).where(trail.c.action == action).order_by(trail.c.sequence.desc()).limit(limit)
    return tuple(dict.fromkeys(connection.execute(newest).scalars()))


def every(connection: Connection) -> Iterator[TrailEntry]:
    """The whole trail in its order, in constant memory."""
    last = 0
    while rows := after(connection, last):
        yield from rows
        last = rows[-1].sequence


def broken_links(connection: Connection) -> Iterator[str]:
    """What is wrong with the chain; reads all of it."""
    for number, what in chain.faults((e.sequence, e.hash, e.deed.at, _told(e.deed)) for e in every(connection)):
        yield f"trail entry {number} {'is missing' if what == 'missing' else 'was altered'}"


def _told(deed: Deed) -> tuple[str | None, ...]:
    return deed.actor, deed.action, deed.subject, _json(deed.before), _json(deed.after)


def _values(entry: TrailEntry) -> dict[str, Any]:
    deed = entry.deed
    return {
        "sequence": entry.sequence,
        "at": deed.at,
        "actor": deed.actor,
        "action": deed.action,
        "subject": deed.subject,
        "before": _json(deed.before),
        "after": _json(deed.after),
        "hash": entry.hash,
    }


def _entry(row: Row[Any]) -> TrailEntry:
    deed = Deed(row.at, row.actor, row.action, row.subject, _read(row.before), _read(row.after))
    return TrailEntry(row.sequence, deed, row.hash)


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _read(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(json.loads(text))
