"""Room: what a government document is. The state of each URL, and the bytes it ever served. Functions on an open connection."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, func, select

from govdoc.store.dialect import upsert
from govdoc.store.redactions import NOTE, tombstones_among
from govdoc.store.rows import PAGE_STATES, PageState, PageVersion
from govdoc.store.schema import document_files, page_versions, pages


def get(connection: Connection, url: str) -> PageState | None:
    row = connection.execute(select(pages).where(pages.c.url == url)).one_or_none()
    return None if row is None else _state(row)


def put(connection: Connection, page: PageState) -> None:
    """Write the state of a page; new bytes are added to its versions. A page of a redacted document keeps no bytes."""
    if page.state not in PAGE_STATES:
        raise ValueError(f"unknown page state {page.state!r}: known are {', '.join(PAGE_STATES)}")
    if page.document_id is not None and tombstones_among(connection, [page.document_id]):
        page = replace(page, state="gone", sha256=None, text_hash=None, etag=None, last_modified=None, note=NOTE)
    upsert(connection, pages, [asdict(page)])
    if page.sha256 is not None:
        _add_version(connection, page, page.sha256)


def _add_version(connection: Connection, page: PageState, sha256: str) -> None:
    fetched_at = page.fetched_at or page.checked_at or page.first_seen_at
    if _last_hash(connection, page.url) != sha256:
        row = {"url": page.url, "fetched_at": fetched_at, "sha256": sha256}
        upsert(connection, page_versions, [row])


def _last_hash(connection: Connection, url: str) -> str | None:
    statement = select(page_versions.c.sha256).where(page_versions.c.url == url)
    return connection.execute(statement.order_by(page_versions.c.fetched_at.desc()).limit(1)).scalar()


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
