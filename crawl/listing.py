"""Room: from web to facts. What a list page gives: the items it shows, the list pages that follow. Pure."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree
from lxml import html as lxml_html

from crawl.decode import decode
from crawl.site import Channel
from crawl.urls import is_web
from govdoc.errors import FetchError

DATE = re.compile(r"((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
NEXT = re.compile(r"(?:下一?页|后一页|next)\s*[>»›]*", re.I)
CREATE_PAGES = re.compile(r"createPageHTML\s*\(([^(),]*(?:,[^(),]*){3,8})\)")
RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.S | re.I)
TOTAL_RECORD = re.compile(r"""(?:<totalrecord>|["']?totalRecord["']?\s*[:=]\s*["']?)\s*(\d+)""", re.I)
NEXT_GROUP = re.compile(r"""href\s*=\s*["']([^"']*dataproxy[^"']*)["']""", re.I)
MAX_SITEMAP = 60_000_000
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class ListItem:
    """A line of a list: the address of a detail page, and the title and date shown beside it."""

    url: str
    title: str = ""
    date: date | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """`next` are addresses of further list pages; `total` is the number of items that the list says it has."""

    items: tuple[ListItem, ...]
    next: tuple[str, ...] = ()
    total: int | None = None


def read_list(body: bytes, url: str, channel: Channel, page: int = 1, content_type: str | None = None) -> ListPage:
    """Items and following pages of list page number `page`, from 1. FetchError when it is no such list."""
    readers = {"static": _static, "script": _script, "jpage": _jpage, "json": _json, "sitemap": _sitemap}
    found = readers[channel.list](body, url, channel, page, content_type)
    return replace(found, items=_wanted(found.items, channel))


def first_url(url: str, channel: Channel) -> str:
    """The address of the first list page: `{page}` stands for its number, `first_page`."""
    return url.replace("{page}", str(channel.first_page))


def parse_list_date(text: str) -> date | None:
    """The first date in a list line: `[2019-08-05]`, `2019.8.5`, `2019年8月5日`. None when there is none."""
    for year, month, day in DATE.findall(text):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _wanted(items: tuple[ListItem, ...], channel: Channel) -> tuple[ListItem, ...]:
    """Each address once, only web addresses, only those that `match` and `exclude` let through."""
    found: dict[str, ListItem] = {}
    for item in items:
        wanted = is_web(item.url) and (not channel.match or re.search(channel.match, item.url))
        if wanted and not (channel.exclude and re.search(channel.exclude, item.url)):
            found.setdefault(item.url, item)
    return tuple(found.values())


def _tree(text: str) -> Any:
    """The parsed page; an empty one gives an empty element."""
    # lxml refuses text with an encoding declaration, and what is decoded has no use for one
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\0", "")
    try:
        return lxml_html.document_fromstring(text or "<html></html>")
    except (etree.ParserError, etree.XMLSyntaxError):
        return lxml_html.document_fromstring("<html></html>")


def _text(node: Any) -> str:
    return " ".join(str(node.text_content()).split())


def _base(tree: Any, url: str) -> str:
    declared = tree.xpath("string(//base/@href)").strip()
    return urljoin(url, declared) if declared else url


def _item(node: Any, base: str, channel: Channel) -> ListItem | None:
    """One list line. The title attribute is used where the shown title is cut with dots."""
    link = node if node.tag == "a" else next(iter(node.cssselect(channel.link or "a[href]")), None)
    href = (link.get("href") or "").strip() if link is not None else ""
    if link is None or not href or href.startswith(("#", "javascript:")):
        return None
    named = node.cssselect(channel.name) if channel.name else []
    shown = _text(named[0] if named else link)
    full = " ".join((link.get("title") or "").split())
    title = full if full and (not shown or shown.endswith(("...", "…")) or len(full) > len(shown)) else shown
    dated = node.cssselect(channel.date) if channel.date else []
    around = node if node.tag != "a" or node.getparent() is None else node.getparent()
    return ListItem(
        urljoin(base, href), title, parse_list_date(_text(dated[0] if dated else around).replace(title, " "))
    )


def _html_items(tree: Any, base: str, channel: Channel) -> tuple[ListItem, ...]:
    nodes = tree.cssselect(channel.items) if channel.items else _lines(tree)
    return tuple(item for node in nodes if (item := _item(node, base, channel)) is not None)


def _lines(tree: Any) -> list[Any]:
    """The lines of a list nobody described: the innermost li, tr, dd, p with a link and a date."""
    found = []
    for node in tree.xpath("//*[self::li or self::tr or self::dd or self::p][.//a[@href]]"):
        inner = node.xpath(".//*[self::li or self::tr or self::dd or self::p][.//a[@href]]")
        if not inner and DATE.search(_text(node)):
            found.append(node)
    return found


def _next_links(tree: Any, channel: Channel) -> list[str]:
    """Addresses that `next` selects; without `next` and `pages`, that of the link that says 下一页."""
    if channel.next:
        nodes = tree.cssselect(channel.next)
    elif channel.pages:
        nodes = []
    else:
        nodes = [node for node in tree.xpath("//a[@href]") if NEXT.fullmatch(_text(node))]
    links = [(node.get("href") or "").strip() for node in nodes]
    return [link for link in links if link and not link.startswith(("#", "javascript:"))]


def _static(body: bytes, url: str, channel: Channel, page: int, content_type: str | None) -> ListPage:
    tree = _tree(decode(body, content_type)[0])
    base = _base(tree, url)
    items = _html_items(tree, base, channel)
    following = [urljoin(base, link) for link in _next_links(tree, channel)]
    if channel.pages and items:
        following.append(urljoin(url, channel.pages.replace("{page}", str(channel.first_page + page))))
    return ListPage(items, tuple(dict.fromkeys(u for u in following if is_web(u) and u != url)))


def _script(body: bytes, url: str, channel: Channel, page: int, content_type: str | None) -> ListPage:
    """TRS: `createPageHTML(5, 0, "index", "shtml")` says five pages: index.shtml, index_1.shtml … index_4.shtml."""
    text, _ = decode(body, content_type)
    tree = _tree(text)
    items = _html_items(tree, _base(tree, url), channel)
    for call in CREATE_PAGES.findall(text):
        given = [part.strip().strip("\"'") for part in call.split(",")]
        # nhc.gov.cn's variant names the pager's element first, and counts pages from 1: list.shtml, list_2.shtml
        one_based = not given[0].isdigit()
        count, current, *names = given[1:] if one_based else given
        # the function's own definition, createPageHTML(_nPageCount, …), has no numbers
        if count.isdigit() and current.isdigit() and len(names) >= 2:
            following = int(current) + 1
            if following < int(count) + one_based:
                return ListPage(items, (urljoin(url, f"{names[0]}_{following}.{names[1]}"),))
    return ListPage(items)


def _jpage(body: bytes, url: str, channel: Channel, page: int, content_type: str | None) -> ListPage:
    """hanweb: records of HTML inside XML, in the list page or from `dataproxy.jsp?startrecord=1&endrecord=45`."""
    text, _ = decode(body, content_type)
    records = RECORD.findall(text)
    lines = [_tree(record) for record in records]
    any_line = replace(channel, items="body")
    items = tuple(
        i for tree in lines for node in tree.cssselect("body") if (i := _item(node, url, any_line)) is not None
    )
    stated = TOTAL_RECORD.search(text)
    total = int(stated[1]) if stated else None
    proxy = NEXT_GROUP.search(text)
    if "startrecord" in url:
        following = _records_after(url, _number(url, "endrecord"), channel.step)
    elif proxy:
        following = _records_after(urljoin(url, proxy[1].replace("&amp;", "&")), len(records), channel.step)
    else:
        return ListPage(items, (), total)
    more = bool(records) and (total is None or _number(following, "startrecord") <= total)
    return ListPage(items, (following,) if more else (), total)


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


def _json(body: bytes, url: str, channel: Channel, page: int, content_type: str | None) -> ListPage:
    """A JSON list; `items`, `link`, `name`, `date`, `total` are dotted paths into it (`data.list`, `URL`)."""
    text = decode(body, content_type)[0].strip()
    if (wrapped := re.fullmatch(r"[\w.$]+\s*\((.*)\)\s*;?", text, re.S)) is not None:  # JSONP
        text = wrapped[1]
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FetchError(f"{url}: the list is not JSON ({error}); see what the site serves there now") from error
    rows = _at(data, channel.items)
    if not isinstance(rows, list):
        raise FetchError(f"{url}: no list at {channel.items!r} in the JSON; correct `items` of channel {channel.id}")
    items = tuple(_json_items(rows, url, channel))
    total = _at(data, channel.total) if channel.total else None
    count = int(str(total)) if str(total).isdigit() else None
    following = ""
    if rows and channel.pages and (count is None or page * len(rows) < count):
        following = urljoin(url, channel.pages.replace("{page}", str(channel.first_page + page)))
    elif channel.next and isinstance(link := _at(data, channel.next), str) and link:
        following = urljoin(url, link)
    return ListPage(items, (following,) if following else (), count)


def _json_items(rows: list[Any], url: str, channel: Channel) -> Iterator[ListItem]:
    for row in rows:
        link = _at(row, channel.link or "url")
        if isinstance(link, str) and link.strip():
            name = _text(_tree(f"<p>{_at(row, channel.name or 'title') or ''}</p>"))
            yield ListItem(urljoin(url, link.strip()), name, _json_date(_at(row, channel.date or "date")))


def _json_date(value: Any) -> date | None:
    """A date as text, or as seconds or milliseconds since 1970; the day is that of China."""
    if isinstance(value, str) and not value.isdigit():
        return parse_list_date(value)
    number = int(value or 0) if isinstance(value, str | int) else 0
    seconds = number / 1000 if number > 10**11 else number
    if not 0 < seconds < 10**10:
        return None
    return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA).date()


def _at(data: Any, path: str) -> Any:
    """The value at a dotted path; numbers index lists; an empty path is the whole; None where it leads nowhere."""
    for step in path.split(".") if path and path != "." else ():
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def _sitemap(body: bytes, url: str, channel: Channel, page: int, content_type: str | None) -> ListPage:
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
