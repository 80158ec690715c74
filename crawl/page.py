"""Room: from web to facts. A saved page of a government site as a `Document`, each value with where it came from.

Order of belief: the site file's selectors, then what the page shows beside the text (labels), then its meta tags, then objects in
its scripts. Titles come from the meta tag first (labels cut them), dates never from a stamp of the page's generation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from crawl import body as bodies
from crawl.body_guess import LEAST, data_table, densest, last_resort
from crawl.detail import is_data, parse_detail
from crawl.furniture import is_furniture, is_link_list
from crawl.hints import HintedSite, PageHints
from crawl.lines import CONTROL, Element, parsable, text_of
from crawl.links import attachments_of, files_of_record, files_of_scripts
from crawl.metadata import (
    Found,
    LabelReader,
    above_title,
    beside_title,
    cells_of,
    meta_values,
    number_line,
    under_title,
)
from crawl.refusals import html_of, refuse
from crawl.script_data import script_values
from crawl.titles import FORM, find_title
from crawl.urls import document_id
from crawl.values import as_date, as_index_number, as_issuers, as_number, as_short, as_summary, as_text
from govdoc.document import Attachment, Document
from govdoc.errors import DataError

_MARKS = (
    (
        re.compile(r"<!--\s*(?:<\$\[信息内容\]>|ZJEG_RSS\.content\.|信息内容)\s*begin\s*-->", re.IGNORECASE),
        "<govdoc-body>",
    ),
    (
        re.compile(r"<!--\s*(?:<\$\[信息内容\]>|ZJEG_RSS\.content\.|信息内容)\s*end\s*-->", re.IGNORECASE),
        "</govdoc-body>",
    ),
    (re.compile(r"<meta\s+name=[\"']?ContentStart[\"']?[^>]*>", re.IGNORECASE), "<govdoc-body>"),
    (re.compile(r"<meta\s+name=[\"']?ContentEnd[\"']?[^>]*>", re.IGNORECASE), "</govdoc-body>"),
)
_DATE_CSS = (
    "publishtime",
    ".pubtime",
    ".pub-time",
    ".publish-time",
    ".article-date",
    "#pubtime",
    ".arti_update",
    "article time",
)
FACTS = frozenset({"number", "issuers", "index_number", "issued_on"})
"""Fields that only a document shows: a page with one of them is no list."""

NUMBER_LINES = 4
"""Lines at the head of a text among which its number stands."""

HEAD_CELLS = 40
"""Cells at the start of a doubtful container that may be labels."""


_READER = LabelReader()


def parse_page(
    body: bytes, url: str, site: HintedSite | PageHints | None = None, content_type: str | None = None
) -> Document:
    """The Document that a page, or the JSON of a detail service, shows; its text may be empty when the page holds metadata and a file.

    DataError: neither HTML nor JSON, too large, empty, a challenge or login page, a page that says it is gone, no title, no document.
    """
    hints = site if isinstance(site, PageHints) or site is None else site.hints
    if is_data(body):
        return parse_detail(body, url, hints)
    root = page_tree(html_of(body, url, content_type), url)
    return _Reading(root, url, hints).document()


def page_tree(source: str, url: str) -> Element:
    """The parsed page, comments that mark the text's begin and end turned into an element. DataError when there is nothing to parse."""
    marks = [(pattern.search(source), pattern, tag) for pattern, tag in _MARKS]
    for opening, closing in (marks[0:2], marks[2:4]):
        if opening[0] and closing[0] and opening[0].start() < closing[0].start():
            source = closing[1].sub(closing[2], opening[1].sub(opening[2], source, count=1), count=1)
            break
    source = parsable(source)
    # not lxml.html: its elements are made in Python, one by one, and a page is walked several times
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=False, recover=True, remove_pis=True)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DataError(f"{url}: nothing in it can be read as HTML ({error}): fetch it again") from error
    if root is None:
        raise DataError(f"{url}: nothing in it can be read as HTML: fetch it again")
    return root


class _Reading:
    """One page being read: what was found, in order of belief."""

    def __init__(self, root: Element, url: str, hints: PageHints | None) -> None:
        self.root, self.url, self.hints = root, url, hints
        self.origins: dict[str, str] = {}
        self.meta = meta_values(root)
        self.script, self.record = script_values(root)
        self.selected = self._by_selectors()
        self.named = bodies.Named(root)
        guess = self._title(self.selected, self.meta)
        self.body = bodies.find_body(
            self.named, hints.selectors.get("body") if hints else None, guess.raw if guess else None
        )
        if self.body is None and "text" in self.script:
            self.body = bodies.Body(tuple(self.script["text"].raw.split("\n")), self.script["text"].origin)
        reader = LabelReader(hints.labels) if hints and hints.labels else _READER
        self.cells = self._cells()
        self.labels = reader.values(self.cells)

    def _cells(self) -> list[str]:
        """Cells around the text, and those at the start of a container that is not surely only text."""
        if self.body is None:
            return cells_of(self.root)
        around = cells_of(self.root, self.body.elements)
        head = [cell for element in self.body.elements for cell in cells_of(element)[:HEAD_CELLS]]
        if self.body.sure and not bodies.is_fact_table(head):
            return around
        self.body = bodies.without_facts(self.body)
        return around + head

    def _by_selectors(self) -> dict[str, Found]:
        found = {}
        for name, css in (self.hints.selectors if self.hints else {}).items():
            hit = next(iter(bodies.selector(css)(self.root)), None) if name != "body" else None
            value = as_text(hit.get("content") or text_of(hit)) if hit is not None else None
            if value:
                found[name] = Found(name, value, f"selector:{css}")
        return found

    def _title(self, *sources: Mapping[str, Found]) -> Found | None:
        site_name = self.meta.get("site_name")
        return find_title(self.named, *sources, site_name=site_name.raw if site_name else None)

    def take(self, name: str, hit: Found | None, value: Any) -> Any:
        if hit is not None and value:
            self.origins[name] = hit.origin
            return value
        return None

    def document(self) -> Document:
        title = self._title(self.selected, self.meta, self.labels, self.script)
        if self.body is None:
            stripped = _stripped(self.root)
            known = title is not None and (title.origin.startswith(("meta:", "label:")) or FORM.search(title.raw))
            least = LEAST if known else 3 * LEAST
            named = title.raw if title else None
            self.body = densest(stripped, least, named) or data_table(stripped) or last_resort(stripped, named)
        text = self.body.text if self.body else ""
        attachments = self._attachments()
        facts = FACTS & {*self.labels, *self.selected, *self.script}
        if attachments and title is not None and title.origin.startswith(("meta:", "label:")):
            facts |= {"attachments"}
        refuse(self.url, self.root, title, text, facts)
        if self.body and text:
            self.origins["text"] = self.body.origin
        issued, published = self._dates(title.raw if title else "")
        return Document(
            id=document_id(self._site_id(), self.url),
            title=self.take("title", title, title.raw if title else ""),
            text=text,
            url=self.url,
            site=self.hints.id if self.hints else (urlsplit(self.url).hostname or None),
            region=self.hints.region if self.hints else None,
            number=self._value("number", as_number) or self._shown_number(title.raw if title else ""),
            registration_number=self._value("registration_number", as_index_number),
            index_number=self._value("index_number", as_index_number),
            issuers=self._value("issuers", as_issuers) or (),
            subject=self._text("subject"),
            channel=self._text("channel"),
            declared_status=self._text("declared_status"),
            source=self._text("source"),
            summary=self._value("summary", as_summary),
            keywords=self._text("keywords"),
            openness=self._text("openness"),
            filing=self._text("filing"),
            form=self._text("form"),
            issued_on=issued,
            published_on=published,
            effective_on=self._value("effective_on", as_date),
            expires_on=self._value("expires_on", as_date),
            attachments=attachments,
            origins=tuple(sorted(self.origins.items())),
        )

    def _site_id(self) -> str:
        return (
            self.hints.id if self.hints else (urlsplit(self.url).hostname or "file").replace(".", "_").replace(":", "_")
        )

    def _value(self, name: str, read: Any) -> Any:
        for source in (self.selected, self.labels, self.meta, self.script):
            hit = source.get(name)
            if hit is not None and (value := read(hit.raw)):
                return self.take(name, hit, value)
        return None

    def _shown_number(self, title: str) -> str | None:
        """A page without the field shows the number as the document does, on a line of its own."""
        head = list(self.body.lines[:NUMBER_LINES]) if self.body else []
        hit = number_line([*under_title(self.cells, title), *head, *above_title(self.cells, title)])
        return self.take("number", hit, as_number(hit.raw.strip("（）()"))) if hit else None

    def _text(self, name: str) -> str | None:
        value: str | None = self._value(name, as_short) if name != "channel" else self._channel()
        if value is None and name == "subject" and (hit := self.labels.get("category")):
            value = as_short(hit.raw)
            if value and value != self._channel():
                return value if self.take("subject", hit, value) else None
            return None
        return value

    def _channel(self) -> str | None:
        for source in (self.selected, self.meta, self.labels, self.script):
            hit = source.get("channel")
            if hit is not None and (value := as_short(hit.raw)):
                self.origins["channel"] = hit.origin
                return value
        return None

    def _dates(self, title: str) -> tuple[date | None, date | None]:
        """(issued, published). 生成日期 is the day of issue beside a 发布日期, and otherwise the only day there is to show."""
        issued: date | None = self._value("issued_on", as_date)
        published = self._published(title)
        formed = self.labels.get("formed_on")
        day = as_date(formed.raw) if formed else None
        if day and issued is None and "published_on" in self.labels:
            issued = self.take("issued_on", formed, day)
        elif day and published is None:
            published = self.take("published_on", formed, day)
        return issued, published

    def _published(self, title: str) -> date | None:
        for source in (self.selected, self.labels):
            if (hit := source.get("published_on")) and (day := as_date(hit.raw)):
                return self.take("published_on", hit, day)  # type: ignore[no-any-return]
        for css in _DATE_CSS:
            for element in self.named.find(css)[:1]:
                if day := as_date(element.get("datetime") or text_of(element)[:60]):
                    return self.take("published_on", Found("published_on", "", f"selector:{css}"), day)  # type: ignore[no-any-return]
        hit = self.meta.get("published_on") or self.script.get("published_on") or beside_title(self.cells, title)
        made = self.meta.get("generated")
        if hit is None or (made and hit.raw in made.raw):
            return None
        return self.take("published_on", hit, as_date(hit.raw))  # type: ignore[no-any-return]

    def _attachments(self) -> tuple[Attachment, ...]:
        found = attachments_of(self.root, self.body.elements if self.body else (), self.url)
        if found:
            self.origins["attachments"] = "links"
        elif found := files_of_record(self.record, self.url) or files_of_scripts(self.root, self.url):
            self.origins["attachments"] = "script"
        return found


def _stripped(root: Element) -> Element:
    """A copy without menus, footers and link lists, for the last resort."""
    copy = deepcopy(root)
    for element in copy.iter(etree.Element):  # &#1; gives characters that lxml reads and refuses to write
        element.text = CONTROL.sub("", element.text or "")
        element.tail = CONTROL.sub("", element.tail or "")
    for element in [e for e in copy.iter(etree.Element) if e.tag not in ("html", "body", "head")]:
        if element.getparent() is not None and (is_furniture(element) or is_link_list(element)):
            _drop(element)
    return copy


def _drop(element: Element) -> None:
    """Take the element out, and leave the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)
