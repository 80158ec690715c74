"""Room: what a government document is. What was derived from documents: may be deleted at any time. On an open connection."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from govdoc.store import payload
from govdoc.store.dialect import upsert
from govdoc.store.rows import Derivation
from govdoc.store.schema import derivations, documents


def put_batch(connection: Connection, rows: Sequence[Derivation]) -> None:
    """Replace the derivations of these documents. One whose document was redacted meanwhile is dropped."""
    newest = {row.document_id: row for row in rows}
    there: set[str] = set(connection.execute(select(documents.c.id).where(documents.c.id.in_(list(newest)))).scalars())
    pack = payload.packer()
    values = [
        {"document_id": row.document_id, "work": row.work, "payload": pack(payload.to_bytes(row.payload))}
        for row in newest.values()
        if row.document_id in there
    ]
    upsert(connection, derivations, values)


def by_ids(connection: Connection, ids: Sequence[str]) -> dict[str, Derivation]:
    unpack = payload.json_unpacker()
    rows = connection.execute(select(derivations).where(derivations.c.document_id.in_(ids)))
    return {row.document_id: Derivation(row.document_id, row.work, unpack(row.payload)) for row in rows}


def after(connection: Connection, last: str | None, limit: int) -> list[Derivation]:
    unpack = payload.json_unpacker()
    statement = select(derivations).order_by(derivations.c.document_id).limit(limit)
    if last is not None:
        statement = statement.where(derivations.c.document_id > last)
    return [Derivation(row.document_id, row.work, unpack(row.payload)) for row in connection.execute(statement)]


def of_work(connection: Connection, work: str) -> tuple[str, ...]:
    statement = select(derivations.c.document_id).where(derivations.c.work == work)
    return tuple(connection.execute(statement.order_by(derivations.c.document_id)).scalars())


def clear(connection: Connection) -> None:
    connection.execute(delete(derivations))
