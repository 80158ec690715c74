"""Room: from web to facts. robots.txt as RFC 9309 has it: none means all may be asked, one that cannot be read means nothing may.

A site whose robots.txt stays unreachable for a month is asked without it (RFC 9309, 2.3.1.4); the next runs find out
how long from the runs before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawl.gate import Gate
from crawl.guard import ShutError, explain
from crawl.urls import host_of
from govdoc.store import Run

READ = 500 * 1024
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""

PATIENCE = timedelta(days=30)
MARK = "robots.txt cannot be read"
"""How the error of a run begins that was shut out in this way."""


def overdue(runs: Sequence[Run], now: datetime) -> bool:
    """Whether all runs of the last month, newest first, and one before, found robots.txt unreachable."""
    for run in runs:
        if MARK not in str(run.summary.get("error") or ""):
            return False
        if now - run.started_at >= PATIENCE:
            return True
    return False


class Robots(RobotsTxtMiddleware):
    """Scrapy's reader of robots.txt, which takes an error page for a robots.txt without rules."""

    @property
    def _gate(self) -> Gate:
        spider: Any = self.crawler.spider
        gate: Gate = spider.gate
        return gate

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._shut(netloc, f"the site answers {response.status}")
        rules = response.body[:READ] if response.status == 200 else b""
        await super()._parse_robots(response.replace(body=rules), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        # a redirect to a host that is not named counts as "no robots.txt"; a run that is over says so itself
        if not isinstance(exc, IgnoreRequest):
            self._shut(netloc, explain(f"http://{netloc}/robots.txt", exc))
        super()._robots_error(exc, netloc)

    def _shut(self, netloc: str, why: str) -> None:
        gate, host = self._gate, host_of(f"http://{netloc}/")
        if not gate.lenient and host not in gate.dead:
            gate.closed.setdefault(host, f"{MARK} of {host} ({why}): nothing may be asked until it can (RFC 9309)")

    def process_request_2(self, rp: Any, request: Request) -> None:
        if reason := self._gate.closed.get(host_of(request.url)):
            raise ShutError(reason)
        super().process_request_2(rp, request)
