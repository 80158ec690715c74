"""Room: from web to facts. The text of a page whose containers nobody knows: the densest block, a table of data, trafilatura last."""

from __future__ import annotations

import re
from itertools import takewhile

from lxml import etree

from crawl.body import PROSE, TABLE_LINES, Body, doubtful_body, is_fact_block, states_fact, without_head
from crawl.furniture import without_furniture
from crawl.lines import Element, clean, squeeze

LAST_RESORT_LIMIT = 500_000
"""Characters of HTML beyond which trafilatura is not asked: it takes 15 s for a made-up page of 3 MB, ours 0.1 s."""

LEAST = 30
"""Characters of prose that make a text under a title that is surely a document's; elsewhere three times as many."""


LEAST_NAMED = 12
"""The same under such a title for a sentence, or in a block whose class or id says that it holds a text."""

_BLOCKS_INSIDE = frozenset({"p", "div", "table", "ul", "ol", "dl", "section"})

_TEXT_NAME = re.compile(
    r"cont?(?:ent)?(?:$|[\s_\-\d])|te?xt|article|news|detail|body|neirong|zhengwen|(?:^|[\s_-])(?:art|nr|zw)",
    re.IGNORECASE,
)


def densest(root: Element, least: int = 3 * LEAST, title: str | None = None) -> Body | None:
    """The block whose own paragraphs hold the most prose, with its brothers: pages laid out with nameless tables."""
    scores: dict[Element, int] = {}
    for element in root.iter("p", "div", "td", "section", "span", "pre"):
        inner = ("".join(element.itertext()) if element.tag == "p" else _own_text(element)).strip()
        if (
            not PROSE.search(inner)
            or states_fact(clean(inner))
            or any(len("".join(a.itertext())) * 2 > len(inner) for a in element.findall("a"))
        ):
            continue
        holder = element.getparent() if element.tag in ("p", "span") else element
        if holder is not None:
            scores[holder] = scores.get(holder, 0) + len(squeeze(inner))
    best = max(scores, key=lambda e: scores[e], default=None)
    if best is None or best.tag in ("body", "html"):
        return None
    said = _TEXT_NAME.search(f"{best.get('class') or ''} {best.get('id') or ''}")
    if scores[best] < (LEAST_NAMED if least == LEAST and (said or "。" in "".join(best.itertext())) else least):
        return None
    while best.tag in ("span", "font", "b", "strong", "center"):
        best = best.getparent()
    brothers = _brothers(best, scores) if best.tag == "div" else [best]
    body = doubtful_body(brothers, "densest")
    return Body(tuple(without_head(list(body.lines), title)), "densest", body.elements, sure=False) if body else None


def _brothers(best: Element, scores: dict[Element, int]) -> list[Element]:
    """The blocks beside the best one that hold prose; where each is a paragraph of the text, all from the first to the last of it.

    A signature is no prose: `<div>…遵照执行。</div><div>某县人民政府</div><div>2018年9月12日</div>`.
    """
    beside = [e for e in best.getparent() if e in scores and e.tag == best.tag]
    if any(child.tag in _BLOCKS_INSIDE for child in best):
        return beside
    row = list(best.getparent())
    behind = row[row.index(beside[-1]) + 1 :]
    paragraphs = takewhile(
        lambda e: e.tag in ("div", "p", "br") and not any(c.tag in _BLOCKS_INSIDE for c in e), behind
    )
    within = set(row[row.index(beside[0]) : row.index(beside[-1]) + 1])
    return [e for e in row if e in within] + list(paragraphs)


def data_table(root: Element) -> Body | None:
    """The fullest table of data: pages that publish figures or lists without a sentence beside them."""
    tables = [
        t for t in root.iter("table") if t.find(".//table") is None and not is_fact_block(t) and t.find(".//a") is None
    ]
    found = [body for table in tables if (body := doubtful_body([table], "data table"))]
    best = max(found, key=lambda body: len(body.text), default=None)
    return best if best and sum("\t" in line for line in best.lines) >= TABLE_LINES else None


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
    lines = without_furniture(without_head(shown, title), sure=False)
    whole = "".join(lines)
    if len(whole) < 40 or len(PROSE.findall(whole)) < 2 or "。" not in whole:
        return None
    return Body(tuple(lines), "trafilatura")
