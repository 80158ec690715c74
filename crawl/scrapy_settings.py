"""Room: from web to facts. A site's politeness and ceilings as Scrapy calls them."""

from __future__ import annotations

from typing import Any

from crawl.guard import NamedHostsOnly, PublicResolver
from crawl.patience import LONGEST_DELAY, ROBOT, Patience
from crawl.robots import Robots
from crawl.site import Site

AGENT = "govdoc/0.1 (+harvester of published government documents; contact: {contact})"
GRACE = 300
"""Seconds after the end of a run's time in which what is under way may come to its end; then Scrapy ends it."""

PACKAGES = {
    "scrapy.downloadermiddlewares": {
        "downloadtimeout.DownloadTimeoutMiddleware": 350,
        "defaultheaders.DefaultHeadersMiddleware": 400,
        "useragent.UserAgentMiddleware": 500,
        "retry.RetryMiddleware": 550,
        "httpcompression.HttpCompressionMiddleware": 590,
        "redirect.RedirectMiddleware": 600,
        "httpproxy.HttpProxyMiddleware": 750,
    },
    "scrapy.spidermiddlewares": {"start.StartSpiderMiddleware": 25, "httperror.HttpErrorMiddleware": 50},
    "scrapy.extensions": {"corestats.CoreStats": 0, "closespider.CloseSpider": 0, "throttle.AutoThrottle": 0},
}
"""The parts of Scrapy that are used, and their places among others."""

HANDLER = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"


def scrapy_settings(site: Site, contact: str) -> dict[str, Any]:
    """What Scrapy is told. Only the parts that govdoc uses are named: the others cost time on every request,

    and Scrapy imports what is switched off as well (an HTTP client, a template engine, half a second of CPU).
    """
    limits = site.limits
    return {
        "USER_AGENT": AGENT.format(contact=contact or "not given"),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": ROBOT,
        # with a delay no more is under way than can be asked now: what the gate let through must not wait for minutes
        "CONCURRENT_REQUESTS": max(16, site.connections)
        if not site.delay
        else site.connections * (1 + len(site.hosts)) + 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": site.connections,
        "DOWNLOAD_DELAY": site.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "AUTOTHROTTLE_ENABLED": site.delay > 0,
        "AUTOTHROTTLE_START_DELAY": site.delay,
        "AUTOTHROTTLE_MAX_DELAY": LONGEST_DELAY,
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
        # so many workers are made for each response, also for those that yield nothing but the next request: 100 cost 6 ms
        "CONCURRENT_ITEMS": 1,
        "CLOSESPIDER_TIMEOUT": limits.seconds + GRACE,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        # past the retries (550), so that it sees every attempt that finds nobody
        "DOWNLOADER_MIDDLEWARES": {NamedHostsOnly: 560, Robots: 100},
        "DOWNLOADER_MIDDLEWARES_BASE": _parts("scrapy.downloadermiddlewares"),
        "SPIDER_MIDDLEWARES_BASE": _parts("scrapy.spidermiddlewares"),
        "DOWNLOAD_HANDLERS_BASE": {"http": HANDLER, "https": HANDLER},
        "EXTENSIONS": {Patience: 0},
        "EXTENSIONS_BASE": _parts("scrapy.extensions"),
        "TWISTED_DNS_RESOLVER": PublicResolver,
        "DNS_RESOLVER": PublicResolver,
        "GOVDOC_ALLOW_PRIVATE": site.allow_private,
    }


def _parts(package: str) -> dict[str, int]:
    return {f"{package}.{name}": place for name, place in PACKAGES[package].items()}
