"""Room: from web to facts. Lists that are data rather than pages: hanweb's records, JSON answers, sitemaps. Pure."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree

from crawl.api_answer import fragment_values, record_values
from crawl.decode import decode
from crawl.list_lines import ListItem, ListPage, line_text, list_item, list_tree, parse_list_date
from crawl.site import Channel
from crawl.values import as_date
from govdoc.errors import FetchError

RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.S | re.I)
TOTAL_RECORD = re.compile(r"""(?:<totalrecord>|["']?totalRecord["']?\s*[:=]\s*["']?)\s*(\d+)""", re.I)
NEXT_GROUP = re.compile(r"""href\s*=\s*["']([^"']*dataproxy[^"']*)["']""", re.I)
PROXY_URL = re.compile(r"proxyUrl\s*:\s*[\"']([^\"']+)[\"']", re.I)
AJAX_PARAM = re.compile(r"ajaxParam\s*:\s*\{([^{}]*)\}", re.I)
PARAM = re.compile(r"[\"']?(\w+)[\"']?\s*:\s*(?:[\"']([^\"']*)[\"']|([\w.%-]*))")
JSONP = re.compile(r"[\w.$]+\s*\((.*)\)\s*;?", re.S)
FIELD = re.compile(r"\{([\w.]+)\}")
MAX_SITEMAP = 60_000_000


def jpage_list(body: bytes, url: str, channel: Channel, page: int, content_type: str | None) -> ListPage:
    """hanweb: records of HTML inside XML, in the list page or from `dataproxy.jsp?startrecord=1&endrecord=45`."""
    text, _ = decode(body, content_type)
    records = RECORD.findall(text)
    lines = [list_tree(record) for record in records]
    any_line = replace(channel, items="body")
    items = tuple(
        i for tree in lines for node in tree.cssselect("body") if (i := list_item(node, url, any_line)) is not None
    )
    stated = TOTAL_RECORD.search(text)
    total = int(stated[1]) if stated else None
    proxy = _proxy(text)
    if "startrecord" in url:
        following = _records_after(url, _number(url, "endrecord"), channel.step)
    elif proxy:
        following = _records_after(urljoin(url, proxy), len(records), channel.step)
    else:
        return ListPage(items, (), total)
    # a list page without a record of its own leaves the first ones to the proxy as well
    more = (bool(records) or "startrecord" not in url) and (total is None or _number(following, "startrecord") <= total)
    return ListPage(items, (following,) if more else (), total)


def _proxy(text: str) -> str | None:
    """The data proxy's address with the column in it: of the next group, else as the pager's settings name it."""
    if group := NEXT_GROUP.search(text):
        return group[1].replace("&amp;", "&")
    address, settings = PROXY_URL.search(text), AJAX_PARAM.search(text)
    if not address or not settings:
        return None
    column = {name: quoted or bare for name, quoted, bare in PARAM.findall(settings[1])}
    return f"{address[1]}?{urlencode({'col': '1', 'appid': '1'} | column)}"


def _records_after(url: str, last: int, step: int) -> str:
    """The data proxy's address for the `step` records after `last`."""
    parts = urlsplit(url)
    query = {k: v for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in ("page", "group")}
    query |= {"startrecord": str(last + 1), "endrecord": str(last + max(step, 1))}
    query.setdefault("perpage", str(max(step // 3, 1)))
    return urlunsplit(parts._replace(query=urlencode(query, safe="/")))


def _number(url: str, name: str) -> int:
    value = dict(parse_qsl(urlsplit(url).query)).get(name, "")
    return int(value) if value.isdigit() else 0


def json_list(body: bytes, url: str, channel: Channel, page: int, content_type: str | None) -> ListPage:
    """A JSON list; `items`, `link`, `name`, `date`, `total` are dotted paths into it (`data.list`, `URL`)."""
    text = decode(body, content_type)[0].strip()
    if (wrapped := JSONP.fullmatch(text)) is not None:
        text = wrapped[1]
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise FetchError(f"{url}: the list is not JSON ({error}); see what the site serves there now") from error
    rows = value_at(data, channel.items)
    if not isinstance(rows, list):
        raise FetchError(f"{url}: no list at {channel.items!r} in the JSON; correct `items` of channel {channel.id}")
    items = tuple(_json_items(rows, url, channel))
    total = value_at(data, channel.total) if channel.total else None
    count = int(str(total)) if str(total).isdigit() else None
    following = ""
    if rows and channel.pages and (count is None or page * len(rows) < count):
        following = urljoin(url, channel.pages.replace("{page}", str(channel.first_page + page)))
    elif channel.next and isinstance(link := value_at(data, channel.next), str) and link:
        following = urljoin(url, link)
    return ListPage(items, (following,) if following else (), count)


def _json_items(rows: list[Any], url: str, channel: Channel) -> Iterator[ListItem]:
    """Records, or pieces of HTML with a link in each (Hebei's search answers them); keys that nobody named are guessed."""
    for row in rows:
        given = {"url": channel.link, "title": channel.name, "published_on": channel.date}
        known: dict[str, Any] = {name: _given(row, path) for name, path in given.items() if path}
        if len(known) < len(given) and isinstance(row, str | dict):
            found = fragment_values(row, url) if isinstance(row, str) else record_values(row)
            known = {name: hit.raw for name, hit in found.items() if name in given} | known
        link = known.get("url")
        if isinstance(link, str) and link.strip():
            name = line_text(list_tree(f"<p>{known.get('title') or ''}</p>"))
            day = _json_date(known.get("published_on"))
            if day is None and isinstance(row, str):
                day = parse_list_date(line_text(list_tree(row)).replace(name, " "))
            yield ListItem(urljoin(url, link.strip()), name, day)


def _given(row: Any, path: str) -> Any:
    """The value at a path; of an address with paths in braces (`/api/detail?id={id}`) the address, when all of them lead to values."""
    named = FIELD.findall(path)
    if not named:
        return value_at(row, path)
    values = {name: value_at(row, name) for name in named}
    filled = all(isinstance(value, str | int) and value != "" for value in values.values())
    return FIELD.sub(lambda match: quote(str(values[match[1]]), safe=""), path) if filled else None


def _json_date(value: Any) -> date | None:
    """A date as text, or as seconds or milliseconds since 1970; the day is that of China."""
    return as_date(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def value_at(data: Any, path: str) -> Any:
    """The value at a dotted path; numbers index lists; an empty path is the whole; None where it leads nowhere."""
    for step in path.split(".") if path and path != "." else ():
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def sitemap_list(body: bytes, url: str, channel: Channel, page: int, content_type: str | None) -> ListPage:
    """sitemaps.org: addresses with `lastmod`, or an index of further sitemaps; gzip is undone up to 60 MB."""
    if body[:2] == b"\x1f\x8b":
        try:
            body = gzip.GzipFile(fileobj=io.BytesIO(body)).read(MAX_SITEMAP)
        except (OSError, EOFError, zlib.error) as error:
            raise FetchError(
                f"{url}: the packed sitemap is damaged ({error}); see what the site serves there"
            ) from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(body, parser) if body.strip() else None
    if root is None or etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise FetchError(f"{url}: this is not a sitemap; correct `url` of channel {channel.id}")
    found = []
    for entry in root:
        parts = {etree.QName(part).localname: (part.text or "").strip() for part in entry if isinstance(part.tag, str)}
        if parts.get("loc"):
            found.append(ListItem(urljoin(url, parts["loc"]), "", parse_list_date(parts.get("lastmod", ""))))
    if etree.QName(root).localname == "sitemapindex":
        return ListPage((), tuple(item.url for item in found))
    return ListPage(tuple(found))
