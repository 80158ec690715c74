"""Room: what a government document is. What readers say is wrong (条例 article 41): facts, only ever added.

No address of a sender is kept. What limits spam is counted here, by document and by day.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from govdoc.store.people import Transaction
from govdoc.store.rows import Report
from govdoc.store.schema import reports

PER_DOCUMENT, IN_ALL = 20, 500
"""At most so many in 24 hours; what comes beyond is refused, so that a flood fills no disk."""


class Reports:
    """Reached as `Store.reports`."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading = reading
        self._writing = writing

    def add(self, report: Report) -> str | None:
        """Keep it; else why not: `again` (the same words about the same document), `many` (too many in 24 hours)."""
        with self._writing() as connection:
            digest = hashlib.sha256(f"{report.topic}\n{report.message}".encode("utf-8", "surrogatepass")).hexdigest()
            refused = _refused(connection, report, digest)
            if refused is None:
                row = asdict(report) | {"digest": digest}
                del row["id"]
                connection.execute(reports.insert().values(row))
            return refused

    def read(self, since: datetime | None = None, document_id: str | None = None) -> tuple[Report, ...]:
        """The reports in the order in which they came."""
        statement = select(reports).order_by(reports.c.id)
        if since is not None:
            statement = statement.where(reports.c.reported_at >= since)
        if document_id is not None:
            statement = statement.where(reports.c.document_id == document_id)
        with self._reading() as connection:
            rows = connection.execute(statement).all()
        return tuple(Report(r.document_id, r.version, r.topic, r.message, r.reported_at, r.contact, r.id) for r in rows)


def _refused(connection: Connection, report: Report, digest: str) -> str | None:
    about = reports.c.document_id == report.document_id
    if connection.execute(select(reports.c.id).where(about, reports.c.digest == digest).limit(1)).first():
        return "again"
    today = reports.c.reported_at > report.reported_at - timedelta(days=1)
    count = select(func.count()).select_from(reports).where(today)
    full = connection.execute(count).scalar_one() >= IN_ALL
    return "many" if full or connection.execute(count.where(about)).scalar_one() >= PER_DOCUMENT else None
