"""Room: from web to facts. The spider: asks a site's lists, then its pages, politely, and hands answers to the keeper.

What it visits, and in which order, is the plan's business (crawl/plan.py).
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

from crawl.checks import refusal
from crawl.guard import NamedHostsOnly, PublicResolver
from crawl.keeper import Answer, Keeper, Target
from crawl.listing import ListPage, first_url, read_list
from crawl.plan import Plan
from crawl.site import Channel, Site
from crawl.tally import ChannelTally, SiteTally
from crawl.urls import host_of, is_web
from govdoc.document import Attachment, Document
from govdoc.errors import FetchError, GovdocError

AGENT = "govdoc/0.1 (+harvester of published government documents; contact: {contact})"
LIST_PRIORITY = 10
Progress = Callable[[SiteTally], None]


class SiteSpider(scrapy.Spider):
    """Harvests one site."""

    name = "govdoc"

    def __init__(self, keeper: Keeper, tally: SiteTally, progress: Progress) -> None:
        super().__init__()
        self.keeper = keeper
        self.site = keeper.site
        self.tally = tally
        self.progress = progress
        self.plan = Plan(keeper.site, tally)

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> SiteSpider:
        spider: SiteSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.obey_delay, signal=signals.robots_parsed)
        crawler.signals.connect(spider.note_error, signal=signals.spider_error)
        return spider

    def obey_delay(self, robotparser: Any, request: Request) -> None:
        """Crawl-delay of robots.txt, where it asks for more patience than the site file; at most a minute."""
        agent = self.crawler.settings["USER_AGENT"]
        try:
            asked = min(float(robotparser.rp.crawl_delay(agent) or 0), 60.0)
        except (AttributeError, ValueError):
            return
        for slot in self.crawler.engine.downloader.slots.values():
            slot.delay = max(slot.delay, asked)

    def note_error(self, failure: Any) -> None:
        """What no callback caught (the store cannot be written, say) would else end in a run that looks complete."""
        self.tally.error = " ".join(str(failure.value).split())[:300] or failure.type.__name__

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
            following = self.plan.take(self.read(answer, channel, page, asked), channel, page, asked)
        except GovdocError as error:
            self.plan.count(channel).problem(str(error), failed=1)
        except Exception as error:  # noqa: BLE001  an unforeseen page must not end the run
            reason = f"list {asked}: cannot be read ({type(error).__name__}: {error})"
            self.plan.count(channel).problem(reason, failed=1)
        yield from [self.list_request(url, channel, page + 1) for url in following]
        yield from self.list_done()

    def read(self, answer: Answer, channel: Channel, page: int, asked: str) -> ListPage:
        if page > 1 and channel.pages and answer.status == 404:
            return ListPage(())  # numbered pages end where the server has no more
        if reason := refusal(answer.body, answer.status, asked, answer.final_url, answer.content_type):
            raise FetchError(f"list {asked}: {reason}")
        return read_list(answer.body, answer.final_url, channel, page, answer.content_type)

    def on_list_error(self, failure: Any) -> Iterator[Request]:
        about = failure.request.cb_kwargs
        self.plan.count(about["channel"]).problem(f"list {about['asked']}: {self.reason(failure)}", failed=1)
        yield from self.list_done()

    def list_done(self) -> Iterator[Request]:
        """After the last list: the pages."""
        self.progress(self.tally)
        for target in self.plan.targets(self.keeper) if self.plan.end_list() else ():
            yield Request(
                target.url,
                self.on_page,
                errback=self.on_page_error,
                headers=target.headers,
                cb_kwargs={"target": target},
                dont_filter=True,
            )

    async def on_page(self, response: Response, target: Target) -> None:
        tally = self.plan.count(target.channel)
        answer = _answer(response)
        state = "failed"
        try:
            state = await self.keep(answer, target)
        except GovdocError as error:
            self.keeper.failed(target, str(error), answer.status, answer.body)
            tally.problems.append(f"{target.url}: {error}")
        except Exception as error:  # noqa: BLE001  an unforeseen page must not end the run
            reason = f"cannot be read ({type(error).__name__}: {error})"
            self.keeper.failed(target, reason, answer.status, answer.body)
            tally.problems.append(f"{target.url}: {reason}")
        tally.count(state)
        self.progress(self.tally)

    async def keep(self, answer: Answer, target: Target) -> str:
        """What became of the page: new, changed, unchanged, missed, gone. GovdocError when it cannot be taken."""
        if answer.status == 304:
            return self.keeper.unchanged(target, answer)
        if answer.status in (404, 410) and not target.listed:
            return self.keeper.missed(target, answer.status)
        if reason := refusal(answer.body, answer.status, target.url, answer.final_url, answer.content_type):
            raise FetchError(reason)
        document = self.keeper.read(target, answer)
        if document is None:
            return self.keeper.unchanged(target, answer)
        stored = self.keeper.stored(target.url)
        before = {a.url: a for a in stored.attachments} if stored else {}
        kept = [
            await self.attachment(a, before.get(a.url), document, place) for place, a in enumerate(document.attachments)
        ]
        return self.keeper.finish(target, answer, replace(document, attachments=tuple(kept)))

    async def attachment(
        self, found: Attachment, before: Attachment | None, document: Document, place: int
    ) -> Attachment:
        """The attachment with its text, or with the reason why there is none. Never fails the page."""
        url = found.url or ""
        if not is_web(url) or host_of(url) not in self.site.allowed_hosts:
            return replace(found, state="linked", note="on a host that the site file does not name")
        if place >= self.site.limits.attachments:
            return replace(found, state="refused", note=f"more than {self.site.limits.attachments} attachments")
        request = Request(url, headers=self.keeper.attachment_headers(found, before), dont_filter=True)
        try:
            answer = _answer(await self.crawler.engine.download_async(request))
        except Exception as error:  # noqa: BLE001  the network fails in many ways; each is noted with the attachment
            reason = " ".join(str(error).split())[:200] or type(error).__name__
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

    def on_page_error(self, failure: Any) -> None:
        target: Target = failure.request.cb_kwargs["target"]
        tally = self.plan.count(target.channel)
        reason = self.reason(failure)
        if failure.check(IgnoreRequest) and "robots.txt" in reason:
            tally.skipped += 1
            tally.notes.append(f"{target.url}: {reason}")
            return
        self.keeper.failed(target, reason)
        tally.problems.append(f"{target.url}: {reason}")
        tally.count("failed")
        self.progress(self.tally)

    def reason(self, failure: Any) -> str:
        """One line about what went wrong on the way."""
        host = host_of(failure.request.url)
        if host in PublicResolver.refused:
            return f"{host} leads to a private address; the site file does not say allow_private = true"
        text = " ".join(str(failure.value).split())
        return text[:300] or failure.type.__name__


def _answer(response: Response) -> Answer:
    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1").strip() if value else None

    final = response.url
    names = (header("Content-Type"), header("ETag"), header("Last-Modified"))
    return Answer(response.body, response.status, final, *names)


def scrapy_settings(site: Site, contact: str) -> dict[str, Any]:
    """Politeness and ceilings as Scrapy calls them."""
    limits = site.limits
    return {
        "USER_AGENT": AGENT.format(contact=contact or "not given"),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "govdoc",
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": site.delay,
        "AUTOTHROTTLE_ENABLED": site.delay > 0,
        "AUTOTHROTTLE_START_DELAY": site.delay,
        "DOWNLOAD_MAXSIZE": limits.bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": limits.timeout,
        "DNS_TIMEOUT": 20,
        "REDIRECT_MAX_TIMES": limits.redirects,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_TIMES": 2,
        "CLOSESPIDER_TIMEOUT": limits.seconds,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "DOWNLOADER_MIDDLEWARES": {NamedHostsOnly: 50},
        "TWISTED_DNS_RESOLVER": PublicResolver,
        "DNS_RESOLVER": PublicResolver,
        "GOVDOC_ALLOW_PRIVATE": site.allow_private,
    }


def run_spider(keeper: Keeper, contact: str, progress: Progress) -> SiteTally:
    """Harvest the keeper's site. Once per process: Twisted's reactor cannot be started twice."""
    site = keeper.site
    tally = SiteTally(site.id, site.title, {c.id: ChannelTally(c.id, c.title) for c in site.channels})
    started = time.monotonic()
    process = CrawlerProcess(scrapy_settings(site, contact))
    crawler = process.create_crawler(SiteSpider)
    process.crawl(crawler, keeper=keeper, tally=tally, progress=progress)
    process.start(install_signal_handlers=False)
    tally.seconds = time.monotonic() - started
    finished = crawler.stats.get_value("finish_reason") if crawler.stats else None
    if finished != "finished" and tally.error is None:
        tally.error = f"the run ended early ({finished or 'the crawler did not start'}); the next run goes on"
    return tally
