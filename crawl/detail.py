"""Room: from web to facts. A document page that is data: the JSON that a page without content of its own asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from crawl.api_answer import complaint, document_of, load, record_values
from crawl.hints import PageHints
from crawl.links import FILE, files_of_record
from crawl.urls import canonical_url, document_id, host_of, is_web
from govdoc.document import Document
from govdoc.errors import DataError

_DATA = re.compile(rb"[\xef\xbb\xbf\s]*(?:[{\[]|[\w$.]{1,60}\s*\(\s*[{\[])")
MAX_VALUES = 5000
"""Values of an answer that are looked at."""


def is_data(body: bytes) -> bool:
    """Whether the answer is JSON, bare or in a call (JSONP), rather than a page."""
    return bool(_DATA.match(body[:2048]))


def parse_detail(body: bytes, url: str, hints: PageHints | None) -> Document:
    """The fullest record of the answer; its files beside it. DataError: no JSON, an error, no record with a title.

    The id is that of the address asked, so that the next run finds the same document; `url` is the page that the record names, where it names one.
    """
    data = load(body, url)
    best: tuple[int, int, Mapping[str, Any]] | None = None
    for record in _objects(data):
        found = record_values(record)
        rank = (len(found), len(found["text"].raw) if "text" in found else 0)
        if "title" in found and {"text", "number", "index_number"} & found.keys() and (not best or rank > best[:2]):
            best = (*rank, record)
    if best is None:
        raise DataError(f"{url}: {complaint(data)}: check the address of the channel's `link`")
    values = record_values(best[2])
    document = document_of(values, url, hints.id if hints else None, hints.region if hints else None)
    if document is None:
        raise DataError(f"{url}: the record has no title: check the address of the channel's `link`")
    files = files_of_record(best[2], url) or files_of_record(data if isinstance(data, Mapping) else {}, url)
    page = _page_of(document, url)
    origins = {**dict(document.origins), **({"attachments": "json"} if files else {})}
    if page is None:
        origins.pop("url", None)
    site_id = hints.id if hints else host_of(url).replace(".", "_") or "file"
    return replace(
        document,
        id=document_id(site_id, url),
        url=page or url,
        attachments=files,
        origins=tuple(sorted(origins.items())),
    )


def _page_of(document: Document, asked: str) -> str | None:
    """The page that the record names as its own: not a file, not the home page, not the service itself."""
    named = document.url or ""
    if not is_web(named) or canonical_url(named) == canonical_url(asked):
        return None
    parts = urlsplit(named)
    own = bool(parts.path.strip("/") or parts.query or parts.fragment)
    return named if own and not FILE.search(unquote(parts.path)) else None


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    stack, seen = [data], 0
    while stack and seen < MAX_VALUES:
        value = stack.pop()
        seen += 1
        if isinstance(value, dict):
            yield value
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value[:500])
