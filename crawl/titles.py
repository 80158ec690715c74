"""Room: from web to facts. The title of the document, told from the names of site and column around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz

from crawl.body import Named
from crawl.lines import Element, clean, lines_of, short_text, squeeze
from crawl.metadata import ORGAN, Found
from crawl.values import as_text

HEADINGS = (
    *("ucaptitle", "h1", ".article-title", ".article_title", ".xl_title", ".xl-title", ".arti_title", ".news_title"),
    *(".content-title", ".detail-title", "#title", ".title", ".bt", "h2"),
)
_TITLE_NAME = re.compile(r"title|biaoti|bt$|(?:^|[-_.#])tit(?:$|[-_\d])", re.IGNORECASE)
"""Classes and ids of headings that nobody listed: `wztit`, `gb-title`, `newsbt`."""

PROMINENT = ("h3", "h4", "center", "b", "strong", "font", "td", "p", "div")
"""How pages without headings show a title: the first short line that ends as titles of documents do."""
SHARED_TITLES = frozenset({"meta:og:title", "meta:dc.title"})
"""Made for sharing: they name the site as the title tag does."""

FORM = re.compile(
    r"(?:通知|意见|办法|公告|通告|决定|决议|规定|批复|方案|细则|函|复函|报告|条例|规划|计划|通报|公示|解读|令|公报|规则|纲要|要点|标准|目录|清单|名单|指南|预算|决算|答复|简报|章程|制度|预案|措施)"
    r"(?:第?\s*\d{1,4}\s*号)?(?:\s*[（(].*[)）])?$"
)
"""How titles of official documents end (文种), an annotation in brackets aside."""

_JOINT = re.compile(r"\s+[-–—|·]+\s+|\s*[_|»«｜]+\s*|\s*>{1,2}\s*|(?<!\d)\s*[-–]+\s*(?!\d)")
"""An em dash without spaces belongs to the title: 关于甲—乙公路的公告."""

ALIKE = 60
"""Per cent of their characters that a heading and a title tag have in common when they are two wordings of one title."""

COLUMN_LENGTH = 8
"""Names of columns are no longer than this, and often end like titles (公示公告, 规划计划)."""

_DAY_BEHIND = re.compile(r"\s*[（(\[【]\s*(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?\s*[)）\]】]\s*$")
"""The day of publication in the heading: `…的通知（2022年08月30日）`."""

_NO_TITLE = re.compile(r"[:：>»]|(?:19|20)\d{2}[-./]\d")
_SITE = re.compile(r"(?:政府|门户|网站|官网|信息公开|委员会|[局厅委部办]网?|平台|网)$")
_MARKUP = re.compile(r"</?(?:br|p|span|font|b|strong|em|center|div)\b[^<>]{0,200}>", re.IGNORECASE)


def find_title(page: Named, *sources: Mapping[str, Found], site_name: str | None = None) -> Found | None:
    """The first source's title that is whole (some meta tags cut it: `关于印发…`), else a heading, else the title tag."""
    for source in sources:
        hit = source.get("title")
        value = as_text(_MARKUP.sub("", hit.raw)) if hit else None
        if hit and value and hit.origin in SHARED_TITLES:
            value = without_site(value, site_name)
            value = None if value and _SITE.search(value) and not FORM.search(value) else value
        if hit and value and not (hit.origin.startswith("meta:") and value.endswith(("...", "…"))):
            return Found("title", value, hit.origin)
    return _shown_title(page, site_name)


def _shown_title(page: Named, site_name: str | None) -> Found | None:
    """The heading that the title tag confirms or shortens, a heading that ends as titles do, the title tag."""
    tag = page.root.find(".//title")
    whole = clean("".join(tag.itertext())) if tag is not None else ""
    named = without_site(whole, site_name)
    if named and _SITE.search(named) and not FORM.search(named):
        named = None  # the site's name alone
    headings = list(_headings(page))
    formal = [h for h in headings if len(h.raw) > COLUMN_LENGTH and FORM.search(h.raw)]
    if shown := _confirmed(headings, formal, whole, named):
        return shown
    if not (named and len(named) > COLUMN_LENGTH and FORM.search(named)):
        formal = formal or list(_prominent(page))
        if formal or (headings and not named):
            return (formal or headings)[0]
    return Found("title", named or whole, "title-tag") if named or whole else None


def _confirmed(headings: list[Found], formal: list[Found], whole: str, named: str | None) -> Found | None:
    """The heading that says what the title tag says: more of it, the same, or nearly the same in other words."""
    if wider := [h for h in headings if named and _widens(h.raw, named)]:
        return wider[0]
    best = max(
        (h for h in headings if whole and squeeze(h.raw) in squeeze(whole)), key=lambda h: len(h.raw), default=None
    )
    if best is None:
        return next((h for h in formal if named and fuzz.ratio(squeeze(h.raw), squeeze(named)) >= ALIKE), None)
    if named and FORM.search(named) and (named.startswith(best.raw) or not FORM.search(best.raw)):
        return next((h for h in headings if h.raw == named), None)  # 令 in the heading, 第12号 below it
    return best if named or FORM.search(best.raw) else None


def _widens(heading: str, named: str) -> bool:
    """Whether the heading says more than the title tag, which leaves the issuer out: 某县统计局2022年部门预算."""
    heading, named = squeeze(heading), squeeze(named)
    rest = heading.replace(named, "", 1)
    return len(named) >= 8 and 0 < len(rest) < len(heading) and len(rest) <= 40 and not _NO_TITLE.search(rest)


def _headings(page: Named) -> Iterator[Found]:
    others = [*(css for css in page.names if _TITLE_NAME.search(css) and css not in HEADINGS), "h3"]
    for css in (*HEADINGS, *others):
        for element in page.find(css)[:4]:
            if css in others and element.find(".//a") is not None:
                continue
            value = as_text(_DAY_BEHIND.sub("", "".join(lines_of(element))))
            if value and 5 <= len(value) <= 200:
                yield Found("title", value, f"selector:{css}")


def _prominent(page: Named) -> Iterator[Found]:
    for tag in PROMINENT:
        for element in page.root.iter(tag):
            text = short_text(element, 120)
            if text and len(text) >= 8 and FORM.search(text) and "。" not in text and element.find(".//a") is None:
                yield Found("title", _organ_above(element) + "".join(lines_of(element)), f"selector:{tag}")
                return


def _organ_above(element: Element) -> str:
    """The issuer that a title begun with 关于 leaves to the line above it; empty when there is none."""
    above = element.getprevious()
    text = short_text(above, 40) if above is not None and isinstance(above.tag, str) else None
    begun = (short_text(element, 120) or "").startswith(("关于", "印发"))
    return text if begun and text and ORGAN.fullmatch(text) else ""


def without_site(whole: str, site_name: str | None = None) -> str | None:
    """The title tag without the names of site and column before or behind it.

    `关于甲的通知 - 公示公告 - 某某区人民政府` gives 关于甲的通知; the dash in 2021-2025年规划 parts nothing.
    """
    whole = _without_dashed_site(whole)
    spans = _parts(whole)
    while len(spans) > 1 and _is_name(whole[slice(*spans[-1])], whole[slice(*spans[0])], site_name):
        spans.pop()
    while len(spans) > 1 and _is_name(whole[slice(*spans[0])], whole[slice(*spans[-1])], site_name):
        spans.pop(0)
    return as_text(whole[spans[0][0] : spans[-1][1]]) if spans else None


def _without_dashed_site(whole: str) -> str:
    """`黑石乡政务网——关于公示的通知`: two dashes belong to many titles, and part only what surely is a site's name."""
    left, dashes, right = whole.partition("——")
    if dashes and len(left) <= 20 and _SITE.search(left) and not FORM.search(left):
        return right
    left, dashes, right = whole.rpartition("——")
    return left if dashes and len(right) <= 20 and _SITE.search(right) and not FORM.search(right) else whole


def _parts(whole: str) -> list[tuple[int, int]]:
    starts, ends = [0], []
    for joint in _JOINT.finditer(whole):
        ends.append(joint.start())
        starts.append(joint.end())
    return [(a, b) for a, b in zip(starts, [*ends, len(whole)], strict=True) if b > a]


def _is_name(part: str, other: str, site_name: str | None) -> bool:
    if part.startswith("关于"):
        return False
    if part == site_name or (_SITE.search(part) and not FORM.search(part)):
        return True
    if FORM.search(part) and len(part) > COLUMN_LENGTH:
        return False
    return bool(FORM.search(other)) or len(part) < len(other)
