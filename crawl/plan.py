"""Room: from web to facts. What a run visits: lists first, then the pages they show, then those they show no more. No network.

Every list is read before any page is asked for: so that a page shown by two channels always belongs to the first of
them, and a page that no list shows any more is known before it is visited.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from crawl.keeper import Keeper
from crawl.listing import ListItem, ListPage
from crawl.site import Channel, Site
from crawl.tally import ChannelTally, SiteTally
from crawl.target import Target, address_of, details
from crawl.urls import canonical_url, document_id, host_of
from govdoc.errors import FetchError
from govdoc.store import PageState
from govdoc.store.agenda import Agenda, Shown

T = TypeVar("T")

PORTION = 100
"""Pages whose states are looked up together: what is known of a site is never all in memory."""


ELSEWHERE = frozenset({"sitemap", "jpage"})
"""Lists whose first page may hold no item and only say where they are."""


@dataclass(slots=True)
class Plan:
    """What one run has seen of a site's lists. `pending` list pages are still to come, `planned` pages to visit."""

    site: Site
    tally: SiteTally
    pending: int = 0
    planned: int = 0
    lists: set[str] = field(default_factory=set)
    agenda: Agenda = field(default_factory=Agenda)
    lines: dict[str, int] = field(default_factory=dict)
    stated: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {channel.id: place for place, channel in enumerate(self.site.channels)}

    def count(self, channel: Channel) -> ChannelTally:
        found = self.tally.channels.setdefault(channel.id, ChannelTally(channel.id, channel.title))
        found.touch()
        return found

    def order(self, channel: Channel) -> int:
        """The channel's place in the site file."""
        return self.places[channel.id]

    def begin_list(self, url: str) -> None:
        self.pending += 1
        self.lists.add(canonical_url(url))

    def take(self, found: ListPage, channel: Channel, page: int, asked: str) -> list[str]:
        """Remember what a list page shows; the list pages to read next. FetchError when it shows less than expected.

        Fail closed: a list with fewer items than the site file expects is a changed template, never "no news".
        """
        elsewhere = channel.list in ELSEWHERE and bool(found.next)
        if page == 1 and not elsewhere and len(found.items) < channel.min_items:
            raise self._too_few(channel, len(found.items), asked)
        tally = self.count(channel)
        self.lines[channel.id] = self.lines.get(channel.id, 0) + len(found.items)
        if found.total is not None:
            self.stated[channel.id] = found.total
        fresh = sum([self._show(item, channel, tally) for item in found.items])
        following = [url for url in found.next if canonical_url(url) not in self.lists]
        if page > 1 and found.items and not fresh and following:
            tally.notes.append(f"list page {page} shows nothing new: reading stopped there")
            return []
        if page >= channel.max_pages and following:
            tally.notes.append(f"reading stopped after {page} list pages (max_pages)")
            return []
        return following

    def end_list(self) -> bool:
        """One list page less to wait for; whether it was the last."""
        self.pending -= 1
        return self.pending == 0

    def targets(self, keeper: Keeper) -> Iterator[Target]:
        """The pages to visit once every list is read: what was never read comes first, so that no ceiling hides it.

        Then what failed, then what was looked at longest ago, then what no list shows any more.
        """
        self._expect_elsewhere()
        shown = self.agenda.by_channel()
        for place, channel in enumerate(self.site.channels):
            self.count(channel).listed += shown.get(place, 0)
        self._expect_documents()
        self.agenda.know((page.url, _rank(page)) for page in details(keeper.store.pages(self.site.id)))
        # only lists that were read in full can say what is no longer on them
        complete = self.complete
        self.planned = sum(shown.values()) + (self.agenda.count_absent() if complete else 0)
        self.expect_totals()
        return self._targets(keeper, complete)

    @property
    def complete(self) -> bool:
        """Whether every list was read to its end, and shows what is expected."""
        return not self.tally.error and not any(t.problems or t.notes for t in self.tally.channels.values())

    def _targets(self, keeper: Keeper, with_absent: bool) -> Iterator[Target]:
        removed = {stone.document_id for stone in keeper.store.tombstones()}
        for portion in _portions(self.agenda.to_visit()):
            known = keeper.store.pages_by_urls([shown.key for shown in portion])
            for shown in portion:
                channel = self.site.channels[shown.channel]
                if document_id(self.site.id, shown.key) in removed:
                    self.count(channel).skipped += 1
                    self.planned -= 1
                else:
                    yield Target(shown.url, channel, True, shown.day, known.get(shown.key))
        for keys in _portions(self.agenda.absent()) if with_absent else ():
            pages = keeper.store.pages_by_urls(keys)
            for key in keys:
                if target := self._absent(keeper, pages[key]):
                    yield target
                else:
                    self.planned -= 1

    def _absent(self, keeper: Keeper, page: PageState) -> Target | None:
        """A page of earlier runs that no list shows now: still there, or gone?"""
        channel = self.site.channel(page.channel or "")
        if channel is None or not page.document_id or page.state == "gone":
            return None
        stored = keeper.stored(page.url)
        return Target(address_of(page, stored), channel, False, None, page) if stored else None

    def _expect_documents(self) -> None:
        """Lists that together show less than the site file expects have changed, also when each is in order."""
        listed, expected = self.tally.total("listed"), self.site.min_documents
        if listed < expected and self.complete:
            self.tally.error = (
                f"the lists show {listed} documents where at least {expected} are expected (min_documents)"
            )

    def _expect_elsewhere(self) -> None:
        """A sitemap's entries may all stand in the sitemaps it names, hanweb's records in its data proxy: they are counted at the end."""
        for channel in self.site.channels:
            tally = self.count(channel)
            lines = self.lines.get(channel.id, 0)
            if channel.list in ELSEWHERE and not tally.problems and lines < channel.min_items:
                tally.problem(str(self._too_few(channel, lines, channel.url)), failed=1)

    def expect_totals(self) -> None:
        """A list that states how many items it has should have shown them. Only a note: sites count wrongly, too."""
        for channel in self.site.channels:
            lines, stated = self.lines.get(channel.id, 0), self.stated.get(channel.id, 0)
            if lines < stated:
                self.count(channel).notes.append(
                    f"the list states {stated} items and showed {lines}: {stated - lines} are missing"
                )

    def _too_few(self, channel: Channel, lines: int, asked: str) -> FetchError:
        return FetchError(
            f"list {asked}: {lines} items where at least {channel.min_items} are expected; "
            f"the page has changed: correct channel {channel.id} of the site file"
        )

    def _show(self, item: ListItem, channel: Channel, tally: ChannelTally) -> bool:
        """Remember a list line; whether it is new to this run. The first channel of the site file keeps the page."""
        if not self.site.allows(host_of(item.url)):
            tally.skipped += 1
            return False
        key = canonical_url(item.url)
        return self.agenda.show(Shown(key, item.url, self.order(channel), item.date))


def _portions(rows: Iterator[T]) -> Iterator[list[T]]:
    while some := list(islice(rows, PORTION)):
        yield some


def _rank(page: PageState) -> str:
    """Failed pages before those that were read, and these by the time of the last visit."""
    at = page.checked_at or page.first_seen_at
    return ("1" if page.state == "failed" or not page.document_id else "2") + at.isoformat()
