"""Room: from web to facts. The text of the document: known containers first, then the densest block, trafilatura last.

The containers are those of the systems that Chinese government sites run on (UCAP, TRS, hanweb, 博达 VSB, jpage …). A container is
data: to know another system is to add a line here, or a `body` selector to a site file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from crawl.lines import Element, hidden, joined, lines_of, squeeze
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

FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:share|bdshare\w*|jiathis\w*|ewm|qr(?:code)?|qr_container|erweima|print|toolbar|tools?|font-?size|fontsize|breadcrumbs?|crumbs?"
    r"|curpage|location|position|weizhi|footer|foot|header|topbar|nav|navbar|menu|sidebar|related|reldocuments|xgwz|xgjd|xgxx|recommend"
    r"|comments?|pinglun|pager|pagination|copyright|gotop|article-(?:ewm|share|btn|extended|attr|reldocuments|info)"
    r"|div_div|yybb|fj-a)(?:$|[-_\s])",
    re.IGNORECASE,
)
"""Words in class or id of what surrounds a document."""

FURNITURE_LIMIT = 600
"""A block named like furniture with more characters than this, or with a sentence in it, is none (`print` round the whole text)."""

_FURNITURE_TAGS = frozenset({"nav", "footer", "header", "aside"})
_LINE = re.compile(
    r"[【\[（(]?(?:打印(?:本页|本文|此页|页面)?|关闭(?:窗口|本页|页面)?|返回顶部|返回|收藏|分享(?:到|至)?|我要纠错|纠错|保存|推荐|下载文字版|下载图片版|相关(?:文件|文章|链接|稿件|解读|报道)"
    r"|字[体号](?:大小)?[:：]?\W*(?:[大中小]\W*){0,3}|[大中小]\W[大中小]\W[大中小]|扫一扫.{0,24}|用手机.{0,20}|手机扫.{0,20}|语音播报|语言播报|朗读|播放|暂停|停止|微信|微博|QQ空间|新浪微博|复制链接|附件[:：]?"
    r"|上一[篇条]|下一[篇条]|首页|背景颜色.{0,12}|浏览次数.{0,12}|访问量.{0,12}|阅读次数.{0,12}|点击(?:数|率|量|次数).{0,12})[】\])）]?",
)
_PIECE = re.compile(r"[\s|｜丨/、·>»【】\[\]]+")
_CREDIT = re.compile(
    r"[(（【\[]?(?:责任编辑|责编|初审|终审|上一[篇条]|下一[篇条]|分享到?|扫一扫|版权所有|主办单位|承办单位|网站标识码|浏览次数|访问量|字体|字号|当前位置|您的位置"
    r"|您(?:现)?(?:在|所在)的?位置|【打印|【关闭|【字体)\s*[:：】大].*|.*(?:ICP备|公网安备|政府网站标识码|网站地图).*"
)
_EDGE = re.compile(
    r"(?:编辑|审核|作者|来源|信息来源|文章来源|发布时间|发布日期|发布者|日期|时间|点击|阅读|位置|打印)\s*[:：].*"
)
"""Only in containers that are not surely the text: 时间：2020年5月1日 may open an announcement."""

_EDGE_LENGTH = 120
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
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd|zip|rar)\b|download|downfile", re.IGNORECASE)
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


def find_body(root: Element, site_selector: str | None, title: str | None) -> Body | None:
    """The document's text; None when the page shows none (a page of metadata whose text is in the attachment)."""
    if site_selector:
        found = _outermost(selector(site_selector)(root))
        if found and (body := _body_of(found, f"selector:{site_selector}")):
            return body
    return _known(root, SURE, title) or _likely(root, title)


def _known(root: Element, selectors: Iterable[str], title: str | None) -> Body | None:
    """The sure container with the most text, and its neighbours of the same tier (a text split over containers)."""
    best: tuple[int, str, list[Element]] = (0, "", [])
    hits: list[Element] = []
    for css in selectors:
        found = _outermost(selector(css)(root))
        hits += found
        weight = sum(map(_weight, found))
        if weight > best[0]:
            best = (weight, css, found)
    if not best[0]:
        return None
    chosen = set(best[2])
    kin = chosen | {parent for e in chosen if (parent := e.getparent()) is not None}
    above = {ancestor for e in chosen for ancestor in e.iterancestors()}
    near = [e for e in hits if e in chosen or e.getparent() in kin or e in above]
    return _body_of(_outermost(_in_order(root, near)), f"body:{best[1]}")


def _likely(root: Element, title: str | None) -> Body | None:
    """The first likely container that reads like a document once menus and the labelled head are out of it."""
    for css in LIKELY:
        for element in sorted(_outermost(selector(css)(root)), key=_weight, reverse=True)[:1]:
            body = _body_of([element], f"body:{css}", lambda e: is_furniture(e) or is_link_list(e))
            if body is None:
                continue
            lines = _without_head(list(body.lines))
            if any(_PROSE.search(line) and squeeze(line) != squeeze(title or "") for line in lines):
                return Body(tuple(lines), body.origin, body.elements, sure=False)
    return None


def _without_head(lines: list[str]) -> list[str]:
    """Without the labelled facts (`索引号：…`, `来源：… 发布时间：…`) among the first lines."""
    head = [line for line in lines[:HEAD_LINES] if not (len(line) <= _EDGE_LENGTH and _LABELLED.match(line))]
    return head + lines[HEAD_LINES:]


def is_fact_table(cells: list[str]) -> bool:
    """Whether a text begins with the labelled table that other sites print beside it (索引号, 发文机关 …): two labels at least."""
    return sum(bool(_STRONG.match(squeeze(cell))) for cell in cells[:12]) >= 2


def without_facts(body: Body) -> Body:
    return Body(tuple(_without_head(list(body.lines))), body.origin, body.elements, body.sure)


def is_link_list(element: Element) -> bool:
    """A menu or a list of other documents: nearly all its characters are links, and none leads to a file."""
    if element.tag not in ("ul", "ol", "dl"):
        return False
    text = squeeze("".join(element.itertext()))
    links = sum(len(squeeze("".join(a.itertext()))) for a in element.iter("a"))
    files = any(_FILE.search(a.get("href") or "") for a in element.iter("a"))
    return links * 10 > 7 * len(text) and not files


def _in_order(root: Element, elements: list[Element]) -> list[Element]:
    wanted = set(elements)
    return [e for e in root.iter() if e in wanted]


def _outermost(elements: list[Element]) -> list[Element]:
    inside = set(elements)
    return [e for e in dict.fromkeys(elements) if not any(a in inside for a in e.iterancestors())]


def _weight(element: Element) -> int:
    """Characters of text that are neither links nor furniture."""
    text = sum(len(squeeze(line)) for line in lines_of(element, is_furniture))
    links = sum(len(squeeze("".join(a.itertext()))) for a in element.iter("a"))
    return max(text - links, 0) if text > 2 * links else min(text, 1)


def is_furniture(element: Element) -> bool:
    """Share bars, print buttons, breadcrumbs, related links: by tag, by class or id, or because it is hidden."""
    if element.tag in _FURNITURE_TAGS or hidden(element):
        return True
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if len(name) < 3 or not FURNITURE.search(name):
        return False
    text = "".join(element.itertext())
    return len(text) < FURNITURE_LIMIT and "。" not in text


def _body_of(elements: list[Element], origin: str, skip: Callable[[Element], bool] | None = None) -> Body | None:
    lines = [line for element in elements for line in lines_of(element, skip or is_furniture)]
    kept = tuple(without_furniture(lines, sure=skip is None))
    return Body(kept, origin, tuple(elements)) if kept else None


def without_furniture(lines: list[str], sure: bool = True) -> list[str]:
    """Lines of buttons anywhere, and of credits, breadcrumbs and footers at both ends, left out.

    `【字体：大 中 小】 打印`, `分享到：`, `上一篇：关于…` are buttons; 时间：2020年5月1日 inside the text stays.
    """
    kept = [line for line in lines if not _is_button(line)]
    start, end = 0, len(kept)
    while start < min(end, 6) and _is_edge(kept[start], sure):
        start += 1
    while end > start and _is_edge(kept[end - 1], sure):
        end -= 1
    return kept[start:end]


def _is_button(line: str) -> bool:
    if len(line) > 60:
        return False
    pieces = [p for p in _PIECE.split(line) if p]
    return bool(_LINE.fullmatch(line)) or (bool(pieces) and all(_LINE.fullmatch(p) or p in "大中小" for p in pieces))


def _is_edge(line: str, sure: bool) -> bool:
    if len(line) > _EDGE_LENGTH:
        return False
    return bool(_CREDIT.fullmatch(line) or (not sure and _EDGE.fullmatch(line)))


def densest(root: Element) -> Body | None:
    """The block whose own paragraphs hold the most prose: pages laid out with nameless tables. None below 80 characters."""
    scores: dict[Element, int] = {}
    for element in root.iter("p", "div", "td", "section"):
        inner = ("".join(element.itertext()) if element.tag == "p" else _own_text(element)).strip()
        if not _PROSE.search(inner) or any(len("".join(a.itertext())) * 2 > len(inner) for a in element.findall("a")):
            continue
        holder = element.getparent() if element.tag == "p" else element
        if holder is not None:
            scores[holder] = scores.get(holder, 0) + len(squeeze(inner))
    best = max(scores, key=lambda e: scores[e], default=None)
    if best is None or scores[best] < 80 or best.tag in ("body", "html"):
        return None
    body = _body_of([best], "densest", lambda e: is_furniture(e) or is_link_list(e))
    return Body(tuple(_without_head(list(body.lines))), "densest", body.elements, sure=False) if body else None


def _own_text(element: Element) -> str:
    """Text directly inside the element, and inside what does not break the line."""
    pieces = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag in ("span", "font", "b", "strong"):
            pieces.append("".join(child.itertext()))
        pieces.append(child.tail or "")
    return "".join(pieces)


def last_resort(root: Element) -> Body | None:
    """Main text by trafilatura, believed only when it reads like prose; menus and footers alone are no text."""
    import trafilatura  # half a second to import, and hardly ever asked

    html = etree.tostring(root, encoding="unicode", method="html")
    if len(html) > LAST_RESORT_LIMIT:
        return None
    text = trafilatura.extract(
        html, include_comments=False, include_tables=True, favor_precision=True, deduplicate=False
    )
    lines = without_furniture([line.strip("| ") for line in (text or "").split("\n") if line.strip("| ")], sure=False)
    whole = "".join(lines)
    if len(whole) < 40 or len(_PROSE.findall(whole)) < 2 or "。" not in whole:
        return None
    return Body(tuple(lines), "trafilatura")
