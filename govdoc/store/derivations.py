"""Room: what a government document is. What was derived from documents: may be deleted at any time. On an open connection."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from govdoc.store import payload
from govdoc.store.dialect import upsert
from govdoc.store.rows import Derivation
from govdoc.store.schema import derivations, documents


def put_batch(connection: Connection, rows: Sequence[Derivation]) -> tuple[str, ...]:
    """Replace the derivations of these documents, and say which are not what they were.

    One that stays the same is not written; one whose document was redacted meanwhile is dropped.
    """
    bodies = {row.document_id: (row.work, payload.to_bytes(row.payload)) for row in rows}
    digests = {id: hashlib.sha256(work.encode() + b"\0" + body).hexdigest()[:32] for id, (work, body) in bodies.items()}
    known = select(documents.c.id, derivations.c.digest).outerjoin_from(
        documents, derivations, derivations.c.document_id == documents.c.id
    )
    there = {row.id: row.digest for row in connection.execute(known.where(documents.c.id.in_(list(bodies))))}
    changed = tuple(id for id in bodies if id in there and there[id] != digests[id])
    pack = payload.packer()
    values = [
        {"document_id": id, "work": bodies[id][0], "payload": pack(bodies[id][1]), "digest": digests[id]}
        for id in changed
    ]
    upsert(connection, derivations, values)
    return changed


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
