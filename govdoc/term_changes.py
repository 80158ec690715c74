"""Room: what a government document is. What happens to a term later: prolonged, put off or suspended by another text, ended by a condition.

《甲办法》（云政规〔2019〕3号）有效期延长至2025年12月31日 · 《乙办法》推迟至2023年1月1日施行 · 本通知自新办法施行之日起自行废止.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from govdoc.citations import names_no_document
from govdoc.clauses import sentences
from govdoc.mentions import MASK, Mention, find_mentions
from govdoc.subjects import THIS
from govdoc.terms import DAY, LAST, SPAN, Period, read_day, read_last, read_period
from govdoc.unwrap import unwrap

Change = Literal["extended", "postponed", "suspended"]


@dataclass(frozen=True, slots=True)
class TermChange:
    """What a text does to the term of a document that it names; `text[start:end] == quote`.

    extended: `until` is the new last day, or `period` is what is added. postponed: `on` is the new first day. suspended:
    execution rests (暂停执行), `until` when the text says how long.
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


@dataclass(frozen=True, slots=True)
class Condition:
    """A clause that ends the document itself when something happens; whether it has happened the text cannot say."""

    start: int
    end: int
    quote: str


_TO = r"(?:至|到)[ 　]?"
_COUNT = r"(?:等[0-9０-９一二三四五六七八九十百]{1,4}[件个部项份][^，。；]{0,16})?"
_TERM = r"(?:的)?(?:文件)?(?:有效期限|有效期|有效时间|执行期限|施行期限|试行期限|试行期|实施期限|执行期|期限)"
_LONGER = r"(?:再)?(?:延长|延续|顺延|延期|续期)"
_FROM_TO = rf"[，,（(]?(?:即)?(?:自|从)?{DAY}(?:起)?[ 　]?(?:至|到|-|—)[ 　]?(?P<end>{LAST})"
_EXTENDED = re.compile(
    rf"[）)]?(?:文件)?{_COUNT}(?:决定|现|予以|继续(?:有效|执行|施行|适用)|[，,、 　]){{0,5}}?(?:"
    rf"{_TERM}?(?:由[^，。；]{{2,24}})?{_LONGER}(?:有效期(?:限)?)?(?:{_TO}(?P<last>{LAST})|(?P<span>{SPAN})(?:{_FROM_TO})?)"
    rf"|(?<=继续有效|继续执行|继续施行|继续适用)[，,]?{_TERM}?{_TO}(?P<still>{LAST}))"
)
_EXTENDING = re.compile(r"(?:延长|延续)$")
_ITS_TERM = re.compile(rf"{_COUNT}{_TERM}(?:{_TO}(?P<last>{LAST})|(?P<span>{SPAN})(?:{_FROM_TO})?)")
_POSTPONED = re.compile(
    rf"[^，。；{MASK}]{{0,30}}?(?:推迟|延迟|延后|延期|顺延){_TO}(?P<day>{DAY})(?:起)?(?:正式|再)?(?:施行|实施|执行|生效)"
    rf"|的?(?:施行|实施|执行|生效)(?:日期|时间)(?:推迟|延迟|延后|延期|顺延){_TO}(?P<until>{DAY})"
)
_SUSPENDED = re.compile(
    rf"(?:文件|的规定)?(?:自{DAY}起)?[，,]?(?:现|予以|决定)?(?:暂停|暂缓)(?:执行|施行|实施|适用)(?:{_TO}(?P<last>{LAST}))?"
)
_NOT_DONE = re.compile(r"拟|建议|可以|应当|申请|如需|如|若|未|不|是否|符合条件")
_EVENT = r"(?:新的?[^，。；]{0,20}(?:施行|实施|出台|印发|发布|公布)|[^，。；]{2,30}(?:解除|结束|终止|出台|公布|施行|实施|调整|另有规定|有新[^，。；]{1,12}规定))"
_ENDS = r"(?:即行|自动|自行|同时|随之|相应|予以|立即)?(?:失效|废止|终止|停止执行|停止施行|终止执行)"
_CONDITION = re.compile(
    rf"(?:自|待|至)?{_EVENT}(?:之日|后|之后|时|的)(?:起|止)?(?:[，,]从其规定)?[，,]?(?:{THIS.pattern})?[，,]?{_ENDS}"
    rf"|(?:至|到){_EVENT}(?:之日|时)?止"
)


def find_term_changes(text: str, title: str | None = None) -> tuple[TermChange, ...]:
    """What the text does to the terms of documents it names, in order. `title`: the text's own title, which it does not change."""
    lines = unwrap(text)
    mentions, masked = find_mentions(lines.text)
    named = (m for m in mentions if m.title is None or (m.title != title and not names_no_document(m.title)))
    found = (_change(masked, mention) for mention in named)
    return tuple(lines.in_place(text, change) for change in found if change)


def _change(masked: str, mention: Mention) -> TermChange | None:
    before = re.split(r"[。；;\n]", masked[max(0, mention.start - 60) : mention.start])[-1]
    if _NOT_DONE.search(re.split(r"[，,]", before)[-1]) or before.count("“") > before.count("”"):
        return None
    for change, pattern in _patterns(before):
        if said := pattern.match(masked, mention.end, mention.end + 160):
            return _made(masked, mention, change, said)
    return None


def _patterns(before: str) -> Iterator[tuple[Change, re.Pattern[str]]]:
    if _EXTENDING.search(before):
        yield "extended", _ITS_TERM
    yield "postponed", _POSTPONED
    yield "extended", _EXTENDED
    yield "suspended", _SUSPENDED


def _made(masked: str, mention: Mention, change: Change, said: re.Match[str]) -> TermChange:
    words = {name: value for name, value in said.groupdict().items() if value}
    last = words.get("last") or words.get("still") or words.get("end")
    return TermChange(
        change,
        mention.title,
        mention.number,
        read_day(day) if (day := words.get("day") or words.get("until")) else None,
        read_last(last) if last else None,
        read_period(words["span"]) if "span" in words else None,
        mention.start,
        said.end(),
        masked[mention.start : said.end()],
    )


def find_conditions(text: str, kind: str | None = None) -> tuple[Condition, ...]:
    """Clauses by which the document itself ends on a condition. An interpretation speaks of another document: none."""
    if kind == "interpretation":
        return ()
    lines = unwrap(text)
    found = (c for start, end in sentences(lines.text) for c in _conditions(lines.text, start, end))
    return tuple(lines.in_place(text, condition) for condition in found)


def _conditions(text: str, start: int, end: int) -> Iterator[Condition]:
    """The sentence must speak of 本办法 (before or inside the clause), and of no permit or other document."""
    for said in _CONDITION.finditer(text, start, end):
        subject = THIS.search(text, start, said.end())
        lead = text[start : said.start()]
        if subject is None or "“" in lead or _OTHERS.search(text[start : said.end()]):
            continue
        yield Condition(
            subject.start() if subject.start() < said.start() else said.start(), said.end(), text[start:end]
        )


_OTHERS = re.compile(r"《|〔|证(?!据)|许可|合同|协议|资格|原有|该|过渡|申请|批准文件")
