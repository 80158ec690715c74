"""Room: what a government document is. The rows of audits, derived: may be deleted at any time. On an open connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select

from govdoc.audits.row import AuditQuery, Counted, Row, row_from_json, row_json
from govdoc.store import payload
from govdoc.store.assignments import assigned_to
from govdoc.store.schema import audit_rows, counters

FILTERS: dict[str, ColumnElement[str]] = {
    "reason": audit_rows.c.reason,
    "issuer": audit_rows.c.issuer,
    "region": audit_rows.c.region,
}
BATCH = 1000
AUDITED = "audited"
"""The counter that holds the entry of the trail up to which the audits know what reviewers decided."""


def replace(connection: Connection, name: str, rows: Iterable[Row]) -> int:
    """All rows of an audit, in the order given; how many there are."""
    connection.execute(delete(audit_rows).where(audit_rows.c.audit == name))
    pack, position = payload.packer(), 0
    batch: list[dict[str, Any]] = []
    for position, row in enumerate(rows, 1):
        batch.append(_values(name, position, row, pack(payload.to_bytes(row_json(row)))))
        if len(batch) == BATCH:
            connection.execute(audit_rows.insert(), batch)
            batch = []
    if batch:
        connection.execute(audit_rows.insert(), batch)
    return position


def _values(name: str, position: int, row: Row, body: bytes) -> dict[str, Any]:
    return {
        "audit": name,
        "position": position,
        "document_id": row.document_id,
        "reason": row.reason,
        "issuer": row.issuer,
        "region": row.region,
        "since": row.since.isoformat() if row.since else "",
        "until": row.until.isoformat() if row.until else "9999-12-31",
        "payload": body,
    }


def found(connection: Connection, query: AuditQuery, limit: int | None, offset: int) -> list[Row]:
    statement = select(audit_rows.c.payload).where(_where(query)).order_by(audit_rows.c.position)
    unpack = payload.json_unpacker()
    return [row_from_json(unpack(row.payload)) for row in connection.execute(statement.limit(limit).offset(offset))]


def counted(connection: Connection, query: AuditQuery) -> Counted:
    """The counts of a filter's values ignore that filter's own choice, the most frequent value first."""
    total = connection.execute(select(func.count()).select_from(audit_rows).where(_where(query))).scalar_one()
    by = {}
    for name, column in FILTERS.items():
        statement = select(column, func.count()).where(_where(query, but=name)).group_by(column)
        pairs = [(str(value), int(count)) for value, count in connection.execute(statement)]
        by[name] = tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
    return Counted(total, by)


def totals(connection: Connection, on: date, issuer: str = "") -> dict[str, dict[str, int]]:
    """Audit → reason → rows that hold on the day, of all audits at once; of one issuer where it is named."""
    columns = audit_rows.c
    statement = select(columns.audit, columns.reason, func.count().label("rows")).where(_holds(on))
    if issuer:
        statement = statement.where(columns.issuer == issuer)
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(statement.group_by(columns.audit, columns.reason)):
        found.setdefault(row.audit, {})[row.reason] = row.rows
    return found


def issuers(connection: Connection, query: AuditQuery) -> list[tuple[str, int]]:
    """Whose rows there are and how many, the most frequent first; the index alone answers."""
    column = audit_rows.c.issuer
    rows = connection.execute(
        select(column, func.count().label("many")).where(_where(query, but="issuer")).group_by(column)
    )
    return sorted(((str(row.issuer), int(row.many)) for row in rows), key=lambda pair: (-pair[1], pair[0]))


def ending_by_month(connection: Connection, name: str, first: str, last: str, issuer: str = "") -> dict[str, int]:
    """Month (2026-11) → rows of an audit whose last day is in it, from the first month to the last."""
    columns = audit_rows.c
    month = func.substr(columns.until, 1, 7)
    statement = select(month.label("month"), func.count().label("rows")).where(
        columns.audit == name, columns.until.between(f"{first}-01", f"{last}-31")
    )
    if issuer:
        statement = statement.where(columns.issuer == issuer)
    return {row.month: row.rows for row in connection.execute(statement.group_by(month))}


def about(connection: Connection, document_id: str) -> Iterator[tuple[str, Row]]:
    """What the audits found about one document."""
    statement = select(audit_rows.c.audit, audit_rows.c.payload).where(audit_rows.c.document_id == document_id)
    unpack = payload.json_unpacker()
    for row in connection.execute(statement.order_by(audit_rows.c.audit, audit_rows.c.position)):
        yield row.audit, row_from_json(unpack(row.payload))


def clear(connection: Connection) -> None:
    connection.execute(delete(audit_rows))


def _where(query: AuditQuery, but: str = "") -> ColumnElement[bool]:
    chosen = {"reason": query.reasons, "issuer": query.issuers, "region": query.regions}
    conditions: list[ColumnElement[bool]] = [
        FILTERS[name].in_(values) for name, values in chosen.items() if values and name != but
    ]
    if query.assignees:
        conditions.append(assigned_to(audit_rows.c.document_id, query.assignees))
    if query.ends:
        first, last = query.ends
        conditions.append(audit_rows.c.until.between(first.isoformat(), last.isoformat()))
    return and_(audit_rows.c.audit == query.name, _holds(query.on), *conditions)


def _holds(on: date) -> ColumnElement[bool]:
    """An empty `since` is before every day."""
    return and_(audit_rows.c.since <= on.isoformat(), audit_rows.c.until >= on.isoformat())


def note_upto(connection: Connection, sequence: int) -> None:
    connection.execute(delete(counters).where(counters.c.name == AUDITED))
    connection.execute(counters.insert().values(name=AUDITED, value=sequence))


def upto(connection: Connection) -> int:
    """0 before the first derivation."""
    return int(connection.execute(select(counters.c.value).where(counters.c.name == AUDITED)).scalar() or 0)
