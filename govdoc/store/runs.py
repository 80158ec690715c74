"""Room: what a government document is. Harvest runs: when a site was asked, and how that went. Functions on an open connection."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, select

from govdoc.store.dialect import upsert
from govdoc.store.rows import LastRun, Run
from govdoc.store.schema import pages, runs

KEPT = 400
"""Runs kept of each site: a year of nights and some."""


def put(connection: Connection, run: Run) -> None:
    """Write a run, at its beginning and again at its end; the oldest ones beyond KEPT go."""
    row = {
        "site": run.site,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "ok": None if run.ok is None else int(run.ok),
        "summary": json.dumps(run.summary, ensure_ascii=False),
    }
    upsert(connection, runs, [row])
    newest = select(runs.c.started_at).where(runs.c.site == run.site).order_by(runs.c.started_at.desc())
    if limit := connection.execute(newest.offset(KEPT).limit(1)).scalar():
        connection.execute(delete(runs).where(runs.c.site == run.site, runs.c.started_at <= limit))


def of_site(connection: Connection, site: str) -> tuple[Run, ...]:
    """The newest first."""
    rows = connection.execute(select(runs).where(runs.c.site == site).order_by(runs.c.started_at.desc()))
    return tuple(map(_run, rows))


def last_of_each(connection: Connection) -> tuple[LastRun, ...]:
    """In order of site."""
    good = func.max(case((runs.c.ok == 1, runs.c.started_at)))
    statement = select(runs.c.site, func.max(runs.c.started_at).label("last"), good.label("good"))
    rows = connection.execute(statement.group_by(runs.c.site).order_by(runs.c.site))
    return tuple(LastRun(row.site, row.last, row.good) for row in rows)


def sites(connection: Connection) -> tuple[str, ...]:
    """Every site that a page is known of, in order."""
    return tuple(connection.execute(select(pages.c.site).distinct().order_by(pages.c.site)).scalars())


def newest_by_channel(connection: Connection, site: str) -> dict[str, datetime]:
    """Channel -> when its newest document was first seen."""
    statement = select(pages.c.channel, func.max(pages.c.first_seen_at)).where(
        pages.c.site == site, pages.c.document_id.is_not(None), pages.c.channel.is_not(None)
    )
    return {row[0]: row[1] for row in connection.execute(statement.group_by(pages.c.channel))}


def _run(row: Row[Any]) -> Run:
    ok = None if row.ok is None else bool(row.ok)
    return Run(row.site, row.started_at, row.ended_at, ok, json.loads(row.summary))
