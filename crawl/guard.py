"""Room: from web to facts. Which hosts and addresses Scrapy may ask: those the site file names, and no private ones."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Request
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer

from crawl.gate import Gate
from crawl.site import Site
from crawl.urls import host_of, is_private, literal_address


class RefusedError(IgnoreRequest):
    """A request that must not be made: a host the site file does not name, or a private address."""


class ShutError(IgnoreRequest):
    """A request that is left for the next run: a ceiling is reached, or the host does not answer."""


class PublicResolver(CachingThreadedResolver):
    """Looks names up and refuses those that lead to private addresses; the address looked at is the one connected to."""

    allow_private = False
    refused: set[str] = set()  # noqa: RUF012  (one resolver a process; the spider reads it to say why)

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> PublicResolver:
        resolver: PublicResolver = super().from_crawler(crawler, reactor)
        resolver.allow_private = crawler.settings.getbool("GOVDOC_ALLOW_PRIVATE")
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        looked_up = super().getHostByName(name, timeout)
        if self.allow_private or literal_address(name):  # written-out addresses are checked by the middleware
            return looked_up
        return looked_up.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> Any:
        if is_private(address):
            self.refused.add(name)
            return defer.fail(OSError(f"{name} leads to the private address {address}"))
        return address


class NamedHostsOnly:
    """Downloader middleware: every request, also after each redirect and for robots.txt, goes to a named host or nowhere."""

    def __init__(self, site: Site, gate: Gate) -> None:
        self.site = site
        self.gate = gate

    @classmethod
    def from_crawler(cls, crawler: Any) -> NamedHostsOnly:
        return cls(crawler.spider.site, crawler.spider.gate)

    def process_request(self, request: Request) -> None:
        host = host_of(request.url)
        if not self.site.allows(host):
            raise RefusedError(f"leads to {host}, a host that the site file does not name")
        address = literal_address(host)
        if address and is_private(address) and not self.site.allow_private:
            raise RefusedError(f"leads to the private address {host}; the site file does not say allow_private = true")
        if reason := self.gate.dead.get(host) or self.gate.shut:
            raise ShutError(reason)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if not isinstance(exception, IgnoreRequest | DownloadCancelledError):
            self.gate.unreachable(host_of(request.url), request.url, explain(request.url, exception))


def explain(url: str, error: BaseException) -> str:
    """One line about what went wrong on the way."""
    host = host_of(url)
    if host in PublicResolver.refused:
        return f"{host} leads to a private address; the site file does not say allow_private = true"
    return " ".join(str(error).split())[:300] or type(error).__name__
