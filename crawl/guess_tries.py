"""Room: from web to facts. Addresses that are worth a try for `govdoc site new`: those that scripts of a list ask, those that systems usually have. Pure guesses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawl.urls import is_web

MAX_SCRIPT = 200_000
"""Characters of one script that are looked at."""

MOST = 5
"""Addresses that are worth a try."""

_CALL = re.compile(
    r"""(?:getJSON|\bajax|\baxios(?:\.\w+)?|\bfetch|\$\.(?:get|post)|\.open|\$http\.\w+|\brequest)\s*\(\s*(?:["'](?:GET|POST)["']\s*,\s*)?"""
    r"""(?:\{[^{}]{0,300}?\burl["']?\s*:\s*)?["'`]([^"'`\s<>]{2,300})["'`]""",
    re.IGNORECASE,
)
_NAMED = re.compile(r"""\b\w*(?:url|api|path|src)\w*["']?\s*[:=]\s*["'`]([^"'`\s<>]{2,300})["'`]""", re.IGNORECASE)
_DATA = re.compile(
    r"\.json(?:$|\?)|/(?:api|api-gateway|openapi|rest|data|service|query|search|list)\b|\?(?:[^#]*&)?\w*page\w*=",
    re.IGNORECASE,
)
_NO_DATA = re.compile(r"\.(?:js|css|png|jpe?g|gif|svg|ico|s?html?|woff2?)(?:$|\?)", re.IGNORECASE)
_OPEN_PAGE = re.compile(
    r"([?&](?:page|p|pageno|pagenum|pageindex|currentpage|curpage)=)(?:\$\{[^{}]*\})?(?=&|$)", re.IGNORECASE
)


def asked_by_scripts(tree: Any, url: str) -> Iterator[str]:
    """At most MOST addresses, those of calls before those of variables; an open page number is the first: `"/list?pageNo=" + n`."""
    scripts = [(node.text or "")[:MAX_SCRIPT] for node in tree.iter("script")]
    found = [called for source in scripts for called in _CALL.findall(source)]
    found += [named for source in scripts for named in _NAMED.findall(source) if _DATA.search(named)]
    usable = [_OPEN_PAGE.sub(r"\g<1>1", address) for address in found if not _NO_DATA.search(address)]
    whole = [urljoin(url, address) for address in usable if "${" not in address]
    here = urlsplit(url).hostname
    yield from list(dict.fromkeys(a for a in whole if is_web(a) and urlsplit(a).hostname == here and a != url))[:MOST]


def likely_turns(url: str) -> Iterator[tuple[str, int]]:
    """How most systems name the further pages of a list: `index_{page}.html` counted from 0 or 1, `?page={page}`."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    stem, dot, extension = (name or "index.html").rpartition(".")
    if dot and not parts.query:
        for joint in "_-":
            address = f"{parts.scheme}://{parts.netloc}{folder}/{stem}{joint}{{page}}.{extension}"
            yield from ((address, 0), (address, 1))
    rest = f"{parts.query}&" if parts.query else ""
    yield parts._replace(query=f"{rest}page={{page}}", fragment="").geturl(), 1


def likely_details(url: str, key: str) -> Iterator[str]:
    """Addresses of the service that gives one record, as most platforms name it beside the list: `/article/detail?id={id}`."""
    folder, _, name = urlsplit(url).path.rstrip("/").rpartition("/")
    for word in ("detail", "info", "get"):
        beside = re.sub(r"(?:list|page|query|search)+", word, name, flags=re.IGNORECASE)
        yield from (f"{folder}/{beside}?{asked}={{{key}}}" for asked in dict.fromkeys(("id", key)) if beside != name)
        yield f"{folder}/{word}?id={{{key}}}"
    yield from (f"{folder}/{name}/{{{key}}}", f"{folder}/{{{key}}}")
