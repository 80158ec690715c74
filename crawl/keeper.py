"""Room: from web to facts. What becomes of a fetched page: archive, document and page state, in an order safe to kill.

Bytes first, then the document, then the page's state: a run that dies in between fetches the page again and finds
nothing new to write. No network here, and no framework: the spider and `govdoc reparse` both call this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from crawl.archive import Archive
from crawl.page import parse_page
from crawl.site import Channel, Site
from crawl.urls import canonical_url, document_id
from govdoc.document import Attachment, Document, version_of
from govdoc.errors import NotFoundError
from govdoc.store import PageState, RedactedError, Store

ATTACHMENT = "attachment"
"""Channel of the page rows of attachments."""
RETRY = "attachments failed:"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Target:
    """A detail page to visit. `known` is its state after the last run; `listed` whether a list shows it now."""

    url: str
    channel: Channel
    listed: bool = True
    date: date | None = None
    known: PageState | None = None

    @property
    def key(self) -> str:
        return canonical_url(self.url)

    @property
    def headers(self) -> dict[str, str]:
        """Conditional GET, only where the last visit left nothing to be done."""
        return _conditions(self.known) if self.known and _settled(self.known) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, with the framework taken off."""

    body: bytes
    status: int
    final_url: str
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Keeper:
    """Writes one site's pages. `clock` gives the time of each visit."""

    site: Site
    store: Store
    archive: Archive
    clock: Callable[[], datetime] = now

    def read(self, target: Target, answer: Answer) -> Document | None:
        """The document on the page, its attachments not yet fetched; None when the bytes are those of the last visit."""
        sha256 = hashlib.sha256(answer.body).hexdigest()
        if target.known and target.known.sha256 == sha256 and _settled(target.known):
            return None
        self.archive.put(answer.body)
        document = parse_page(answer.body, answer.final_url, self.site, answer.content_type)
        return complete(document, self.site, target, self.stored(target.url))

    def finish(self, target: Target, answer: Answer, document: Document) -> str:
        """Store the document and the page's state; `new`, `changed` or `unchanged`."""
        at = self.clock()
        counts = self.store.put_documents([document], at)
        known = target.known
        fresh = known is None or known.document_id is None
        state = "new" if fresh or counts.new else "changed" if counts.changed else "unchanged"
        failed = [a.name for a in document.attachments if unfetched(a)]
        back = f"back after it was gone ({known.checked_at:%Y-%m-%d})" if known and known.state == "gone" else None
        self.store.put_page(
            PageState(
                url=target.key,
                site=self.site.id,
                channel=target.channel.id,
                document_id=document.id,
                state=state,
                first_seen_at=known.first_seen_at if known else at,
                fetched_at=at,
                checked_at=at,
                http_status=answer.status,
                etag=answer.etag,
                last_modified=answer.last_modified,
                sha256=hashlib.sha256(answer.body).hexdigest(),
                text_hash=version_of(document.title, document.text),
                note=f"{RETRY} {'、'.join(failed)}"[:300] if failed else back,
            )
        )
        return state

    def unchanged(self, target: Target, answer: Answer) -> str:
        """The page is as it was: only the day of the visit is noted."""
        known = target.known
        if known is not None:
            etag = answer.etag or known.etag
            modified = answer.last_modified or known.last_modified
            note = f"back after it was gone ({known.checked_at:%Y-%m-%d})" if known.state == "gone" else None
            row = replace(known, state="unchanged", checked_at=self.clock(), http_status=answer.status, misses=0)
            self.store.put_page(replace(row, etag=etag, last_modified=modified, note=note))
        return "unchanged"

    def missed(self, target: Target, status: int) -> str:
        """404 or 410. `gone` after enough misses in a row while no list shows the page; its text stays in the store."""
        known = target.known
        if target.listed or known is None:
            return self.failed(target, f"listed, but the site answers {status}", status)
        misses = known.misses + 1
        gone = misses >= self.site.gone_after
        note = f"not found {misses} times and on no list"
        row = replace(known, checked_at=self.clock(), http_status=status, misses=misses, note=note)
        self.store.put_page(replace(row, state="gone" if gone else known.state))
        return "gone" if gone else "missed"

    def failed(self, target: Target, reason: str, status: int | None = None, body: bytes | None = None) -> str:
        """Note the failure; the document stays as it was. The answer's bytes are kept for a look."""
        at = self.clock()
        sha256 = self.archive.put(body) if body else None
        note = f"{reason[:400]} (bytes {sha256[:12]})" if sha256 else reason[:400]
        known = target.known or PageState(
            target.key, self.site.id, target.channel.id, None, "failed", at, sha256=sha256, fetched_at=at
        )
        self.store.put_page(replace(known, state="failed", checked_at=at, http_status=status, note=note))
        return "failed"

    def reparsed(self, page: PageState, document: Document) -> None:
        """Note what today's parser made of the page; a failure of yesterday's is over."""
        state = "new" if page.state == "failed" else page.state
        note = None if page.state == "failed" else page.note
        text_hash = version_of(document.title, document.text)
        self.store.put_page(replace(page, document_id=document.id, text_hash=text_hash, state=state, note=note))

    def stored(self, url: str) -> Document | None:
        """The document as the store has it; None when it has none, or removed it."""
        try:
            return self.store.document(document_id(self.site.id, url))
        except (NotFoundError, RedactedError):
            return None

    def redacted(self, url: str) -> bool:
        return self.store.tombstone(document_id(self.site.id, url)) is not None

    def attachment_headers(self, attachment: Attachment, known: Attachment | None) -> dict[str, str]:
        """Conditional GET for an attachment that the stored document has read."""
        page = self.store.page(canonical_url(attachment.url or "")) if known and not unfetched(known) else None
        return _conditions(page) if page and page.sha256 and self.archive.has(page.sha256) else {}

    def read_attachment(self, attachment: Attachment, answer: Answer) -> Attachment:
        """Bytes into the archive, text out of them. Slow; writes nothing to the store, so it may run in a thread."""
        return read_again(attachment, answer.body, self.archive.put(answer.body), answer.content_type)

    def keep_attachment(self, attachment: Attachment, answer: Answer, document: Document) -> None:
        """Note where and when the attachment was read."""
        url = canonical_url(attachment.url or "")
        known = self.store.page(url)
        at = self.clock()
        sha256 = attachment.sha256
        self.store.put_page(
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
        url=target.url,
        site=site.id,
        channel=target.channel.title,
        kind=target.channel.kind,
        region=document.region or site.region,
        published_on=day,
        origins=tuple(sorted(origins.items())),
    )


def reparse_page(keeper: Keeper, page: PageState) -> Document | None:
    """Today's reading of archived bytes, with attachments read again; None for what is no document page."""
    channel = keeper.site.channel(page.channel or "")
    if not page.sha256 or channel is None or keeper.store.tombstone(page.document_id or "") is not None:
        return None
    stored = _document(keeper.store, page.document_id)
    target = Target(stored.url if stored and stored.url else page.url, channel)
    document = parse_page(keeper.archive.get(page.sha256), target.url, keeper.site)
    known = {a.url: a for a in stored.attachments} if stored else {}
    attachments = tuple(_from_archive(a, known.get(a.url), keeper.archive) for a in document.attachments)
    return complete(replace(document, attachments=attachments), keeper.site, target, stored)


def details(pages: Iterable[PageState]) -> Iterable[PageState]:
    """Page rows without those of attachments."""
    return (page for page in pages if page.channel != ATTACHMENT)


def _from_archive(attachment: Attachment, known: Attachment | None, archive: Archive) -> Attachment:
    if known is None or not known.sha256 or not archive.has(known.sha256):
        return known or attachment
    return read_again(attachment, archive.get(known.sha256), known.sha256, known.media_type)


def _document(store: Store, key: str | None) -> Document | None:
    try:
        return store.document(key) if key else None
    except (NotFoundError, RedactedError):
        return None


def _settled(page: PageState) -> bool:
    """Whether the last visit stored everything: no failure, no attachment to try again."""
    return page.state != "failed" and bool(page.document_id) and not (page.note or "").startswith(RETRY)


def _conditions(page: PageState) -> dict[str, str]:
    found = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
    return {name: value for name, value in found.items() if value}
