"""Room: what a government document is. The pages half of the store: what crawlers write of each URL, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from govdoc.document import Document
from govdoc.store import documents, pages
from govdoc.store.rows import PageState, PageVersion, Visit
from govdoc.store.transactions import PORTION, Transactions, portions


class PageStore(Transactions):
    """The pages of `Store`; each method is one transaction."""

    def _packed(self, batch: Sequence[Document]) -> list[documents.Packed]:
        with self._reading() as connection:
            return documents.packed(connection, batch)

    def page(self, url: str) -> PageState | None:
        with self._reading() as connection:
            return pages.get(connection, url)

    def put_page(self, page: PageState) -> None:
        with self._writing() as connection:
            pages.put(connection, [page])

    def put_visits(self, visits: Sequence[Visit], seen_at: datetime) -> None:
        """Documents and page states in one transaction: all of a batch is stored, or nothing. Of a URL twice, the last wins.

        Where nothing is new, crawlers of several sites go on side by side (on PostgreSQL).
        """
        read = self._packed([visit.document for visit in visits if visit.document is not None])
        states = {visit.page.url: visit.page for visit in visits}
        ordered = [states[url] for url in sorted(states)]  # in one order, or two crawlers could wait for each other
        if all(one.body is None for one in read):
            with self._sharing() as connection:
                if not pages.tells(connection, ordered):
                    pages.put(connection, ordered)
                    return
        with self._writing() as connection:
            documents.put_batch(connection, read, seen_at)
            pages.put(connection, ordered)

    def pages_by_urls(self, urls: Iterable[str]) -> dict[str, PageState]:
        """Those of the (canonical) URLs that are stored."""
        found: dict[str, PageState] = {}
        with self._reading() as connection:
            for some in portions(urls):
                found.update(pages.by_urls(connection, some))
        return found

    def pages(self, site: str | None = None) -> Iterator[PageState]:
        """The pages of a site (of all sites: None) in order of URL, in constant memory. Writing meanwhile is allowed."""
        return self._all(lambda connection, last: pages.after(connection, site, last, PORTION), lambda page: page.url)

    def pages_of(self, document_id: str) -> tuple[PageState, ...]:
        with self._reading() as connection:
            return pages.of_document(connection, document_id)

    def broken_pages(self) -> dict[str, tuple[PageState, ...]]:
        """Document → those of its pages that its site does not serve any more, or that could not be read."""
        found: dict[str, tuple[PageState, ...]] = {}
        with self._reading() as connection:
            for page in pages.broken(connection):
                found[page.document_id or ""] = (*found.get(page.document_id or "", ()), page)
        return found

    def page_versions(self, url: str) -> tuple[PageVersion, ...]:
        """The bytes a URL served, oldest first."""
        with self._reading() as connection:
            return pages.versions(connection, url)

    def page_count(self) -> int:
        with self._reading() as connection:
            return pages.count(connection)

    def files(self, limit: int) -> tuple[str, ...]:
        """Up to `limit` hashes of page bytes (newest first) and as many of attachments, all of which the archive must hold."""
        with self._reading() as connection:
            return pages.files(connection, limit)
