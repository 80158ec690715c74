"""Room: from web to facts. What becomes of a fetched page: archive, document and page state, in an order safe to kill.

Bytes first, then document and page state together: a run that dies in between fetches the page again. No network here, and no framework: the spider and `govdoc reparse` both call this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from crawl.archive import Archive
from crawl.expect import lost
from crawl.saved import Saved
from crawl.site import Site
from crawl.target import ATTACHMENT, RETRY, Answer, Target, asked_for, conditions, settled
from crawl.urls import canonical_url, document_id, host_of
from govdoc.document import Attachment, Document, version_of
from govdoc.errors import FetchError, NotFoundError
from govdoc.store import PageState, RedactedError, Store, Visit

BATCH = 50
PATIENCE = timedelta(seconds=1)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Keeper:
    """Writes one site's pages, a few visits at a time. `clock` gives the time of each visit.

    `accept`: take pages that lost text or fields since the last visit as they are (an operator looked at them).
    """

    site: Site
    store: Store
    archive: Archive
    saved: Saved
    clock: Callable[[], datetime] = now
    accept: bool = False
    waiting: dict[str, Visit] = field(default_factory=dict)
    waiting_since: datetime | None = None

    def put(self, page: PageState, document: Document | None = None) -> None:
        """Note a visit; what waits is stored when it is much, or has waited for a second."""
        at = self.clock()
        if self.waiting.get(page.url, Visit(page)).document is not None:
            self.flush()
        self.waiting[page.url] = Visit(page, document)
        self.waiting_since = self.waiting_since or at
        if len(self.waiting) >= BATCH or at - self.waiting_since >= PATIENCE:
            self.flush()

    def flush(self) -> None:
        """Store what waits, in one transaction: killed before it, the next run visits those pages again."""
        visits, self.waiting, self.waiting_since = list(self.waiting.values()), {}, None
        if visits:
            self.store.put_visits(visits, self.clock())

    def page(self, url: str) -> PageState | None:
        """The state of a canonical URL, also when it still waits."""
        return self.waiting[url].page if url in self.waiting else self.store.page(url)

    def same(self, target: Target, answer: Answer) -> bool:
        """Whether the bytes are those of the last visit, which left nothing to be done."""
        known = target.known
        return known is not None and settled(known) and known.sha256 == hashlib.sha256(answer.body).hexdigest()

    def complete(self, document: Document, target: Target) -> tuple[Document, Document | None]:
        """The document with what the page does not say, and the one stored before. FetchError when it lost too much."""
        stored = self.stored(target.url) if target.known else None
        found = complete(document, self.site, target, stored)
        if stored is not None and not self.accept and (loss := lost(stored, found)):
            raise FetchError(f"{loss}; kept as it was (look at the page; `govdoc crawl --accept` takes it as it is)")
        return found, stored

    def finish(self, target: Target, answer: Answer, document: Document, stored: Document | None) -> str:
        """Store the document and the page's state; `new`, `changed` or `unchanged`."""
        at = self.clock()
        known = target.known
        state = "new" if stored is None else "unchanged" if stored == document else "changed"
        failed = [a.name for a in document.attachments if unfetched(a)]
        note = f"{RETRY} {'、'.join(failed)}"[:300] if failed else _back(target)
        page = PageState(
            url=target.key,
            site=self.site.id,
            channel=target.channel.id,
            document_id=document.id,
            state="back" if target.back else state,
            first_seen_at=known.first_seen_at if known else at,
            fetched_at=at,
            checked_at=at,
            http_status=answer.status,
            etag=answer.etag,
            last_modified=answer.last_modified,
            sha256=hashlib.sha256(answer.body).hexdigest(),
            text_hash=version_of(document.title, document.text),
            note=note,
            listed_at=_listed(target, at),
            asked=asked_for(target, document),
        )
        self.put(page, document)
        return state

    def unchanged(self, target: Target, answer: Answer) -> str:
        """The page is as it was: only the day of the visit is noted."""
        known = target.known
        if known is not None:
            at = self.clock()
            row = replace(
                known,
                state="back" if target.back else "unchanged",
                checked_at=at,
                http_status=answer.status,
                misses=0,
                etag=answer.etag or known.etag,
                last_modified=answer.last_modified or known.last_modified,
                note=_back(target),
                listed_at=_listed(target, at),
                gone_at=None,
            )
            self.put(row)
        return "unchanged"

    def missed(self, target: Target, status: int) -> str:
        """404, 410, or a page that says so with status 200. `gone` after enough misses in a row while no list shows the page; its text stays in the store."""
        known = target.known
        if target.listed or known is None:
            return self.failed(target, f"listed, but the site answers {status}", status)
        at = self.clock()
        misses = known.misses + 1
        gone = misses >= self.site.gone_after
        note = f"not found {misses} times and on no list"
        row = replace(known, checked_at=at, http_status=status, misses=misses, note=note)
        self.put(replace(row, state="gone", gone_at=at) if gone else row)
        return "gone" if gone else "missed"

    def failed(self, target: Target, reason: str, status: int | None = None, body: bytes | None = None) -> str:
        """Note the failure; the document stays as it was. The answer's bytes are kept for a look: where, in words."""
        at = self.clock()
        told = reason[:400] + (f" (saved as {self.saved.put(body)})" if body else "")
        sha256 = self.archive.put(body) if body else None
        known = target.known or PageState(
            target.key, self.site.id, target.channel.id, None, "failed", at, sha256=sha256, fetched_at=at
        )
        listed_at = _listed(target, at)
        self.put(replace(known, state="failed", checked_at=at, http_status=status, note=told, listed_at=listed_at))
        return told

    def stored(self, url: str) -> Document | None:
        """The document as the store has it; None when it has none, or removed it."""
        try:
            return self.store.document(document_id(self.site.id, url))
        except (NotFoundError, RedactedError):
            return None

    def attachment_headers(self, attachment: Attachment, known: Attachment | None) -> dict[str, str]:
        """Conditional GET for an attachment that the stored document has read."""
        page = self.page(canonical_url(attachment.url or "")) if known and not unfetched(known) else None
        return conditions(page) if page and page.sha256 and self.archive.has(page.sha256) else {}

    def read_attachment(self, attachment: Attachment, answer: Answer) -> Attachment:
        """Bytes into the archive, text out of them. Slow; writes nothing to the store, so it may run in a thread."""
        return read_again(attachment, answer.body, self.archive.put(answer.body), answer.content_type)

    def keep_attachment(self, attachment: Attachment, answer: Answer, document: Document) -> None:
        """Note where and when the attachment was read."""
        url = canonical_url(attachment.url or "")
        known = self.page(url)
        at = self.clock()
        sha256 = attachment.sha256
        self.put(
            PageState(
                url=url,
                site=self.site.id,
                channel=ATTACHMENT,
                document_id=document.id,
                state="new" if known is None else "changed" if known.sha256 != sha256 else "unchanged",
                first_seen_at=known.first_seen_at if known else at,
                fetched_at=at,
                checked_at=at,
                http_status=answer.status,
                etag=answer.etag,
                last_modified=answer.last_modified,
                sha256=sha256,
            )
        )


def _listed(target: Target, at: datetime) -> datetime | None:
    return at if target.listed else target.known.listed_at if target.known else None


def _back(target: Target) -> str | None:
    known = target.known
    return f"back after it was gone ({known.gone_at:%Y-%m-%d})" if known and known.gone_at else None


def unfetched(attachment: Attachment) -> bool:
    """Whether the next run should ask for the attachment again: it failed on the way, not in reading."""
    return attachment.state == "failed" and attachment.sha256 is None


def read_again(attachment: Attachment, body: bytes, sha256: str, media_type: str | None) -> Attachment:
    """The attachment with text and state from its bytes; name and address stay those of the page."""
    # its readers are slow to load and most pages have no attachment
    from crawl.attachment import read_attachment

    name = (attachment.url or "").rsplit("/", 1)[-1] or attachment.name
    read = read_attachment(body, name, media_type)
    return replace(
        read, name=attachment.name, url=attachment.url, sha256=sha256, media_type=read.media_type or media_type
    )


def complete(document: Document, site: Site, target: Target, stored: Document | None) -> Document:
    """What the page itself does not say: id and address as listed, kind and column of the channel, day from the list."""
    day = document.published_on or target.date or (stored.published_on if stored else None)
    origins = dict(document.origins) | {"channel": "site file", "kind": "site file"}
    if day and not document.published_on:
        origins["published_on"] = "list"
    return replace(
        document,
        id=document_id(site.id, target.url),
        url=_public(document, site) or target.url,
        site=site.id,
        channel=target.channel.title,
        kind=target.channel.kind,
        region=document.region or site.region,
        published_on=day,
        origins=tuple(sorted(origins.items())),
    )


def _public(document: Document, site: Site) -> str | None:
    """The page that the record of a service names as its own, on a host of the site: what readers are led to."""
    named = document.url if "url" in dict(document.origins) else None
    return named if named and site.allows(host_of(named)) else None


def document_or_none(store: Store, key: str | None) -> Document | None:
    try:
        return store.document(key) if key else None
    except (NotFoundError, RedactedError):
        return None
