"""Room: what a government document is. How many findings an audit had on a day: facts, for nothing else remembers them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, delete, select

from govdoc.store.schema import audit_figures


def put(connection: Connection, audit: str, day: date, counts: Mapping[str, int]) -> None:
    """Reason → count; what was noted on the same day before is replaced. An audit without findings is noted as well."""
    columns = audit_figures.c
    connection.execute(delete(audit_figures).where(columns.audit == audit, columns.day == day.isoformat()))
    rows = [{"audit": audit, "day": day.isoformat(), "reason": r, "count": n} for r, n in (counts or {"": 0}).items()]
    connection.execute(audit_figures.insert(), rows)


def read(connection: Connection, audit: str) -> dict[date, dict[str, int]]:
    """Day → reason → count, in order of day."""
    columns = audit_figures.c
    statement = select(columns.day, columns.reason, columns.count.label("findings")).where(columns.audit == audit)
    found: dict[date, dict[str, int]] = {}
    for row in connection.execute(statement.order_by(columns.day, columns.reason)):
        of_day = found.setdefault(date.fromisoformat(row.day), {})
        if row.reason:
            of_day[row.reason] = row.findings
    return found
