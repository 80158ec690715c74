"""Room: from web to facts. What a list gives, and how one of its lines is read. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html

from crawl.lines import parsable
from crawl.site import Channel

DATE = re.compile(r"((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")


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


def parse_list_date(text: str) -> date | None:
    """The first date in a list line: `[2019-08-05]`, `2019.8.5`, `2019年8月5日`. None when there is none."""
    for year, month, day in DATE.findall(text):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def list_tree(text: str) -> Any:
    """The parsed page; an empty one gives an empty element."""
    # lxml refuses text with an encoding declaration, and what is decoded has no use for one
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", parsable(text))
    try:
        return lxml_html.document_fromstring(text or "<html></html>")
    except (etree.ParserError, etree.XMLSyntaxError):
        return lxml_html.document_fromstring("<html></html>")


def line_text(node: Any) -> str:
    return " ".join(str(node.text_content()).split())


def list_item(node: Any, base: str, channel: Channel) -> ListItem | None:
    """One list line. The title attribute is used where the shown title is cut with dots."""
    link = node if node.tag == "a" else next(iter(node.cssselect(channel.link or "a[href]")), None)
    href = (link.get("href") or "").strip() if link is not None else ""
    if link is None or not href or href.startswith(("#", "javascript:")):
        return None
    named = node.cssselect(channel.name) if channel.name else []
    shown = line_text(named[0] if named else link)
    full = " ".join((link.get("title") or "").split())
    title = full if full and (not shown or shown.endswith(("...", "…")) or len(full) > len(shown)) else shown
    dated = node.cssselect(channel.date) if channel.date else []
    around = node if node.tag != "a" or node.getparent() is None else node.getparent()
    return ListItem(
        urljoin(base, href), title, parse_list_date(line_text(dated[0] if dated else around).replace(title, " "))
    )
