"""Room: from web to facts. What a list page gives: the items it shows, the list pages that follow. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from crawl.decode import decode
from crawl.list_lines import DATE, ListItem, ListPage, line_text, list_item, list_tree, parse_list_date
from crawl.list_records import jpage_list, json_list, sitemap_list
from crawl.site import Channel
from crawl.urls import is_web

__all__ = ["ListItem", "ListPage", "first_url", "parse_list_date", "read_list"]

NEXT = re.compile(r"(?:下一?页|后一页|next)\s*[>»›]*", re.I)
CREATE_PAGES = re.compile(r"createPage(?:HTML\w*)?\s*\(([^(),]*(?:,[^(),]*){3,8})\)")
COUNT_PAGE = re.compile(r"var\s+countPage\s*=\s*(\d+)")
CURRENT_PAGE = re.compile(r"var\s+currentPage\s*=\s*(\d+)")
NAMED_PAGE = re.compile(r"""["']([\w./-]*?)_["']\s*\+\s*\w+\s*\+\s*\\?["']\.(s?html?|jsp|aspx?)""")
SCRIPT_TURN = re.compile(r"""["']([^"'\s]*(?:\.(?:s?html?|jsp|aspx?|php)(?:\?[^"'\s]*)?|\?[^"'\s]*=\d+))["']""", re.I)
STATED = re.compile(r"共(?:有|计|找到|查询到|检索到)?\s*[:：]?\s*(\d{1,7})\s*(?:条|篇|项)(?!\s*[/／])")


def read_list(body: bytes, url: str, channel: Channel, page: int = 1, content_type: str | None = None) -> ListPage:
    """Items and following pages of list page number `page`, from 1. FetchError when it is no such list."""
    readers = {"static": _static, "script": _script, "jpage": jpage_list, "json": json_list, "sitemap": sitemap_list}
    found = readers[channel.list](body, url, channel, page, content_type)
    return replace(found, items=_wanted(found.items, channel))


def first_url(url: str, channel: Channel) -> str:
    """The address of the first list page: `{page}` stands for its number, `first_page`."""
    return url.replace("{page}", str(channel.first_page))


def _wanted(items: tuple[ListItem, ...], channel: Channel) -> tuple[ListItem, ...]:
    """Each address once, only web addresses, only those that `match` and `exclude` let through."""
    found: dict[str, ListItem] = {}
    for item in items:
        wanted = is_web(item.url) and (not channel.match or re.search(channel.match, item.url))
        if wanted and not (channel.exclude and re.search(channel.exclude, item.url)):
            found.setdefault(item.url, item)
    return tuple(found.values())


def _base(tree: Any, url: str) -> str:
    declared = tree.xpath("string(//base/@href)").strip()
    return urljoin(url, declared) if declared else url


def _html_items(tree: Any, base: str, channel: Channel) -> tuple[ListItem, ...]:
    nodes = tree.cssselect(channel.items) if channel.items else _lines(tree)
    return tuple(item for node in nodes if (item := list_item(node, base, channel)) is not None)


def _lines(tree: Any) -> list[Any]:
    """The lines of a list nobody described: the innermost li, tr, dd, p with a link and a date."""
    found = []
    for node in tree.xpath("//*[self::li or self::tr or self::dd or self::p][.//a[@href]]"):
        inner = node.xpath(".//*[self::li or self::tr or self::dd or self::p][.//a[@href]]")
        if not inner and DATE.search(line_text(node)):
            found.append(node)
    return found


def _next_links(tree: Any, channel: Channel) -> list[str]:
    """Addresses that `next` selects; without `next` and `pages`, that of the link that says 下一页."""
    if channel.next:
        nodes = tree.cssselect(channel.next)
    elif channel.pages:
        nodes = []
    else:
        nodes = [node for node in tree.xpath("//a") if NEXT.fullmatch(line_text(node))]
    return [link for node in nodes if (link := turn_address(node))]


def turn_address(link: Any) -> str:
    """Where a link of a pager leads, also one that says it in a script: `onclick="go('index_2.html')"`; "" nowhere."""
    address = (link.get("href") or "").strip()
    if address and not address.startswith(("#", "javascript:")):
        return address
    named = SCRIPT_TURN.search(f"{link.get('onclick') or ''} {address}")
    return named[1] if named else ""


def _static(body: bytes, url: str, channel: Channel, page: int, content_type: str | None) -> ListPage:
    tree = list_tree(decode(body, content_type)[0])
    base = _base(tree, url)
    items = _html_items(tree, base, channel)
    following = [urljoin(base, link) for link in _next_links(tree, channel)]
    if channel.pages and items:
        following.append(urljoin(url, channel.pages.replace("{page}", str(channel.first_page + page))))
    return ListPage(items, tuple(dict.fromkeys(u for u in following if is_web(u) and u != url)), _stated(tree))


def _script(body: bytes, url: str, channel: Channel, page: int, content_type: str | None) -> ListPage:
    """TRS: `createPageHTML(5, 0, "index", "shtml")` says five pages: index.shtml, index_1.shtml … index_4.shtml."""
    text, _ = decode(body, content_type)
    tree = list_tree(text)
    items = _html_items(tree, _base(tree, url), channel)
    following = script_next(text)
    return ListPage(items, (urljoin(url, following),) if following else (), _stated(tree))


def script_next(source: str) -> str | None:
    """The name of the page after this one, out of a pager that a script writes; None on the last page, or without a pager."""
    for call in CREATE_PAGES.findall(source):
        given = [part.strip().strip("\"'") for part in call.split(",")]
        # nhc.gov.cn's variant names the pager's element first, and counts pages from 1: list.shtml, list_2.shtml
        one_based = not given[0].isdigit()
        count, current, *names = given[1:] if one_based else given
        # the function's own definition, createPageHTML(_nPageCount, …), has no numbers
        if count.isdigit() and current.isdigit() and len(names) >= 2:
            return _numbered(int(count) + one_based, int(current), names[0], names[1])
    # older templates keep the numbers in variables: var countPage = 56; var currentPage = 0; … "index_" + n + ".html"
    counted, current_page, named = COUNT_PAGE.search(source), CURRENT_PAGE.search(source), NAMED_PAGE.search(source)
    if counted and named:
        return _numbered(int(counted[1]), int(current_page[1]) if current_page else 0, named[1], named[2])
    return None


def _numbered(count: int, current: int, name: str, extension: str) -> str | None:
    return f"{name}_{current + 1}.{extension}" if current + 1 < count else None


def _stated(tree: Any) -> int | None:
    """How many items the page says its list has: 共 1234 条记录. None where it says nothing, or two things."""
    found = {int(n) for n in STATED.findall(line_text(tree))}
    return found.pop() if len(found) == 1 else None
