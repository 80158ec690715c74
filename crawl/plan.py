"""Room: from web to facts. What a run visits: lists first, then the pages they show, then those they show no more. No network.

Every list is read before any page is asked for: so that a page shown by two channels always belongs to the first of
them, and a page that no list shows any more is known before it is visited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crawl.keeper import Keeper, Target, details
from crawl.listing import ListItem, ListPage
from crawl.site import Channel, Site
from crawl.tally import ChannelTally, SiteTally
from crawl.urls import canonical_url, host_of
from govdoc.document import Document
from govdoc.errors import FetchError
from govdoc.store import PageState


@dataclass(frozen=True, slots=True)
class Shown:
    """A list line, and the channel whose list shows it."""

    channel: Channel
    item: ListItem


@dataclass(slots=True)
class Plan:
    """What one run has seen of a site's lists. `pending` list pages are still to come."""

    site: Site
    tally: SiteTally
    pending: int = 0
    lists: set[str] = field(default_factory=set)
    shown: dict[str, Shown] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    stated: dict[str, int] = field(default_factory=dict)

    def count(self, channel: Channel) -> ChannelTally:
        found = self.tally.channels.setdefault(channel.id, ChannelTally(channel.id, channel.title))
        found.touch()
        return found

    def order(self, channel: Channel) -> int:
        """The channel's place in the site file."""
        return self.site.channels.index(channel)

    def begin_list(self, url: str) -> None:
        self.pending += 1
        self.lists.add(canonical_url(url))

    def take(self, found: ListPage, channel: Channel, page: int, asked: str) -> list[str]:
        """Remember what a list page shows; the list pages to read next. FetchError when it shows less than expected.

        Fail closed: a list with fewer items than the site file expects is a changed template, never "no news".
        """
        if page == 1 and channel.list != "sitemap" and len(found.items) < channel.min_items:
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

    def targets(self, keeper: Keeper) -> list[Target]:
        """The pages to visit once every list is read; what was never read comes first, so that no ceiling hides it."""
        known = {page.url: page for page in details(keeper.store.pages(self.site.id))}
        self._expect_sitemaps()
        for shown in self.shown.values():
            self.count(shown.channel).listed += 1
        found = list(self._listed(keeper, known))
        if not any(tally.problems or tally.notes for tally in self.tally.channels.values()):
            # only lists that were read in full can say what is no longer on them
            found.extend(self._absent(keeper, known))
        self.expect_totals()
        found.sort(key=lambda target: target.known is not None and target.known.state != "failed")
        return self._within_limit(found)

    def _expect_sitemaps(self) -> None:
        """A sitemap's entries may all stand in the sitemaps it names: they are counted at the end."""
        for channel in self.site.channels:
            tally = self.count(channel)
            lines = self.lines.get(channel.id, 0)
            if channel.list == "sitemap" and not tally.problems and lines < channel.min_items:
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
        if host_of(item.url) not in self.site.allowed_hosts:
            tally.skipped += 1
            return False
        key = canonical_url(item.url)
        before = self.shown.get(key)
        if before is None or self.order(channel) < self.order(before.channel):
            self.shown[key] = Shown(channel, item)
        return before is None

    def _listed(self, keeper: Keeper, known: dict[str, PageState]) -> Iterator[Target]:
        for key, shown in sorted(self.shown.items(), key=lambda pair: self.order(pair[1].channel)):
            if keeper.redacted(key):
                self.count(shown.channel).skipped += 1
            else:
                yield Target(shown.item.url, shown.channel, True, shown.item.date, known.get(key))

    def _absent(self, keeper: Keeper, known: dict[str, PageState]) -> Iterator[Target]:
        """Pages of earlier runs that no list shows now: still there, or gone?"""
        for key, page in known.items():
            channel = self.site.channel(page.channel or "")
            if key in self.shown or channel is None or not page.document_id or page.state == "gone":
                continue
            stored: Document | None = keeper.stored(key)
            if stored is not None:
                yield Target(stored.url or key, channel, False, None, page)

    def _within_limit(self, targets: Iterable[Target]) -> list[Target]:
        found = list(targets)
        limit = self.site.limits.pages
        if len(found) > limit:
            note = f"{len(found) - limit} pages are left for the next run (limits.pages = {limit})"
            self.count(self.site.channels[0]).notes.append(note)
        return found[:limit]
