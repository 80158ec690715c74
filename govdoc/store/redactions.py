"""Room: what a government document is. The one lawful removal of facts, and the tombstone it leaves.

A tombstone keeps the hashes of the raw bytes: whoever was killed between the store and the archive runs the command again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, union, update

from govdoc.store import audit_rows, ledger
from govdoc.store.rows import Event, Redaction, Tombstone
from govdoc.store.schema import (
    audit_rows as rows_of_audits,
)
from govdoc.store.schema import (
    derivations,
    document_files,
    document_versions,
    documents,
    page_versions,
    pages,
    readings,
    reports,
    tombstones,
)

SCRUBBED = (document_versions, derivations, readings, rows_of_audits, pages, documents, reports)
NOTE = "redacted"


def tombstone(connection: Connection, id: str) -> Tombstone | None:
    row = connection.execute(select(tombstones).where(tombstones.c.document_id == id)).one_or_none()
    return (
        None if row is None else Tombstone(row.document_id, row.reason, row.redacted_at, tuple(json.loads(row.files)))
    )


def all_tombstones(connection: Connection) -> tuple[Tombstone, ...]:
    rows = connection.execute(select(tombstones).order_by(tombstones.c.document_id))
    return tuple(Tombstone(row.document_id, row.reason, row.redacted_at, tuple(json.loads(row.files))) for row in rows)


def tombstones_among(connection: Connection, ids: Sequence[str]) -> set[str]:
    return set(connection.execute(select(tombstones.c.document_id).where(tombstones.c.document_id.in_(ids))).scalars())


def redact(connection: Connection, id: str, reason: str, at: datetime, revision: int) -> Redaction:
    """Remove a stored document; the page keeps its URL only, so that the spider knows not to fetch it again."""
    files = _files_of(connection, id)
    connection.execute(
        tombstones.insert().values(
            document_id=id, reason=reason, redacted_at=at, files=json.dumps(files), revision=revision
        )
    )
    connection.execute(delete(derivations).where(derivations.c.document_id == id))
    connection.execute(delete(readings).where(readings.c.document_id == id))
    audit_rows.clear(connection)  # any row may quote the document; they come back with the next derivation
    connection.execute(delete(reports).where(reports.c.document_id == id))
    connection.execute(delete(document_files).where(document_files.c.document_id == id))
    connection.execute(delete(document_versions).where(document_versions.c.document_id == id))
    connection.execute(delete(documents).where(documents.c.id == id))
    ledger.append(connection, [Event(at, "redacted", id)])
    urls = select(pages.c.url).where(pages.c.document_id == id)
    connection.execute(delete(page_versions).where(page_versions.c.url.in_(urls)))
    emptied = {"state": "gone", "sha256": None, "text_hash": None, "etag": None, "last_modified": None, "note": NOTE}
    connection.execute(update(pages).where(pages.c.document_id == id).values(emptied))
    return repeat(connection, Tombstone(id, reason, at, tuple(files)))


def repeat(connection: Connection, stone: Tombstone) -> Redaction:
    """Which files of a redacted document have to go, and which stay because something else rests on the same bytes."""
    shared = _in_use(connection, stone.files)
    return Redaction(
        stone,
        tuple(file for file in stone.files if file not in shared),
        tuple(file for file in stone.files if file in shared),
    )


def _files_of(connection: Connection, id: str) -> list[str]:
    urls = select(pages.c.url).where(pages.c.document_id == id)
    statement = union(
        select(document_files.c.sha256).where(document_files.c.document_id == id),
        select(page_versions.c.sha256).where(page_versions.c.url.in_(urls)),
    )
    return sorted(connection.execute(statement).scalars())


def _in_use(connection: Connection, files: Iterable[str]) -> set[str]:
    wanted = list(files)
    statement = union(
        select(document_files.c.sha256).where(document_files.c.sha256.in_(wanted)),
        select(page_versions.c.sha256).where(page_versions.c.sha256.in_(wanted)),
    )
    return set(connection.execute(statement).scalars())
