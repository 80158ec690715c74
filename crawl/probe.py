"""Room: from web to facts. A few pages of a site, asked for once and not stored: for `govdoc site new` and `site check`.

The same politeness, guard and robots.txt as a harvest; in a process of its own, because Twisted's reactor starts only once in one.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from typing import Any

from crawl.gate import gate_for
from crawl.site import Site
from crawl.target import Answer
from govdoc.errors import FetchError

Asked = tuple[str, str]
"""Address and method; POST sends the address's query as a form."""


def fetch(site: Site, requests: Sequence[Asked], contact: str) -> dict[str, Answer | str]:
    """Address → its answer, or one line about why there is none (robots.txt, refused host, time-out)."""
    if not requests:
        return {}
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
        try:
            return pool.submit(_run, site, tuple(dict.fromkeys(requests)), contact).result(site.limits.seconds)
        except BrokenProcessPool as error:
            raise FetchError(f"{site.base_url}: the fetching process ended early ({error}); try again") from error


def _run(site: Site, requests: Sequence[Asked], contact: str) -> dict[str, Answer | str]:
    """In the child."""
    from scrapy.crawler import CrawlerProcess

    from crawl.scrapy_settings import scrapy_settings

    found: dict[str, Answer | str] = {}
    process = CrawlerProcess(scrapy_settings(site, contact))
    process.crawl(process.create_crawler(_spider()), site=site, requests=requests, found=found)
    process.start(install_signal_handlers=False)
    return {url: found.get(url, "no answer") for url, _ in requests}


def _spider() -> Any:
    """Scrapy is slow to import and only the child needs it."""
    import scrapy
    from scrapy.exceptions import IgnoreRequest
    from scrapy.http import Request, Response

    from crawl.guard import PublicResolver, RefusedError
    from crawl.urls import host_of

    class ProbeSpider(scrapy.Spider):
        name = "govdoc-probe"

        def __init__(self, site: Site, requests: Sequence[Asked], found: dict[str, Answer | str]) -> None:
            super().__init__()
            self.site, self.requests, self.found = site, requests, found
            self.gate = gate_for(site, datetime.now(UTC))

        async def start(self) -> AsyncIterator[Request]:
            for url, method in self.requests:
                request = Request(url, self.on_page, errback=self.on_error, dont_filter=True, cb_kwargs={"asked": url})
                if method == "POST":
                    form = {"Content-Type": "application/x-www-form-urlencoded"}
                    request = request.replace(method="POST", body=url.partition("?")[2], headers=form)
                yield request

        def on_page(self, response: Response, asked: str) -> None:
            content_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
            self.found[asked] = Answer(response.body, response.status, response.url, content_type)

        def on_error(self, failure: Any) -> None:
            url = failure.request.cb_kwargs["asked"]
            reason = " ".join(str(failure.value).split())[:300] or failure.type.__name__
            if host_of(failure.request.url) in PublicResolver.refused:
                reason = (
                    f"{host_of(url)} leads to a private address; say so with --allow-private, or allow_private = true"
                )
            elif failure.check(RefusedError) and "private" in reason:
                reason = f"{host_of(url)} is a private address; say so with --allow-private, or allow_private = true"
            elif failure.check(IgnoreRequest) and not failure.check(RefusedError) and "robots.txt" in reason:
                reason = "robots.txt of the site forbids this address"
            self.found[url] = reason

    return ProbeSpider
