"""Room: what a government document is. `Store`: the front door to the only SQL of govdoc; each method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from govdoc.document import Document
from govdoc.store import campaign_rows, documents, ledger, payload, redactions, runs
from govdoc.store.campaigns import Campaigns
from govdoc.store.comments import Comments
from govdoc.store.derived import DerivedStore
from govdoc.store.dialect import damage, make_engine, scrub, shown
from govdoc.store.leases import Leases
from govdoc.store.migrate import migrate
from govdoc.store.page_store import PageStore
from govdoc.store.people import People
from govdoc.store.reports import Reports
from govdoc.store.rows import (
    Counts,
    DocumentVersion,
    LastRun,
    LedgerEntry,
    Redaction,
    Run,
    Tombstone,
)
from govdoc.store.searches import Searches
from govdoc.store.transactions import PORTION, portions


def open_store(url: str, *, create: bool = True) -> Store:
    """The store at a database URL, migrated to this program's schema. `create=False`: StoreError when there is none yet."""
    engine = make_engine(url, create=create)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


class Store(PageStore, DerivedStore):
    """Facts (documents, pages) and derivations. Safe across threads; open it anew after a fork."""

    @property
    def place(self) -> str:
        """Where the store is, for messages; holds no password."""
        return shown(self._engine.url)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    @property
    def people(self) -> People:
        """Accounts, reviews and the trail of what people did."""
        return People(self._reading, self._writing)

    @property
    def campaigns(self) -> Campaigns:
        """Clean-up campaigns and their items."""
        return Campaigns(self._reading, self._writing)

    @property
    def comments(self) -> Comments:
        """What the public says on the items of a campaign."""
        return Comments(self._reading, self._writing)

    @property
    def reports(self) -> Reports:
        """What readers say is wrong."""
        return Reports(self._reading, self._writing)

    @property
    def searches(self) -> Searches:
        """What is searched for, without who."""
        return Searches(self._reading, self._writing)

    @property
    def leases(self) -> Leases:
        """Which machine works on what."""
        return Leases(self._reading, self._claiming)

    def damage(self) -> str | None:
        """The first thing a check of the whole database finds wrong; None when it is sound. Reads all of it."""
        with self._reading() as connection:
            return damage(connection)

    # documents

    def put_documents(self, items: Iterable[Document], seen_at: datetime) -> Counts:
        """Store what is new or changed, in transactions of some hundred; what was committed before an error stays."""
        total = Counts()
        for batch in documents.batches(items):
            packed = self._packed(batch)
            with self._writing() as connection:
                total += documents.put_batch(connection, packed, seen_at)
        return total

    def document(self, id: str) -> Document:
        """The newest version. NotFoundError for an unknown id, RedactedError for a removed one."""
        with self._reading() as connection:
            return documents.get(connection, id)

    def documents(self) -> Iterator[Document]:
        """All documents in order of id (code points), in constant memory. Writing meanwhile is allowed."""
        unpack = payload.unpacker()
        rows = self._all(lambda connection, last: documents.after(connection, last, PORTION), lambda row: row[0])
        return (unpack(packed) for _, packed in rows)

    def documents_by_ids(self, ids: Iterable[str]) -> dict[str, Document]:
        """Those of the ids that are stored."""
        found: dict[str, Document] = {}
        with self._reading() as connection:
            for some in portions(ids):
                found.update(documents.by_ids(connection, some))
        return found

    def versions(self, ids: Sequence[str]) -> dict[str, str]:
        """Those of the ids that are stored, each with the version of its newest text."""
        with self._reading() as connection:
            return documents.versions(connection, ids)

    def first_seen(self, ids: Iterable[str]) -> dict[str, datetime]:
        """When each of the ids was stored for the first time."""
        found: dict[str, datetime] = {}
        with self._reading() as connection:
            for some in portions(ids):
                found.update(documents.first_seen(connection, some))
        return found

    def count(self) -> int:
        with self._reading() as connection:
            return documents.count(connection)

    def history(self, id: str) -> tuple[DocumentVersion, ...]:
        """Every version, oldest first. Errors as `document`."""
        with self._reading() as connection:
            return documents.history(connection, id)

    def documents_of_version(self, version: str) -> tuple[tuple[str, DocumentVersion], ...]:
        """(document id, version) of every stored text whose version it is, oldest first."""
        with self._reading() as connection:
            return documents.of_version(connection, version)

    def revision(self) -> int:
        """Grows with each change of the documents; 0 for an empty store."""
        with self._reading() as connection:
            return documents.revision(connection)

    def changed_since(self, revision: int) -> tuple[str, ...]:
        """Ids of the documents changed or redacted after that revision, in order."""
        with self._reading() as connection:
            return documents.changed_since(connection, revision)

    # redaction

    def redact(self, id: str, reason: str, at: datetime) -> Redaction:
        """Remove a document for good. Again on a redacted id: the first tombstone and the files to remove, as before.

        The caller takes `Redaction.files` out of the archive: the store knows no files.
        """
        with self._writing() as connection:
            stone = redactions.tombstone(connection, id)
            if stone is not None:
                redaction = redactions.repeat(connection, stone)
            else:
                documents.get(connection, id)
                revision = documents.revision(connection) + 1
                redaction = redactions.redact(connection, id, reason, at, revision)
                documents.set_revision(connection, revision)
                campaign_rows.forget(connection, id)
        scrub(self._engine, redactions.SCRUBBED)
        return redaction

    def tombstone(self, id: str) -> Tombstone | None:
        with self._reading() as connection:
            return redactions.tombstone(connection, id)

    def tombstones(self) -> tuple[Tombstone, ...]:
        with self._reading() as connection:
            return redactions.all_tombstones(connection)

    # the ledger, and the runs of the harvest

    def life(self, document_id: str) -> tuple[LedgerEntry, ...]:
        """What happened to a document, oldest first: new, changed, gone, back, redacted, each with its time."""
        with self._reading() as connection:
            return ledger.of_document(connection, document_id)

    def ledger(self, since: datetime | None = None) -> Iterator[LedgerEntry]:
        """The ledger in its order, from `since` on, in constant memory."""
        return self._all(
            lambda connection, last: ledger.after(connection, last or 0, since, PORTION), lambda entry: entry.sequence
        )

    def ledger_head(self) -> tuple[int, str]:
        """Number and hash of the newest entry."""
        with self._reading() as connection:
            return ledger.last(connection)

    def ledger_problems(self) -> Iterator[str]:
        """What does not fit together in ledger and documents; reads everything once."""
        with self._reading() as connection:
            yield from ledger.broken_links(connection)
            yield from ledger.false_versions(connection)

    def put_run(self, run: Run) -> None:
        with self._writing() as connection:
            runs.put(connection, run)

    def runs(self, site: str) -> tuple[Run, ...]:
        """The harvests of a site that are kept, the newest first."""
        with self._reading() as connection:
            return runs.of_site(connection, site)

    def last_runs(self) -> tuple[LastRun, ...]:
        """Of each site that was ever harvested, in order of site."""
        with self._reading() as connection:
            return runs.last_of_each(connection)

    def sites(self) -> tuple[str, ...]:
        """Every site that a page is known of."""
        with self._reading() as connection:
            return runs.sites(connection)

    def newest_by_channel(self, site: str) -> dict[str, datetime]:
        """Channel -> when its newest document was first seen."""
        with self._reading() as connection:
            return runs.newest_by_channel(connection, site)
