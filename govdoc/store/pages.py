"""Room: what a government document is. The state of each URL, and the bytes it ever served. Functions on an open connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from govdoc.store import ledger
from govdoc.store.dialect import upsert
from govdoc.store.redactions import NOTE, tombstones_among
from govdoc.store.rows import PAGE_STATES, Event, PageState, PageVersion
from govdoc.store.schema import document_files, page_versions, pages


def get(connection: Connection, url: str) -> PageState | None:
    row = connection.execute(select(pages).where(pages.c.url == url)).one_or_none()
    return None if row is None else _state(row)


def put(connection: Connection, states: Sequence[PageState]) -> None:
    """Write the states of pages; new bytes are added to their versions. A page of a redacted document keeps no bytes."""
    unknown = next((page.state for page in states if page.state not in PAGE_STATES), None)
    if unknown is not None:
        raise ValueError(f"unknown page state {unknown!r}: known are {', '.join(PAGE_STATES)}")
    removed = tombstones_among(connection, [page.document_id for page in states if page.document_id])
    rows = [_emptied(page) if page.document_id in removed else page for page in states]
    before = by_urls(connection, [page.url for page in rows])
    ledger.append(connection, _events(rows, before))
    upsert(connection, pages, [asdict(page) for page in rows])
    _add_versions(connection, rows)


def tells(connection: Connection, states: Sequence[PageState]) -> bool:
    """Whether writing them would add to the ledger."""
    return any(True for _ in _events(states, by_urls(connection, [page.url for page in states])))


def broken(connection: Connection) -> Iterator[PageState]:
    """Pages of documents that are gone or failed, in order of URL; those of redacted documents are meant to be gone."""
    bad = pages.c.state.in_(("gone", "failed")) & pages.c.document_id.is_not(None)
    statement = select(pages).where(bad, or_(pages.c.note.is_(None), pages.c.note != NOTE)).order_by(pages.c.url)
    yield from map(_state, connection.execute(statement))


def _emptied(page: PageState) -> PageState:
    return replace(page, state="gone", sha256=None, text_hash=None, etag=None, last_modified=None, note=NOTE)


def _events(rows: Sequence[PageState], before: dict[str, PageState]) -> Iterator[Event]:
    """Which pages went, and which came back, since what is stored of them."""
    for page in rows:
        known = before.get(page.url)
        if known is None or not page.document_id or page.note == NOTE:
            continue
        at = page.checked_at or page.first_seen_at
        if page.gone_at is not None and known.gone_at is None:
            yield Event(at, "gone", page.document_id, note=page.note)
        elif page.gone_at is None and known.gone_at is not None:
            yield Event(at, "back", page.document_id)


def _add_versions(connection: Connection, rows: Sequence[PageState]) -> None:
    last = _last_hashes(connection, [page.url for page in rows if page.sha256])
    fresh = [
        {"url": page.url, "fetched_at": page.fetched_at or page.checked_at or page.first_seen_at, "sha256": page.sha256}
        for page in rows
        if page.sha256 and last.get(page.url) != page.sha256
    ]
    upsert(connection, page_versions, fresh)


def _last_hashes(connection: Connection, urls: Sequence[str]) -> dict[str, str]:
    statement = select(page_versions.c.url, page_versions.c.sha256).where(page_versions.c.url.in_(urls))
    return {row.url: row.sha256 for row in connection.execute(statement.order_by(page_versions.c.fetched_at))}


def by_urls(connection: Connection, urls: Sequence[str]) -> dict[str, PageState]:
    rows = connection.execute(select(pages).where(pages.c.url.in_(urls)))
    return {row.url: _state(row) for row in rows}


def after(connection: Connection, site: str | None, last: str | None, limit: int) -> list[PageState]:
    """The next pages in order of URL; of all sites when `site` is None."""
    statement = select(pages).order_by(pages.c.url).limit(limit)
    if site is not None:
        statement = statement.where(pages.c.site == site)
    if last is not None:
        statement = statement.where(pages.c.url > last)
    return [_state(row) for row in connection.execute(statement)]


def of_document(connection: Connection, id: str) -> tuple[PageState, ...]:
    rows = connection.execute(select(pages).where(pages.c.document_id == id).order_by(pages.c.url))
    return tuple(_state(row) for row in rows)


def versions(connection: Connection, url: str) -> tuple[PageVersion, ...]:
    table = page_versions
    rows = connection.execute(select(table).where(table.c.url == url).order_by(table.c.fetched_at))
    return tuple(PageVersion(row.url, row.fetched_at, row.sha256) for row in rows)


def files(connection: Connection, limit: int) -> tuple[str, ...]:
    """Hashes that the archive must hold: the newest pages first, then attachments."""
    newest = select(page_versions.c.sha256).order_by(page_versions.c.fetched_at.desc()).limit(limit)
    attached = select(document_files.c.sha256).order_by(document_files.c.sha256).limit(limit)
    found = [*connection.execute(newest).scalars(), *connection.execute(attached).scalars()]
    return tuple(dict.fromkeys(found))


def count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(pages)).scalar_one())


def _state(row: Row[Any]) -> PageState:
    return PageState(**row._mapping)
