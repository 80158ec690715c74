"""Room: from web to facts. Scrapy's patience with a site: delay, crawl-delay of robots.txt, Retry-After, AutoThrottle."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import signals
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.utils.asyncio import call_later

from crawl.urls import host_of

ROBOT = "govdoc"
"""The name that robots.txt may speak to."""

LONGEST_DELAY = 60.0
"""Seconds. A crawl-delay beyond this would never end; such a site is asked once a minute."""

LONGEST_WAIT = 300.0
"""Seconds of Retry-After that a run waits; asked for more, it ends and leaves the site to the next one."""

BUSY = frozenset({429, 503})


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` asks for (a number, or a date); None when it asks for nothing that can be read."""
    text = (value or "").strip()
    if text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    return max((at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds(), 0.0)


class Patience:
    """Scrapy extension: what a site asks for beyond the site file's delay. AutoThrottle never goes below it."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(self.downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Patience:
        return cls(crawler)

    def robots_parsed(self, robotparser: Any, request: Request) -> None:
        try:
            asked = min(float(robotparser.rp.crawl_delay(ROBOT) or 0), LONGEST_DELAY)
        except (AttributeError, ValueError):
            return
        host, downloader = host_of(request.url), self.crawler.engine.downloader
        if asked <= self.crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        downloader.per_slot_settings[host] = {"delay": asked}  # a slot that idles is made anew from here
        if host in downloader.slots:
            downloader.slots[host].delay = asked
        if throttle := self.crawler.get_extension(AutoThrottle):
            throttle.mindelay = max(throttle.mindelay, asked)

    def downloaded(self, response: Response, request: Request, spider: Any) -> None:
        """Called before the next request leaves: a busy site's pause covers all that wait for it."""
        spider.gate.answered(host_of(request.url))
        spider.gate.bytes += len(response.body)
        if response.status not in BUSY:
            return
        header = response.headers.get("Retry-After")
        asked = retry_after(header.decode("latin-1") if header else None, datetime.now(UTC))
        wait = 4 * spider.site.delay if asked is None else asked
        if wait > LONGEST_WAIT:
            spider.gate.stop(f"the site answers {response.status} and asks to wait {wait:.0f} s")
        elif wait > 0:
            self.pause(request, wait)

    def pause(self, request: Request, seconds: float) -> None:
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot"))
        if slot is None:
            return
        usual = self.crawler.engine.downloader.per_slot_settings.get(host_of(request.url), {}).get("delay")
        slot.delay, slot.lastseen = seconds, time.monotonic()
        call_later(seconds, setattr, slot, "delay", usual or self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
