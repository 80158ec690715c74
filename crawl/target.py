"""Room: from web to facts. A page to visit, with what is known of it; and what a server answered. No framework in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crawl.site import Channel
from crawl.urls import canonical_url
from govdoc.document import Document
from govdoc.store import PageState

ATTACHMENT = "attachment"
"""Channel of the page rows of attachments."""

RETRY = "attachments failed:"
"""How the note of a page begins whose attachments should be asked for again."""


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
    def back(self) -> bool:
        """Whether the page had been called gone."""
        return self.known is not None and self.known.gone_at is not None

    @property
    def headers(self) -> dict[str, str]:
        """Conditional GET, only where the last visit left nothing to be done."""
        return conditions(self.known) if self.known and settled(self.known) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, with the framework taken off."""

    body: bytes
    status: int
    final_url: str
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def address_of(page: PageState, stored: Document | None) -> str:
    """Where the page is asked for: as a list wrote it, the canonical URL being a key and not always an address."""
    return page.asked or (stored.url if stored else None) or page.url


def asked_for(target: Target, document: Document) -> str | None:
    """The address to keep in the page's state; None where the document's own is the one that was asked."""
    return target.url if document.url != target.url else None


def settled(page: PageState) -> bool:
    """Whether the last visit stored everything: no failure, no attachment to try again."""
    return page.state != "failed" and bool(page.document_id) and not (page.note or "").startswith(RETRY)


def conditions(page: PageState) -> dict[str, str]:
    found = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
    return {name: value for name, value in found.items() if value}


def details(pages: Iterable[PageState]) -> Iterable[PageState]:
    """Page rows without those of attachments."""
    return (page for page in pages if page.channel != ATTACHMENT)
