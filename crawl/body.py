"""Room: from web to facts. The text of the document, in the containers that are known (crawl/body_guess.py: where there are none).

The containers are those of the systems that Chinese government sites run on (UCAP, TRS, hanweb, 博达 VSB, jpage …). A container is
data: to know another system is to add a line here, or a `body` selector to a site file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from crawl.furniture import EDGE_LENGTH, FURNITURE_LIMIT, is_furniture, is_link_list, without_furniture
from crawl.lines import Element, joined, lines_of, short_text, squeeze
from crawl.metadata import ALL_LABELS, spaced
from govdoc.errors import ConfigError

SURE = (
    "govdoc-body", "#UCAP-CONTENT", "ucapcontent", "#zoom", "#Zoom", "#zoomcon", ".zoom", ".TRS_Editor", ".trs_editor_view",
    ".TRS_UEDITOR", ".TRS_PreAppend", ".trs_paper_default", ".trs_web", '[id^="vsb_content"]', ".v_news_content", ".wp_articlecontent",
    ".pages_content", "#BodyLabel", "#artibody", '[itemprop="articleBody"]', ".bt_content", ".Custom_UnionStyle",
    ".xxgk_content", ".gkml_content", "#js_content",
)  # fmt: skip
"""Containers that hold the document's text and nothing else."""

LIKELY = (
    ".article-content", ".article_content", ".articleContent", ".article-con", ".article_con", ".article-body", ".article-text",
    "#articleContent", "#article-content", "#article_content", ".news_content", ".news-content", "#news_content", ".newscontent",
    ".conTxt", ".con_txt", ".con-txt", ".content-txt", ".content_text", ".content-text", ".contentText", ".main-txt", ".main_txt",
    ".detail-content", ".detail_content", ".detailContent", ".text-content", ".view-content", ".xl_content", ".xl-content",
    ".wz_content", ".wzcon", ".info-content", ".info_content", ".zw_content", ".zwnr", ".zhengwen", "#zhengwen", "#content_detail",
    "#con_content", "#ContentText", "#newsContent", "#NewsContent", "#text", ".article", "#article", "article", "#content", ".content",
)  # fmt: skip
"""Containers that usually do, sometimes with the head of the page or its buttons; tried in this order."""

HEAD_LINES = 15
"""Lines at the start of a likely container in which labelled facts are looked for."""

_TEXT_TOO = frozenset({"名称", "标题", "类别", "附件", "联系电话", "摘要", "编辑", "服务对象", "效力"})
"""Labels that also begin lines of a text: 名称：… of a tender, 附件：…."""

_LABELLED = re.compile(
    rf"[【\[]?(?:{'|'.join(map(spaced, sorted(ALL_LABELS - _TEXT_TOO, key=len, reverse=True)))})[】\]]?\s*(?:[:：\t]|$)"
)
_STRONG = re.compile(
    r"[【\[]?(?:索引号|信息索引号|发文字号|文号|发文机关|发布机构|发布机关|成文日期|主题分类|有效性|公开方式)[】\]]?[:：\x1f]?"
)
TABLE_LINES = 3
"""Rows of a table that are a text without a sentence."""

_PLAIN_NAME = re.compile(r"[#.][\w-]+")
PROSE = re.compile(r"[。；;：，]")


@dataclass(frozen=True, slots=True)
class Body:
    """`lines` of the text, `origin` of it (`body:#UCAP-CONTENT`), and the elements that hold it."""

    lines: tuple[str, ...]
    origin: str
    elements: tuple[Element, ...] = ()
    sure: bool = True
    """False when the elements may hold labelled facts beside the text."""

    @property
    def text(self) -> str:
        return joined(self.lines)


@lru_cache(maxsize=512)
def selector(css: str) -> CSSSelector:
    """ConfigError when it is no CSS selector."""
    try:
        return CSSSelector(css, translator="html")
    except SelectorError as error:
        raise ConfigError(f"CSS selector {css!r} cannot be read: {error}; correct it in the site file") from error


class Named:
    """The elements of a page by id, class and tag, found in one pass: a page is asked for nearly a hundred names."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.names: dict[str, list[Element]] = {}
        self._lines: dict[Element, list[str]] = {}
        for element in root.iter(etree.Element):
            if name := element.get("id"):
                self.names.setdefault(f"#{name.strip()}", []).append(element)
            for word in (element.get("class") or "").split():
                self.names.setdefault(f".{word}", []).append(element)

    def find(self, css: str) -> list[Element]:
        """As a selector would; `#zoom` and `.TRS_Editor` are looked up."""
        if _PLAIN_NAME.fullmatch(css):
            return self.names.get(css, [])
        return list(self.root.iter(css)) if css.isalnum() else list(selector(css)(self.root))

    def weight(self, element: Element) -> int:
        """Characters of text that are neither links nor furniture."""
        text = sum(len(squeeze(line)) for line in self.lines(element))
        links = sum(len(squeeze("".join(a.itertext()))) for a in element.iter("a"))
        return max(text - links, 0) if text > 2 * links else min(text, 1)

    def lines(self, element: Element) -> list[str]:
        """Its lines without furniture, read once."""
        if element not in self._lines:
            self._lines[element] = lines_of(element, is_furniture)
        return self._lines[element]


def find_body(page: Named, site_selector: str | None, title: str | None) -> Body | None:
    """The document's text; None when the page shows none (a page of metadata whose text is in the attachment)."""
    if site_selector:
        found = _outermost(selector(site_selector)(page.root))
        if found and (body := _sure_body(page, found, f"selector:{site_selector}")):
            return body
    return _known(page) or _likely(page, title)


def _known(page: Named) -> Body | None:
    """The sure container with the most text, and its neighbours of the same tier (a text split over containers)."""
    best: tuple[int, str, list[Element]] = (0, "", [])
    hits: list[Element] = []
    for css in SURE:
        found = _outermost(page.find(css))
        hits += found
        weight = sum(map(page.weight, found))
        if weight > best[0]:
            best = (weight, css, found)
    if not best[0]:
        return None
    chosen = set(best[2])
    kin = chosen | {parent for e in chosen if (parent := e.getparent()) is not None}
    above = {ancestor for e in chosen for ancestor in e.iterancestors()}
    near = [e for e in hits if e in chosen or e.getparent() in kin or e in above]
    return _sure_body(page, _outermost(_in_order(page.root, near)), f"body:{best[1]}")


def _likely(page: Named, title: str | None) -> Body | None:
    """The first likely container that reads like a document once menus and the labelled head are out of it."""
    for css in LIKELY:
        for element in sorted(_outermost(page.find(css)), key=page.weight, reverse=True)[:1]:
            body = doubtful_body([element], f"body:{css}")
            if body is None:
                continue
            lines = without_head(list(body.lines), title)
            prose = any(PROSE.search(line) and squeeze(line) != squeeze(title or "") for line in lines)
            if prose or sum("\t" in line for line in lines) >= TABLE_LINES:
                return Body(tuple(lines), body.origin, body.elements, sure=False)
    return None


def without_head(lines: list[str], title: str | None = None) -> list[str]:
    """Without the labelled facts (`索引号：…`, `来源：… 发布时间：…`) among the first lines, and without what ends in the page's title."""
    start = _after_title(lines[:HEAD_LINES], squeeze(title or ""))
    end = next((n for n in range(start, len(lines)) if n >= HEAD_LINES or _begins(lines[n])), len(lines))
    kept = [line for line in lines[start:end] if not states_fact(line)] + lines[end:]
    return without_furniture(kept, sure=False) if start else kept


def states_fact(line: str) -> bool:
    return len(line) <= EDGE_LENGTH and bool(_LABELLED.match(line))


def _begins(line: str) -> bool:
    """Whether a line is a sentence of the text: what looks like a label behind it is none."""
    return "。" in line and not states_fact(line)


def _after_title(lines: list[str], title: str) -> int:
    """How many of the lines end with the title, which may be broken over three of them; 0 when it is not among them."""
    for start in range(len(lines)):
        for width in range(1, 4):
            if title and squeeze("".join(lines[start : start + width])) == title:
                return start + width
    return 0


def is_fact_table(cells: list[str]) -> bool:
    """Whether a text begins with the labelled table that other sites print beside it (索引号, 发文机关 …): two labels at least."""
    return sum(bool(_STRONG.match(squeeze(cell))) for cell in cells[:12]) >= 2


def without_facts(body: Body) -> Body:
    """The text without the table of facts that it begins with, which a sure container still holds."""
    lines = list(body.lines)
    if body.sure:
        lines = without_furniture([line for element in body.elements for line in lines_of(element, _surrounds)])
    return Body(tuple(without_head(lines)), body.origin, body.elements, body.sure)


def _in_order(root: Element, elements: list[Element]) -> list[Element]:
    wanted = set(elements)
    return [e for e in root.iter() if e in wanted]


def _outermost(elements: list[Element]) -> list[Element]:
    inside = set(elements)
    return [e for e in dict.fromkeys(elements) if not any(a in inside for a in e.iterancestors())]


def _sure_body(page: Named, elements: list[Element], origin: str) -> Body | None:
    kept = tuple(without_furniture([line for element in elements for line in page.lines(element)]))
    return Body(kept, origin, tuple(elements)) if kept else None


def doubtful_body(elements: list[Element], origin: str) -> Body | None:
    lines = [line for element in elements for line in lines_of(element, _surrounds)]
    kept = tuple(without_furniture(lines, sure=False))
    return Body(kept, origin, tuple(elements), sure=False) if kept else None


def _surrounds(element: Element) -> bool:
    return is_furniture(element) or is_link_list(element) or is_fact_block(element)


def is_fact_block(element: Element) -> bool:
    """A table or list of labelled facts that stands among the text, wherever: 索引号, 发文机关 …"""
    if element.tag not in ("table", "dl", "ul"):
        return False
    if short_text(element, 4 * FURNITURE_LIMIT) is None:
        return False
    return is_fact_table([" ".join(cell.itertext()) for cell in element.iter("td", "th", "dt", "dd", "li")])
