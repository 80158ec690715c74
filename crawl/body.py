"""Room: from web to facts. The text of the document: known containers first, then the densest block, trafilatura last.

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
from crawl.lines import Element, clean, joined, lines_of, short_text, squeeze
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

LAST_RESORT_LIMIT = 500_000
"""Characters of HTML beyond which trafilatura is not asked: it takes 15 s for a made-up page of 3 MB, ours 0.1 s."""

HEAD_LINES = 15
"""Lines at the start of a likely container in which labelled facts are looked for."""

_LABELLED = re.compile(
    r"[【\[]?(?:索\s*引\s*号|信息索引号|发文字号|文\s*号|发文机关|发布机构|发布单位|公开机构|制定机关|责任部门|成文日期|发文日期|发布日期|发布时间|生成日期|公开日期|更新时间|主题分类|信息分类"
    r"|分\s*类|有效性|公开方式|公开时限|公开范围|信息来源|文章来源|来\s*源|作\s*者|浏览次数|访问量|点击|字体|时间|日期)[】\]]?\s*(?:[:：\t]|$)"
)
_STRONG = re.compile(
    r"[【\[]?(?:索引号|信息索引号|发文字号|文号|发文机关|发布机构|发布机关|成文日期|主题分类|有效性|公开方式)[】\]]?[:：\x1f]?"
)
_PLAIN_NAME = re.compile(r"[#.][\w-]+")
_PROSE = re.compile(r"[。；;：，]")


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
            body = _doubtful_body([element], f"body:{css}")
            if body is None:
                continue
            lines = _without_head(list(body.lines), title)
            if any(_PROSE.search(line) and squeeze(line) != squeeze(title or "") for line in lines):
                return Body(tuple(lines), body.origin, body.elements, sure=False)
    return None


def _without_head(lines: list[str], title: str | None = None) -> list[str]:
    """Without the labelled facts (`索引号：…`, `来源：… 发布时间：…`) among the first lines, and without what ends in the page's title."""
    start = _after_title(lines[:HEAD_LINES], squeeze(title or ""))
    head = [line for line in lines[start:HEAD_LINES] if not (len(line) <= EDGE_LENGTH and _LABELLED.match(line))]
    kept = head + lines[HEAD_LINES:]
    return without_furniture(kept, sure=False) if start else kept


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
    return Body(tuple(_without_head(list(body.lines))), body.origin, body.elements, body.sure)


def _in_order(root: Element, elements: list[Element]) -> list[Element]:
    wanted = set(elements)
    return [e for e in root.iter() if e in wanted]


def _outermost(elements: list[Element]) -> list[Element]:
    inside = set(elements)
    return [e for e in dict.fromkeys(elements) if not any(a in inside for a in e.iterancestors())]


def _sure_body(page: Named, elements: list[Element], origin: str) -> Body | None:
    kept = tuple(without_furniture([line for element in elements for line in page.lines(element)]))
    return Body(kept, origin, tuple(elements)) if kept else None


def _doubtful_body(elements: list[Element], origin: str) -> Body | None:
    lines = [line for element in elements for line in lines_of(element, _surrounds)]
    kept = tuple(without_furniture(lines, sure=False))
    return Body(kept, origin, tuple(elements), sure=False) if kept else None


def _surrounds(element: Element) -> bool:
    return is_furniture(element) or is_link_list(element) or is_fact_block(element)


LEAST = 30
"""Characters of prose that make a text under a title that is surely a document's; elsewhere three times as many."""


def densest(root: Element, least: int = 3 * LEAST, title: str | None = None) -> Body | None:
    """The block whose own paragraphs hold the most prose, with its brothers: pages laid out with nameless tables."""
    scores: dict[Element, int] = {}
    for element in root.iter("p", "div", "td", "section", "span", "pre"):
        inner = ("".join(element.itertext()) if element.tag == "p" else _own_text(element)).strip()
        if not _PROSE.search(inner) or any(len("".join(a.itertext())) * 2 > len(inner) for a in element.findall("a")):
            continue
        holder = element.getparent() if element.tag in ("p", "span") else element
        if holder is not None:
            scores[holder] = scores.get(holder, 0) + len(squeeze(inner))
    best = max(scores, key=lambda e: scores[e], default=None)
    if best is None or scores[best] < least or best.tag in ("body", "html"):
        return None
    brothers = [e for e in best.getparent() if e in scores and e.tag == best.tag] if best.tag == "div" else [best]
    body = _doubtful_body(brothers, "densest")
    return Body(tuple(_without_head(list(body.lines), title)), "densest", body.elements, sure=False) if body else None


def is_fact_block(element: Element) -> bool:
    """A table or list of labelled facts that stands among the text, wherever: 索引号, 发文机关 …"""
    if element.tag not in ("table", "dl", "ul"):
        return False
    if short_text(element, 4 * FURNITURE_LIMIT) is None:
        return False
    return is_fact_table([" ".join(cell.itertext()) for cell in element.iter("td", "th", "dt", "dd", "li")])


def _own_text(element: Element) -> str:
    """Text directly inside the element, and inside what does not break the line."""
    pieces = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag in ("span", "font", "b", "strong"):
            pieces.append("".join(child.itertext()))
        pieces.append(child.tail or "")
    return "".join(pieces)


def last_resort(root: Element, title: str | None = None) -> Body | None:
    """Main text by trafilatura, believed only when it reads like prose; menus and footers alone are no text."""
    import trafilatura  # half a second to import, and hardly ever asked

    html = etree.tostring(root, encoding="unicode", method="html")
    if len(html) > LAST_RESORT_LIMIT:
        return None
    text = trafilatura.extract(
        html, include_comments=False, include_tables=True, favor_precision=True, deduplicate=False
    )
    shown = [line for raw in (text or "").split("\n") if (line := clean(raw.strip("| ")))]
    lines = without_furniture(_without_head(shown, title), sure=False)
    whole = "".join(lines)
    if len(whole) < 40 or len(_PROSE.findall(whole)) < 2 or "。" not in whole:
        return None
    return Body(tuple(lines), "trafilatura")
