"""Room: from web to facts. The title of the document, told from the names of site and column around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from crawl.body import Named
from crawl.lines import clean, lines_of, squeeze
from crawl.metadata import Found
from crawl.values import as_text

HEADINGS = (
    *("ucaptitle", "h1", ".article-title", ".article_title", ".xl_title", ".xl-title", ".arti_title", ".news_title"),
    *(".content-title", ".detail-title", "#title", ".title", ".bt", "h2"),
)
SHARED_TITLES = frozenset({"meta:og:title", "meta:dc.title"})
"""Made for sharing: they name the site as the title tag does."""

FORM = re.compile(
    r"(?:通知|意见|办法|公告|通告|决定|决议|规定|批复|方案|细则|函|复函|报告|条例|规划|计划|通报|公示|解读|令|公报|规则|纲要|要点|标准|目录|清单|名单|指南|预算|决算|答复|简报|章程|制度|预案|措施)"
    r"(?:\s*[（(].*[)）])?$"
)
"""How titles of official documents end (文种), an annotation in brackets aside."""

_JOINT = re.compile(r"\s+[-–—|·]+\s+|\s*[_|»«｜]+\s*|\s*>{1,2}\s*|(?<!\d)\s*[-–]+\s*(?!\d)")
"""An em dash without spaces belongs to the title: 关于甲—乙公路的公告."""

COLUMN_LENGTH = 8
"""Names of columns are no longer than this, and often end like titles (公示公告, 规划计划)."""

_SITE = re.compile(r"(?:政府|门户|网站|官网|信息公开|委员会|[局厅委部办]网?|平台|网)$")
_MARKUP = re.compile(r"</?(?:br|p|span|font|b|strong|em|center|div)\b[^<>]{0,200}>", re.IGNORECASE)


def find_title(page: Named, *sources: Mapping[str, Found], site_name: str | None = None) -> Found | None:
    """The first source's title that is whole (some meta tags cut it: `关于印发…`), else a heading, else the title tag."""
    for source in sources:
        hit = source.get("title")
        value = as_text(_MARKUP.sub("", hit.raw)) if hit else None
        if hit and value and hit.origin in SHARED_TITLES:
            value = without_site(value, site_name)
        if hit and value and not (hit.origin.startswith("meta:") and value.endswith(("...", "…"))):
            return Found("title", value, hit.origin)
    tag = page.root.find(".//title")
    whole = clean("".join(tag.itertext())) if tag is not None else ""
    named = without_site(whole, site_name)
    headings = list(_headings(page))
    confirmed = [h for h in headings if squeeze(h.raw) in squeeze(whole)] if whole else []
    if confirmed:
        return max(confirmed, key=lambda h: (h.raw == named, len(h.raw)))
    if not (named and FORM.search(named)):
        formal = [h for h in headings if FORM.search(h.raw)]
        if formal or (headings and not whole):
            return (formal or headings)[0]
    return Found("title", named, "title-tag") if named else None


def _headings(page: Named) -> Iterator[Found]:
    for css in HEADINGS:
        for element in page.find(css)[:4]:
            value = as_text("".join(lines_of(element)))
            if value and 5 <= len(value) <= 200:
                yield Found("title", value, f"selector:{css}")


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
