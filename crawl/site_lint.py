"""Room: from web to facts. The score card of a site and of each column, from archived pages; no network. For `govdoc site lint`.

100 points a column: what is missing or wrong takes its share off, by the share of pages it is found on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from crawl.archive import Archive
from crawl.lint_page import CORE, SAID, TAGS, Finding, lint_page
from crawl.site import Site
from crawl.target import details
from crawl.urls import canonical_url
from govdoc.document import Document
from govdoc.errors import DataError
from govdoc.store import PageState, Store

WEIGHTS = {"tag": 30.0, "core": 30.0, "date": 10.0, "encoding": 10.0, "link": 10.0, "stale": 10.0}
COUNTED_CORE = sum(counts for *_, counts in CORE)
STALE_DAYS = 183
"""国办秘函〔2019〕19号 counts columns of notices and policy documents without an update for half a year."""


@dataclass(slots=True)
class Card:
    """One column (or, with title 全站, the site): pages looked at, the newest day, findings counted, and the points."""

    channel: str
    title: str
    pages: int = 0
    newest: date | None = None
    stale_days: int | None = None
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    found: list[tuple[str, Finding]] = field(default_factory=list)

    def add_page(self, url: str, findings: tuple[Finding, ...]) -> None:
        self.pages += 1
        self.hit.update({finding.check for finding in findings})
        self.add(url, findings)

    def add(self, url: str, findings: Iterable[Finding]) -> None:
        for finding in findings:
            # addresses and dates differ from page to page: only what has a name is worth counting by it
            self.counts[finding.check, finding.what if finding.check in ("tag", "core", "core-told") else ""] += 1
            self.found.append((url, finding))

    @property
    def points(self) -> int | None:
        """0–100; None for a column without a page."""
        if not self.pages:
            return None
        readable = self.pages - self.hit["unreadable"]
        lost = WEIGHTS["stale"] if self.stale_days is not None else 0.0
        if readable:
            lost += WEIGHTS["tag"] * self._named("tag") / (len(TAGS) * readable)
            lost += WEIGHTS["core"] * self._named("core") / (COUNTED_CORE * readable)
            lost += sum(WEIGHTS[check] * self.hit[check] / readable for check in ("date", "encoding", "link"))
        return round((100 - min(lost, 100)) * readable / self.pages)

    def _named(self, check: str) -> int:
        return sum(count for (name, _), count in self.counts.items() if name == check)

    def lines(self) -> Iterator[str]:
        """What a reader is told, the most frequent first: `缺规定标签 SiteIDCode：12/12`."""
        for (check, what), count in sorted(
            self.counts.items(), key=lambda pair: (list(SAID).index(pair[0][0]), -pair[1], pair[0][1])
        ):
            yield f"{SAID[check]}{f' {what}' if what else ''}：{count}/{self.pages}"
        if self.stale_days is not None:
            yield f"栏目久未更新：最新一件 {self.newest}，已 {self.stale_days} 天"

    def as_json(self) -> dict[str, Any]:
        return {
            "channel": self.channel,
            "title": self.title,
            "pages": self.pages,
            "points": self.points,
            "newest": self.newest.isoformat() if self.newest else None,
            "stale_days": self.stale_days,
            "findings": [
                {"url": url, "check": f.check, "said": SAID[f.check], "what": f.what} for url, f in self.found
            ],
        }


def lint_site(site: Site, store: Store, archive: Archive, on: date, stale_after: int = STALE_DAYS) -> list[Card]:
    """A card for each column, and last one for the whole site."""
    pages = list(store.pages(site.id))
    dead = {canonical_url(page.url) for page in pages if page.state == "gone" or page.http_status in (404, 410)}
    cards = {channel.id: Card(channel.id, channel.title) for channel in site.channels}
    whole = Card("", "全站")
    for page in details(pages):
        card = cards.get(page.channel or "")
        body = _bytes(page, archive)
        if card is None or body is None or page.state == "gone":
            continue
        findings = lint_page(body, page.url, site, dead)
        for one in (card, whole):
            one.add_page(page.url, findings)
    for document, card in _documents(cards, store, pages):
        day = _day(document)
        if day is not None and day <= on and (card.newest is None or day > card.newest):
            card.newest = day
        for one in (card, whole):
            one.add(document.url or document.id, _files(document))
    for card in cards.values():
        if card.newest is not None and on - card.newest > timedelta(days=stale_after):
            card.stale_days = (on - card.newest).days
    known = [card.newest for card in cards.values() if card.newest]
    whole.newest = max(known, default=None)
    return [*cards.values(), whole]


def _bytes(page: PageState, archive: Archive) -> bytes | None:
    """The archived bytes; None for a page that never came, or whose bytes are lost (`govdoc doctor` says which)."""
    try:
        return archive.get(page.sha256) if page.sha256 else None
    except DataError:
        return None


def _documents(cards: dict[str, Card], store: Store, pages: Iterable[PageState]) -> Iterator[tuple[Document, Card]]:
    """The stored documents that are still there, each with the card of its column."""
    channels = {page.document_id: page.channel for page in details(pages) if page.document_id and page.state != "gone"}
    for document in store.documents_by_ids(channels).values():
        if (card := cards.get(channels[document.id] or "")) is not None:
            yield document, card


def _files(document: Document) -> Iterator[Finding]:
    """Attachments that cannot be searched: scans, and files that were damaged, protected or beyond a cap."""
    for attachment in document.attachments:
        if attachment.state == "image_only":
            yield Finding("scan", attachment.name)
        elif attachment.state in ("failed", "refused"):
            yield Finding("file", f"{attachment.name}：{attachment.note or attachment.state}")


def _day(document: Document) -> date | None:
    return document.published_on or document.issued_on
