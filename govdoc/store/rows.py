"""Room: what a government document is. What the store hands out: plain rows, no database in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from govdoc.document import Document
from govdoc.errors import GovdocError

PAGE_STATES = ("new", "changed", "unchanged", "gone", "back", "failed")
EVENTS = ("new", "changed", "gone", "back", "redacted")


class RedactedError(GovdocError):
    """The document was removed for good; `tombstone` has reason and day. HTTP 410, so that search engines forget it too."""

    http_status = 410

    def __init__(self, tombstone: Tombstone) -> None:
        day = tombstone.redacted_at.date().isoformat()
        super().__init__(f"document {tombstone.document_id} was removed on {day}: {tombstone.reason}")
        self.tombstone = tombstone


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the documents handed in. `redacted` ones were left out: a redacted id never comes back."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    redacted: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.redacted + other.redacted,
        )


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One state of a document. Two states with equal `version` differ in their fields only, not in what is said."""

    version: str
    seen_at: datetime
    document: Document


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a redacted document. `files` are the SHA-256 of the raw bytes that have to be out of the archive."""

    document_id: str
    reason: str
    redacted_at: datetime
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redaction:
    """`files`: archive hashes to remove now. `shared`: hashes left alone, because other documents rest on the same bytes."""

    tombstone: Tombstone
    files: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageState:
    """What is known about one URL. `state` is one of PAGE_STATES; `misses` counts visits in a row that did not find it.

    `sha256` names the raw bytes in the archive, `text_hash` is the version of the text read from them. `listed_at`: when a
    list last showed it; `gone_at`: since when it is gone (state `gone`). `asked`: the address to ask, of a service, where the
    document's own is the page that its record names.
    """

    url: str
    site: str
    channel: str | None
    document_id: str | None
    state: str
    first_seen_at: datetime
    fetched_at: datetime | None = None
    checked_at: datetime | None = None
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    text_hash: str | None = None
    misses: int = 0
    note: str | None = None
    listed_at: datetime | None = None
    gone_at: datetime | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit gives to the store: the page's state, and its document when one was read."""

    page: PageState
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class PageVersion:
    """The bytes that a URL served from `fetched_at` on."""

    url: str
    fetched_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """What was derived from a document; may be deleted at any time. `payload` is JSON, its shape belongs to who derives."""

    document_id: str
    work: str
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reread:
    """A document whose text has to be read; `digest` is that of the stored state."""

    digest: str
    document: Document


@dataclass(frozen=True, slots=True)
class StoredReading:
    """What was read in a document whose stored state has this digest. `plain` is JSON, its shape belongs to who reads."""

    document_id: str
    digest: str
    plain: Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a document; `name` is one of EVENTS. `digest`: 32 hex digits of the version it brought."""

    at: datetime
    name: str
    document_id: str
    digest: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An event at its place in the ledger; `hash` covers it and everything before it."""

    sequence: int
    event: Event
    hash: str


@dataclass(frozen=True, slots=True)
class Run:
    """One harvest of a site. Without `ended_at` it is going on, or it was killed. `summary`: the site's tally as JSON."""

    site: str
    started_at: datetime
    ended_at: datetime | None = None
    ok: bool | None = None
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchCount:
    """How often something was searched for: `drawers` is a bit for each drawer that an asker fell into, `found` the hits last time."""

    times: int = 0
    drawers: int = 0
    found: int = 0

    @property
    def people(self) -> int:
        """So many different people asked at least."""
        return self.drawers.bit_count()

    def plus(self, other: SearchCount) -> SearchCount:
        return SearchCount(self.times + other.times, self.drawers | other.drawers, other.found)


@dataclass(frozen=True, slots=True)
class LastRun:
    """When a site was harvested last, and when it last went well (None: never)."""

    site: str
    started_at: datetime
    good_at: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader says is wrong with a document. `version`: the text the reader saw; `id` 0: not stored yet."""

    document_id: str
    version: str
    topic: str
    message: str
    reported_at: datetime
    contact: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Lease:
    """`holder` works on `name` until then, unless it renews its claim."""

    name: str
    holder: str
    until: datetime
