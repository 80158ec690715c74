"""Room: what a government document is. What was read in each text, kept until text or rules change. On an open connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, select

from govdoc.store import payload
from govdoc.store.dialect import upsert
from govdoc.store.rows import Reread, StoredReading
from govdoc.store.schema import document_versions, documents, readings


def stale(connection: Connection, stamp: str, last: str | None, limit: int) -> list[Reread]:
    """Documents after `last` that were not read yet, or read as another text or with other rules, in order of id."""
    fresh = and_(readings.c.digest == documents.c.digest, readings.c.stamp == stamp)
    columns = (documents.c.id, documents.c.digest, document_versions.c.payload)
    newest = and_(
        document_versions.c.document_id == documents.c.id, document_versions.c.sequence == documents.c.sequence
    )
    joined = documents.join(document_versions, newest).outerjoin(
        readings, and_(readings.c.document_id == documents.c.id, fresh)
    )
    statement = select(*columns).select_from(joined).where(readings.c.document_id.is_(None))
    if last is not None:
        statement = statement.where(documents.c.id > last)
    unpack = payload.unpacker()
    rows = connection.execute(statement.order_by(documents.c.id).limit(limit))
    return [Reread(row.digest, unpack(row.payload)) for row in rows]


def put_batch(connection: Connection, stamp: str, rows: Sequence[StoredReading]) -> None:
    """Keep what was read; documents that were redacted meanwhile are left out."""
    ids = [row.document_id for row in rows]
    there: set[str] = set(connection.execute(select(documents.c.id).where(documents.c.id.in_(ids))).scalars())
    pack = payload.packer()
    values = [
        {
            "document_id": row.document_id,
            "digest": row.digest,
            "stamp": stamp,
            "payload": pack(payload.to_bytes(row.plain)),
        }
        for row in rows
        if row.document_id in there
    ]
    upsert(connection, readings, values)


def after(connection: Connection, last: str | None, limit: int) -> list[StoredReading]:
    statement = select(readings).order_by(readings.c.document_id).limit(limit)
    if last is not None:
        statement = statement.where(readings.c.document_id > last)
    return _rows(connection, statement)


def by_ids(connection: Connection, stamp: str, ids: Sequence[str]) -> list[StoredReading]:
    """Those of the ids whose present state was read with the rules of this stamp, in order of id."""
    joined = readings.join(
        documents, (documents.c.id == readings.c.document_id) & (documents.c.digest == readings.c.digest)
    )
    chosen = readings.c.document_id.in_(ids) & (readings.c.stamp == stamp)
    return _rows(connection, select(readings).select_from(joined).where(chosen).order_by(readings.c.document_id))


def _rows(connection: Connection, statement: Select[Any]) -> list[StoredReading]:
    unpack = payload.json_unpacker()
    rows = connection.execute(statement)
    return [StoredReading(row.document_id, row.digest, unpack(row.payload)) for row in rows]


def clear(connection: Connection) -> None:
    connection.execute(delete(readings))
