"""Room: what a government document is. Which document a policy interpretation (政策解读) explains."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govdoc.citations import Citation
from govdoc.document import Document, Kind

_TITLE_NAME = re.compile(r"《((?:[^《》]|《[^《》]*》){4,120})》")
_READS = re.compile(r"(?:解读|一图读懂|图解)[（(]?[一二三四五六七八九十]?[)）]?$")
_ISSUES = re.compile(r"(?:印发|发布|公布|出台|制定|编写|修订)了?$")
_HEAD = 400


@dataclass(frozen=True, slots=True)
class ExplainedName:
    """A name that an interpretation gives what it explains: the document's `part` at [start:end] is `quote`."""

    part: str
    start: int
    end: int
    quote: str
    number: str | None
    title: str | None


def is_interpretation(document: Document) -> bool:
    """By its column, or by a title such as 「《临时救助办法》解读」 where the column does not tell."""
    return document.kind is Kind.INTERPRETATION or (document.kind is Kind.OTHER and bool(_READS.search(document.title)))


def explained_names(document: Document, citations: tuple[Citation, ...]) -> tuple[tuple[ExplainedName, ...], ...]:
    """Groups of names, the best group first; the first group with a known document decides.

    1. names in the title, with the number that the text gives them; 2. what the text says it interprets;
    3. what the head of the text says was issued: 「近日，区政府印发了《…意见》」.
    """
    if not is_interpretation(document):
        return ()
    titled = _titled(document, citations)
    meant = [c for c in citations if not any(_is_namesake(name.title or "", c.title or "") for name in titled)]
    said = tuple(_said(c) for c in meant if c.relation == "interprets")
    issued = tuple(_said(c) for c in meant if _is_issued(document, c))
    return titled, said, issued[:1]


def _titled(document: Document, citations: tuple[Citation, ...]) -> tuple[ExplainedName, ...]:
    names = []
    for match in _TITLE_NAME.finditer(document.title):
        current = [c for c in citations if c.number and c.title and c.relation in ("interprets", "cites")]
        number = next((c.number for c in current if _same_name(match[1], c.title or "")), None)
        names.append(ExplainedName("title", match.start(), match.end(), match[0], number, match[1]))
    return tuple(names)


# 《某省资金管理办法》 and the ministry's 《资金管理办法》 on which it rests are two documents; so are 方案 and 实施方案.
_ANOTHER = re.compile(r"[省市县区州旗]|实施|细则|试行|暂行|补充")


def _same_name(name: str, title: str) -> bool:
    """Is one the other, shortened, or with the words that issue it (关于印发…的通知)?"""
    rest = _beyond(name, title)
    return rest is not None and (bool(re.search("关于|印发|转发|公布|发布", rest)) or not _ANOTHER.search(rest))


def _is_namesake(name: str, title: str) -> bool:
    """The text on which the named one rests: the same words without the place, or without 实施."""
    return bool(title) and _beyond(name, title) is not None and not _same_name(name, title)


def _beyond(name: str, title: str) -> str | None:
    """What the longer of two names has beyond the shorter; None where it does not contain it."""
    long, short = (name, title) if len(name) > len(title) else (title, name)
    return long.replace(short, "", 1) if short in long else None


def _said(citation: Citation) -> ExplainedName:
    return ExplainedName("text", citation.start, citation.end, citation.quote, citation.number, citation.title)


def _is_issued(document: Document, citation: Citation) -> bool:
    before = document.text[max(0, citation.start - 12) : citation.start]
    return citation.start < _HEAD and citation.relation in ("cites", "interprets") and bool(_ISSUES.search(before))
