"""Room: from web to facts. What a page of a government site lacks of what it has to carry (U19). Pure: bytes in, findings out.

政府网站发展指引（国办发〔2017〕47号）附件: 网页标签 SiteName, SiteDomain, SiteIDCode; ColumnName, ColumnType; ArticleTitle, PubDate, ContentSource.
政府信息公开目录系统实施指引（试行）: 14 core metadata. Which of the 14 count is this service's choice: those that 条例 art. 12 names, and who
published what when; the others depend on the document and are only told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from crawl.decode import declared, decode
from crawl.hints import HintedSite
from crawl.lines import Element, squeeze
from crawl.metadata import MARK, cells_of
from crawl.page import page_tree, parse_page
from crawl.urls import canonical_url, is_web
from crawl.values import as_date
from govdoc.document import Document
from govdoc.errors import DataError

TAGS = ("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType", "ArticleTitle", "PubDate", "ContentSource")
"""Mandated tags of a document page, in the order of the annex. Keywords, Author, Description, Image, Url may be left out."""

CORE: tuple[tuple[str, str, tuple[str, ...], bool], ...] = (
    ("索引号", "index_number", (), True),
    ("名称", "title", (), True),
    ("生成日期", "issued_on", (), True),
    ("发布日期", "published_on", (), True),
    ("发布机构", "issuers", (), True),
    ("主题分类", "subject", (), True),
    ("文号", "number", (), False),
    ("体裁分类", "form", ("体裁分类", "体裁", "公文种类", "文种"), False),
    ("内容概述", "", ("内容概述", "信息概述", "摘要", "概述"), False),
    ("关键词", "", ("关键词", "关键字", "主题词"), False),
    ("公开类别", "", ("公开方式", "公开类别", "公开属性", "公开形式"), False),
    ("载体类型", "", ("载体类型", "记录形式", "信息格式"), False),
    ("语种", "", ("语种",), False),
    ("相关信息", "", ("相关信息", "相关文件", "相关解读", "相关链接"), False),
)
"""The 14 core metadata: name, field of the Document, labels that also show it, whether its absence counts."""

LATE_STAMP = 2
"""Days by which PubDate may lie behind the day shown; more, and it is the day the page was made."""

SAID = {
    "unreadable": "读不出文件",
    "tag": "缺规定标签",
    "tag-cut": "ArticleTitle 被截断",
    "core": "缺核心元数据",
    "core-told": "未提供（不计分）",
    "date": "PubDate 与页面所示日期不符",
    "encoding": "声明的编码与实际不符",
    "link": "死链",
    "scan": "附件只有图像，没有文字（不计分）",
    "file": "附件读不出（不计分）",
}
"""Check → what a reader is told."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is a key of SAID, `what` names the tag, item, address or dates."""

    check: str
    what: str


def lint_page(
    body: bytes, url: str, site: HintedSite | None = None, dead: Collection[str] = (), content_type: str | None = None
) -> tuple[Finding, ...]:
    """What is wrong with an archived page. `dead`: canonical addresses known to answer no more."""
    try:
        document = parse_page(body, url, site, content_type)
    except DataError as error:
        return (Finding("unreadable", str(error).removeprefix(f"{url}: ")),)
    root = page_tree(decode(body, content_type)[0], url)
    tags = _tags(root)
    return (
        *_missing_tags(tags),
        *_missing_core(document, root),
        *_dates(document, tags),
        *_encoding(body, content_type),
        *(Finding("link", address) for address in _dead_links(root, url, dead)),
    )


def _tags(root: Element) -> dict[str, str]:
    """Name in lower case → content, of tags that are filled."""
    named = (
        (squeeze(tag.get("name") or tag.get("property") or "").lower(), (tag.get("content") or "").strip())
        for tag in root.iter("meta")
    )
    return {name: content for name, content in named if name and content}


def _missing_tags(tags: dict[str, str]) -> Iterator[Finding]:
    yield from (Finding("tag", name) for name in TAGS if name.lower() not in tags)
    if tags.get("articletitle", "").endswith(("...", "…")):
        yield Finding("tag-cut", tags["articletitle"])


def _missing_core(document: Document, root: Element) -> Iterator[Finding]:
    cells = [squeeze(cell.replace(MARK, "")) for cell in cells_of(root) if len(cell) <= 200]
    for name, field, labels, counts in CORE:
        shown = bool(field and getattr(document, field)) or any(
            _labelled(cell, label) for cell in cells for label in labels
        )
        if not shown:
            yield Finding("core" if counts else "core-told", name)


def _labelled(cell: str, label: str) -> bool:
    return re.search(rf"(?:^|[\W_]){label}(?:[:：】\]]|$)", cell) is not None


def _dates(document: Document, tags: dict[str, str]) -> Iterator[Finding]:
    """The tag against the day printed on the page: a stamp of the page's making, or a day nobody can read."""
    raw = tags.get("pubdate")
    if raw is None:
        return
    stamp: date | None = as_date(raw)
    if stamp is None:
        yield Finding("date", f"PubDate 不是日期：{raw[:30]}")
    elif document.published_on and abs((stamp - document.published_on).days) > LATE_STAMP:
        yield Finding("date", f"PubDate {stamp}，页面所示 {document.published_on}")


def _encoding(body: bytes, content_type: str | None) -> Iterator[Finding]:
    """UTF-8 declared over GBK, GB 2312 declared over characters that only GB18030 has, no declaration at all."""
    text, used = decode(body, content_type)
    names = declared(body, content_type)
    if text.isascii():
        return
    if not names:
        yield Finding("encoding", f"没有声明编码，实际为 {used}")
    elif names[0] in ("gb2312", "gb_2312-80"):
        try:
            body.decode("gb2312")
        except UnicodeError:
            yield Finding("encoding", f"声明 {names[0]}，实际为 {used}")
    elif _plain(names[0]) != _plain(used):
        yield Finding("encoding", f"声明 {names[0]}，实际为 {used}")


def _plain(encoding: str) -> str:
    name = encoding.lower().replace("-", "").replace("_", "")
    return {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "xgbk": "gb18030", "utf8sig": "utf8"}.get(
        name, name
    )


def _dead_links(root: Element, url: str, dead: Collection[str]) -> Iterator[str]:
    seen: set[str] = set()
    for link in root.iter("a") if dead else ():
        try:
            address = urljoin(url, (link.get("href") or "").strip())
        except ValueError:
            continue
        if is_web(address) and (key := canonical_url(address)) in dead and key not in seen:
            seen.add(key)
            yield address
