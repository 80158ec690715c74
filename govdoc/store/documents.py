"""Room: what a government document is. Documents and all their versions: the facts. Functions on an open connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, union, update

from govdoc.document import Document
from govdoc.errors import NotFoundError
from govdoc.store import ledger, payload
from govdoc.store.dialect import upsert
from govdoc.store.redactions import tombstone, tombstones_among
from govdoc.store.rows import Counts, DocumentVersion, Event, RedactedError
from govdoc.store.schema import counters, document_files, document_versions, documents, tombstones

BATCH_DOCUMENTS = 500
BATCH_CHARACTERS = 4_000_000
"""A batch is one transaction: large enough for speed, small enough that a kill loses little and memory stays flat."""


def batches(items: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in items:
        batch.append(document)
        size += len(document.text) + sum(len(a.text) for a in document.attachments)
        if len(batch) >= BATCH_DOCUMENTS or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class Packed:
    """A document as it is stored. `body` is None where its last version is the same: then it says only that it was seen."""

    document: Document
    digest: str
    body: bytes | None


def packed(connection: Connection, batch: Sequence[Document]) -> list[Packed]:
    """Hashed, and compressed where it differs from what is stored: the work that needs no lock, done before it is taken."""
    encoded = [(document, *payload.encode(document)) for document in batch]
    known = _known(connection, list({document.id for document in batch}))
    fresh = {document.id for document, digest, _ in encoded if known.get(document.id, (0, None))[1] != digest}
    pack = payload.packer()
    return [
        Packed(document, digest, pack(body) if document.id in fresh else None) for document, digest, body in encoded
    ]


def put_batch(connection: Connection, batch: Sequence[Packed], seen_at: datetime) -> Counts:
    """Store what is new or differs from the last version seen; of an id that comes twice the last one wins."""
    next_revision = revision(connection) + 1
    ids = list({one.document.id for one in batch})
    removed = tombstones_among(connection, ids)
    known = _known(connection, ids)
    before = dict(known)
    new = changed = unchanged = redacted = 0
    versions: list[dict[str, Any]] = []
    files: list[dict[str, Any]] = []
    events: list[Event] = []
    pack = payload.packer()
    for one in batch:
        document, digest = one.document, one.digest
        if document.id in removed:
            redacted += 1
            continue
        sequence, last = known.get(document.id, (0, None))
        if digest == last:
            unchanged += 1
            continue
        new, changed = (new + 1, changed) if last is None else (new, changed + 1)
        known[document.id] = (sequence + 1, digest)
        name = "new" if last is None else "changed"
        events.append(Event(seen_at, name, document.id, digest))
        versions.append(_version_row(document, sequence + 1, seen_at, one.body or pack(payload.encode(document)[1])))
        files += ({"document_id": document.id, "sha256": a.sha256} for a in document.attachments if a.sha256)
    touched = [
        {"id": id, "sequence": state[0], "digest": state[1], "revision": next_revision}
        for id, state in known.items()
        if before.get(id) != state
    ]
    if touched:
        upsert(connection, documents, touched)
        connection.execute(document_versions.insert(), versions)
        upsert(connection, document_files, files, keep=True)
        ledger.append(connection, events)
        set_revision(connection, next_revision)
    return Counts(new, changed, unchanged, redacted)


def _known(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    rows = connection.execute(
        select(documents.c.id, documents.c.sequence, documents.c.digest).where(documents.c.id.in_(ids))
    )
    return {row.id: (row.sequence, row.digest) for row in rows}


def _version_row(document: Document, sequence: int, seen_at: datetime, packed: bytes) -> dict[str, Any]:
    return {
        "document_id": document.id,
        "sequence": sequence,
        "version": document.version,
        "seen_at": seen_at,
        "payload": packed,
    }


def lock(connection: Connection, *, shared: bool = False) -> None:
    """Keep other writers out until the transaction ends, so that revisions appear in the order of their commits.

    `shared`: beside others that share, who write no documents. SQLite has locked already (BEGIN IMMEDIATE) and leaves FOR UPDATE out.
    """
    connection.execute(select(counters.c.value).where(counters.c.name == "revision").with_for_update(read=shared))


def set_revision(connection: Connection, revision: int) -> None:
    connection.execute(update(counters).where(counters.c.name == "revision").values(value=revision))


def revision(connection: Connection) -> int:
    return int(connection.execute(select(counters.c.value).where(counters.c.name == "revision")).scalar_one())


def known(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of the ids that are stored."""
    found: set[str] = set()
    for start in range(0, len(ids), BATCH_DOCUMENTS):
        some = ids[start : start + BATCH_DOCUMENTS]
        found |= set(connection.execute(select(documents.c.id).where(documents.c.id.in_(some))).scalars())
    return found


def touch(connection: Connection, ids: Sequence[str]) -> None:
    """Count stored documents as changed: something beside their text, a review, bears on them."""
    now = revision(connection) + 1
    for start in range(0, len(ids), BATCH_DOCUMENTS):
        some = ids[start : start + BATCH_DOCUMENTS]
        connection.execute(update(documents).where(documents.c.id.in_(some)).values(revision=now))
    set_revision(connection, now)


def changed_since(connection: Connection, since: int) -> tuple[str, ...]:
    changed = union(
        select(documents.c.id).where(documents.c.revision > since),
        select(tombstones.c.document_id).where(tombstones.c.revision > since),
    )
    return tuple(sorted(connection.execute(changed).scalars()))


def _current() -> Select[Any]:
    return select(documents.c.id, document_versions.c.payload).join(
        document_versions,
        (document_versions.c.document_id == documents.c.id) & (document_versions.c.sequence == documents.c.sequence),
    )


def get(connection: Connection, id: str) -> Document:
    found = by_ids(connection, [id])
    if id in found:
        return found[id]
    raise missing(connection, id)


def missing(connection: Connection, id: str) -> NotFoundError | RedactedError:
    """The error for an id that the store does not hold: never seen, or removed."""
    stone = tombstone(connection, id)
    return RedactedError(stone) if stone else NotFoundError(f"no document {id!r} in the store: check the id")


def by_ids(connection: Connection, ids: Sequence[str]) -> dict[str, Document]:
    unpack = payload.unpacker()
    rows = connection.execute(_current().where(documents.c.id.in_(ids)))
    return {row.id: unpack(row.payload) for row in rows}


def versions(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Document id → version of its newest text, of those that are stored; reads no text."""
    found: dict[str, str] = {}
    newest = (documents.c.id == document_versions.c.document_id) & (
        documents.c.sequence == document_versions.c.sequence
    )
    for start in range(0, len(ids), BATCH_DOCUMENTS):
        some = documents.c.id.in_(ids[start : start + BATCH_DOCUMENTS])
        rows = connection.execute(
            select(documents.c.id, document_versions.c.version)
            .join_from(documents, document_versions, newest)
            .where(some)
        )
        found |= {row.id: row.version for row in rows}
    return found


def first_seen(connection: Connection, ids: Sequence[str]) -> dict[str, datetime]:
    table = document_versions
    rows = connection.execute(
        select(table.c.document_id, func.min(table.c.seen_at).label("at"))
        .where(table.c.document_id.in_(ids))
        .group_by(table.c.document_id)
    )
    return {row.document_id: row.at for row in rows}


def after(connection: Connection, last: str | None, limit: int) -> list[tuple[str, bytes]]:
    """The next packed documents in order of id. Reading by key leaves no transaction open between two portions."""
    statement = _current().order_by(documents.c.id).limit(limit)
    if last is not None:
        statement = statement.where(documents.c.id > last)
    return [(row.id, row.payload) for row in connection.execute(statement)]


def count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(documents)).scalar_one())


def history(connection: Connection, id: str) -> tuple[DocumentVersion, ...]:
    unpack = payload.unpacker()
    table = document_versions
    rows = connection.execute(
        select(table.c.version, table.c.seen_at, table.c.payload)
        .where(table.c.document_id == id)
        .order_by(table.c.sequence)
    )
    found = tuple(DocumentVersion(row.version, row.seen_at, unpack(row.payload)) for row in rows)
    if not found:
        raise missing(connection, id)
    return found


def of_version(connection: Connection, version: str) -> tuple[tuple[str, DocumentVersion], ...]:
    """(document id, version) of every stored text with these 12 hex digits, oldest first."""
    unpack = payload.unpacker()
    table = document_versions
    statement = select(table).where(table.c.version == version).order_by(table.c.seen_at, table.c.document_id)
    rows = connection.execute(statement)
    return tuple((r.document_id, DocumentVersion(r.version, r.seen_at, unpack(r.payload))) for r in rows)
