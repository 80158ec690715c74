"""Room: from web to facts. The spider: asks a site's lists, then its pages, politely, and hands answers to the keeper.

What it visits, and in which order, is the plan's business (crawl/plan.py); whether it may go on, the gate's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Request, Response

from crawl.checks import is_trouble, refusal
from crawl.gate import Gate
from crawl.guard import ShutError, explain
from crawl.keeper import Keeper
from crawl.listing import ListPage, first_url, read_list
from crawl.plan import Plan
from crawl.readers import Page, Readers
from crawl.scrapy_settings import scrapy_settings
from crawl.shelf import Shelf
from crawl.site import Channel
from crawl.tally import ChannelTally, SiteTally
from crawl.target import Answer, Target
from crawl.urls import host_of, is_web
from govdoc.document import Attachment, Document
from govdoc.errors import FetchError, GovdocError, StoreError

LIST_PRIORITY = 10
AHEAD = 16
"""Pages asked for at a time: enough to keep connections and readers busy, few enough to keep memory flat."""

Progress = Callable[[SiteTally], None]


class SiteSpider(scrapy.Spider):
    """Harvests one site."""

    name = "govdoc"

    def __init__(self, keeper: Keeper, readers: Readers, gate: Gate, tally: SiteTally, progress: Progress) -> None:
        super().__init__()
        self.keeper = keeper
        self.readers = readers
        self.gate = gate
        self.site = keeper.site
        self.tally = tally
        self.progress = progress
        self.plan = Plan(keeper.site, tally)
        self.targets: Iterator[Target] = iter(())
        self.asked = 0
        self.left = 0
        self.shelf = Shelf(keeper, self.plan)

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> SiteSpider:
        spider: SiteSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.note_error, signal=signals.spider_error)
        return spider

    def note_error(self, failure: Any) -> None:
        """What no callback caught (the store cannot be written, say) would else end in a run that looks complete."""
        self.gate.stop(" ".join(str(failure.value).split())[:300] or failure.type.__name__)

    # lists

    async def start(self) -> AsyncIterator[Request]:
        firsts = [(self.site.absolute(first_url(channel.url, channel)), channel) for channel in self.site.channels]
        for request in [self.list_request(url, channel, 1) for url, channel in firsts]:
            yield request

    def list_request(self, url: str, channel: Channel, page: int) -> Request:
        self.plan.begin_list(url)
        post = channel.method == "POST"
        return Request(
            url,
            self.on_list,
            method=channel.method,
            errback=self.on_list_error,
            headers={"Content-Type": "application/x-www-form-urlencoded"} if post else {},
            body=url.partition("?")[2] if post else None,
            cb_kwargs={"channel": channel, "page": page, "asked": url},
            dont_filter=True,
            priority=LIST_PRIORITY * (len(self.site.channels) - self.plan.order(channel)),
        )

    def on_list(self, response: Response, channel: Channel, page: int, asked: str) -> Iterator[Request]:
        answer = _answer(response)
        following: list[str] = []
        try:
            following = self.plan.take(self.read_list(answer, channel, page, asked), channel, page, asked)
        except GovdocError as error:
            self.list_failed(str(error), answer, channel)
        except Exception as error:  # noqa: BLE001  an unforeseen page must not end the run
            reason = f"list {asked}: cannot be read ({type(error).__name__}: {error})"
            self.list_failed(reason, answer, channel)
        yield from [self.list_request(url, channel, page + 1) for url in following]
        yield from self.list_done()

    def read_list(self, answer: Answer, channel: Channel, page: int, asked: str) -> ListPage:
        if page > 1 and channel.pages and answer.status == 404:
            return ListPage(())  # numbered pages end where the server has no more
        if reason := refusal(answer.body, answer.status, asked, answer.final_url, answer.content_type):
            raise FetchError(f"list {asked}: {reason}")
        return read_list(answer.body, answer.final_url, channel, page, answer.content_type)

    def list_failed(self, reason: str, answer: Answer, channel: Channel) -> None:
        saved = f" (saved as {self.keeper.saved.put(answer.body)})" if answer.body else ""
        self.plan.count(channel).problem(reason + saved, failed=1)
        if is_trouble(answer.status, reason):
            self.gate.trouble(reason)

    def on_list_error(self, failure: Any) -> Iterator[Request]:
        about = failure.request.cb_kwargs
        tally = self.plan.count(about["channel"])
        reason = explain(failure.request.url, failure.value)
        if host_of(failure.request.url) in self.gate.dead:
            tally.failed += 1  # said once for the whole site
        elif failure.check(ShutError):
            tally.notes.append(f"list {about['asked']} was not read: {reason}")
        else:
            tally.problem(f"list {about['asked']}: {reason}", failed=1)
        yield from self.list_done()

    def list_done(self) -> Iterator[Request]:
        """After the last list: the first pages."""
        self.progress(self.tally)
        if self.plan.end_list():
            self.targets = self.plan.targets(self.keeper)
            yield from self.more(AHEAD)

    # pages

    def more(self, count: int = 1) -> Iterator[Request]:
        """The next pages, as long as the run may go on; each page that is done makes room for another."""
        while count and self.asked < self.site.limits.pages and not self.gate.shut:
            target = next(self.targets, None)
            if target is None:
                return
            self.asked += 1
            count -= 1
            yield Request(
                target.url,
                self.on_page,
                errback=self.on_page_error,
                headers=target.headers,
                cb_kwargs={"target": target},
                dont_filter=True,
            )

    async def on_page(self, response: Response, target: Target) -> AsyncIterator[Request]:
        answer = _answer(response)
        try:
            await self.keep(answer, target)
        except ShutError:
            self.left += 1
        except StoreError as error:
            self.gate.stop(str(error))
        except GovdocError as error:
            self.page_failed(target, str(error), answer)
        except Exception as error:  # noqa: BLE001  an unforeseen page must not end the run
            self.page_failed(target, f"cannot be read ({type(error).__name__}: {error})", answer)
        self.progress(self.tally)
        for request in self.more():
            yield request

    async def keep(self, answer: Answer, target: Target) -> None:
        """Store what became of the page and count it. GovdocError when it cannot be taken, ShutError when time is over."""
        tally = self.plan.count(target.channel)
        if answer.status == 304 or (answer.status == 200 and self.keeper.same(target, answer)):
            tally.count(self.keeper.unchanged(target, answer))
            tally.back += target.back
            return self.gate.fine()
        if answer.status in (404, 410) and not target.listed:
            return tally.count(self.keeper.missed(target, answer.status))
        page = Page(answer.body, target.url, answer.final_url, answer.status, answer.content_type)
        reading = await self.readers.read(page)
        if reading.document is None:
            if reading.gone and not target.listed:
                return tally.count(self.keeper.missed(target, answer.status))
            if reading.trouble:
                self.gate.trouble(reading.problem)
            raise FetchError(reading.problem)
        self.gate.fine()
        document, stored = self.keeper.complete(reading.document, target)
        self.shelf.check(target.channel)
        before = {a.url: a for a in stored.attachments} if stored else {}
        kept = [
            await self.attachment(a, before.get(a.url), document, place) for place, a in enumerate(document.attachments)
        ]
        self.shelf.put(target, answer, replace(document, attachments=tuple(kept)), stored)

    def page_failed(self, target: Target, reason: str, answer: Answer) -> None:
        told = self.keeper.failed(target, reason, answer.status, answer.body)
        self.plan.count(target.channel).fail(target.url, told)

    async def attachment(
        self, found: Attachment, before: Attachment | None, document: Document, place: int
    ) -> Attachment:
        """The attachment with its text, or with the reason why there is none. Never fails the page."""
        url = found.url or ""
        if not is_web(url) or not self.site.allows(host_of(url)):
            return replace(found, state="linked", note="on a host that the site file does not name")
        if place >= self.site.limits.attachments:
            return replace(found, state="refused", note=f"more than {self.site.limits.attachments} attachments")
        request = Request(url, headers=self.keeper.attachment_headers(found, before), dont_filter=True)
        try:
            answer = _answer(await self.crawler.engine.download_async(request))
        except ShutError:
            raise
        except Exception as error:  # noqa: BLE001  the network fails in many ways; each is noted with the attachment
            reason = explain(url, error)[:200]
            if isinstance(error, IgnoreRequest | DownloadCancelledError):
                return replace(found, state="refused", note=reason)
            return replace(before or found, state="failed", sha256=None, note=reason)
        if answer.status == 304 and before is not None:
            return replace(before, name=found.name)
        if 400 <= answer.status < 500 or not answer.body:
            return replace(before or found, note=f"the site answers {answer.status}, {len(answer.body)} bytes")
        if answer.status != 200:
            return replace(before or found, state="failed", sha256=None, note=f"the site answers {answer.status}")
        read = await asyncio.to_thread(self.keeper.read_attachment, found, answer)
        self.keeper.keep_attachment(read, answer, document)
        return read

    def on_page_error(self, failure: Any) -> Iterator[Request]:
        target: Target = failure.request.cb_kwargs["target"]
        tally = self.plan.count(target.channel)
        reason = explain(failure.request.url, failure.value)
        if failure.check(ShutError):
            self.left += 1
        elif failure.check(IgnoreRequest) and "robots.txt" in reason:
            tally.skipped += 1
            tally.notes.append(f"{target.url}: {reason}")
        else:
            tally.fail(target.url, self.keeper.failed(target, reason))
            if not failure.check(IgnoreRequest, DownloadCancelledError):
                self.gate.trouble(reason)
        self.progress(self.tally)
        yield from self.more()

    def finish(self) -> None:
        """When nothing is under way any more: what waits is stored, and what is left is told."""
        self.shelf.clear()
        self.keeper.flush()
        left = self.plan.planned - self.asked + self.left
        why = self.gate.shut or f"limits.pages = {self.site.limits.pages}"
        if left > 0:
            self.tally.notes.append(f"{left} pages are left for the next run ({why})")
        self.tally.error = self.tally.error or self.gate.error


def _answer(response: Response) -> Answer:
    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1").strip() if value else None

    final = response.url
    names = (header("Content-Type"), header("ETag"), header("Last-Modified"))
    return Answer(response.body, response.status, final, *names)


def run_spider(keeper: Keeper, readers: Readers, gate: Gate, contact: str, progress: Progress) -> SiteTally:
    """Harvest the keeper's site. Once per process: Twisted's reactor cannot be started twice."""
    site = keeper.site
    tally = SiteTally(site.id, site.title, {c.id: ChannelTally(c.id, c.title) for c in site.channels})
    started = time.monotonic()
    process = CrawlerProcess(scrapy_settings(site, contact))
    crawler = process.create_crawler(SiteSpider)
    process.crawl(crawler, keeper=keeper, readers=readers, gate=gate, tally=tally, progress=progress)
    process.start(install_signal_handlers=False)
    if isinstance(crawler.spider, SiteSpider):
        crawler.spider.finish()
    tally.seconds = time.monotonic() - started
    finished = crawler.stats.get_value("finish_reason") if crawler.stats else None
    if finished != "finished" and tally.error is None:
        tally.error = f"the run ended early ({finished or 'the crawler did not start'}); the next run goes on"
    return tally
