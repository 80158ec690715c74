"""Room: what a government document is. What another text does to a term: prolongs it, puts it off, lets it rest, takes it up again.

《甲办法》（云政规〔2019〕3号）有效期延长至2025年12月31日 · 《乙办法》推迟至2023年1月1日施行 · 暂停执行《丙办法》.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from govdoc.change_shapes import AFTER, BEFORE, CARRIED, CHANGING_TITLE, NOT_DONE, WORDS, Change
from govdoc.citations import names_no_document
from govdoc.given_term import Counted, given_by
from govdoc.mentions import Mention, find_mentions
from govdoc.terms import Period, read_day
from govdoc.unwrap import unwrap

REACH = 200
"""How far behind a name its change may stand; further away another document is meant."""


@dataclass(frozen=True, slots=True)
class TermChange:
    """What a text does to the term of a document that it names; `text[start:end] == quote`.

    extended: `until` is the new last day, or `period` counts as `counted` says: added to the old last day (延长3年), anew
    from this text's first day (继续有效3年), or as the whole term (由3年调整为5年). postponed: `on` is the new first day,
    None where it is left open (施行日期另行公布). suspended and resumed: from `on` (None: from this text's first day), at
    rest up to `until`. `part`: only these articles or annexes.
    """

    change: Change
    title: str | None
    number: str | None
    on: date | None
    until: date | None
    period: Period | None
    start: int
    end: int
    quote: str
    counted: Counted = "added"
    part: str | None = None


def find_term_changes(text: str, title: str | None = None) -> tuple[TermChange, ...]:
    """What the text does to the terms of documents it names, in order. `title`: the text's own title, which it does not change."""
    lines = unwrap(text)
    mentions, masked = find_mentions(lines.text)
    named = [m for m in mentions if m.title is None or (m.title != title and not names_no_document(m.title))]
    found = _with_lists(masked, named, [_direct(masked, mention) for mention in named])
    if not found and title and CHANGING_TITLE.search(title):
        found = list(_carried(masked, named, title))
    return tuple(lines.in_place(text, change) for change in found)


def _with_lists(masked: str, named: list[Mention], said: list[TermChange | None]) -> list[TermChange]:
    """《甲办法》、《乙办法》有效期延长至2025年12月31日: what stands behind the last of a list is said of all of it."""
    for at in range(len(named) - 1, 0, -1):
        after, before = named[at], named[at - 1]
        change = said[at]
        if change and not change.part and said[at - 1] is None and _JOINED.fullmatch(masked, before.end, after.start):
            said[at - 1] = replace(
                change, title=before.title, number=before.number, start=before.start,
                end=change.end, quote=masked[before.start : change.end],
            )  # fmt: skip
    return [change for change in said if change]


_JOINED = re.compile(r"[）)]?(?:文件)?[ 　]?[、和及与][ 　]?")


def _direct(masked: str, mention: Mention) -> TermChange | None:
    """The change that stands at the name itself, its verb before or behind it."""
    if not WORDS.search(masked, max(0, mention.start - 60), mention.end + REACH):
        return None
    before = re.split(r"[。；;\n]", masked[max(0, mention.start - 60) : mention.start])[-1]
    phrase = re.split(r"[，,]", before)[-1]
    if NOT_DONE.search(phrase) or before.count("“") > before.count("”"):
        return None
    for change, verb, rest in BEFORE:
        if (lead := verb.search(before)) and (said := rest.match(masked, mention.end, mention.end + REACH)):
            start = mention.start - len(before) + lead.start()
            return _made(masked, mention, change, said, start, lead)
    for change, pattern in AFTER:
        if said := pattern.match(masked, mention.end, mention.end + REACH):
            return _made(masked, mention, change, said, mention.start)
    return None


def _carried(masked: str, named: list[Mention], title: str) -> Iterator[TermChange]:
    """A notice on one document (关于延长《甲办法》有效期的通知) names it first and says then: 经研究，决定将有效期延长至….

    The name must stand near before the clause; with none in the text the one in the notice's own title is meant.
    """
    subject = next((m for m in find_mentions(title)[0] if m.title and not names_no_document(m.title)), None)
    for change, pattern in CARRIED:
        for said in pattern.finditer(masked):
            phrase = re.split(r"[。；;\n]", masked[max(0, said.start() - 40) : said.start()])[-1]
            before = [m for m in named if m.end <= said.start() <= m.end + REACH]
            about = before[-1] if before else subject
            if about is not None and not NOT_DONE.search(phrase) and phrase.count("“") <= phrase.count("”"):
                yield _made(masked, about, change, said, about.start if before else said.start())


def _made(
    masked: str, mention: Mention, change: Change, said: re.Match[str], start: int, lead: re.Match[str] | None = None
) -> TermChange:
    words = {name: value for found in (lead, said) if found for name, value in found.groupdict().items() if value}
    day, given = words.get("day") or words.get("since"), given_by(words)
    return TermChange(
        change,
        mention.title,
        mention.number,
        read_day(day) if day else None,
        given.until,
        given.period,
        start,
        said.end(),
        masked[start : said.end()],
        given.counted,
        words.get("part"),
    )
