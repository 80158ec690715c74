"""Room: what a government document is. Clauses by which a document ends itself when something happens.

本通知自新办法施行之日起自行废止 · 本措施有效期至2022年12月31日，国家政策调整的，本措施相应终止 · 本办法自《乙条例》施行之日起自行废止.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govdoc.clauses import sentences
from govdoc.mentions import MASK, Mention, find_mentions
from govdoc.subjects import THIS
from govdoc.unwrap import unwrap


@dataclass(frozen=True, slots=True)
class Condition:
    """A clause that ends the document itself when something happens; whether it has happened the text cannot say.

    `title`, `number`: the document on which it waits, if it names one. `begins`: it waits for that one's first day (施行),
    else for its issue (出台). `included`: it still holds on that day (至…施行之日止).
    """

    start: int
    end: int
    quote: str
    title: str | None = None
    number: str | None = None
    begins: bool = False
    included: bool = False


_EVENT = r"(?:新的?[^，。；]{0,20}(?:施行|实施|出台|印发|发布|公布)|[^，。；]{2,30}(?:解除|结束|终止|出台|公布|施行|实施|调整|另有规定|有新[^，。；]{0,12}规定|有新[^，。；]{0,12}政策))"
_ENDS = r"(?:即行|自动|自行|同时|随之|相应|予以|立即|即)?(?:失效|废止|终止|停止执行|停止施行|终止执行)"
_TRIGGER = re.compile(r"失效|废止|终止|停止[执施]行|(?<![禁防制阻截停废终])止(?=[，。；、\n]|$)")
_CONDITION = re.compile(
    rf"(?:自|待|至|如遇|如|若)?{_EVENT}(?:之日|后|之后|时|的)?(?:起|止)?(?:[，,]从其规定)?[，,]?(?:{THIS.pattern})?[，,]?{_ENDS}"
    rf"|(?:至|到){_EVENT}(?:之日|时)?止"
)
# 自《乙条例》施行之日起自行废止 · 《乙条例》出台后，本办法自动失效 · 执行至《乙条例》施行之日止
_AWAITED = (
    rf"(?:新的?|国家|省|市|修[订改]后的?|[^，。；{MASK}]{{1,12}}(?:制定|印发|出台)的?)?(?P<name>{MASK}+)(?:正式|颁布|公布)?"
    r"(?P<event>施行|实施|生效|出台|印发|发布|公布|颁布)"
)
_NAMED = re.compile(
    rf"(?:自|待|在|于|从)?{_AWAITED}(?:之日|之?后|时)起?[，,]?(?:{THIS.pattern})?[，,]?{_ENDS}"
    rf"|(?P<until>至|到){_AWAITED.replace('?P<name>', '?P<named>').replace('?P<event>', '?P<happens>')}(?:之日|时|前)?(?:止|为止|有效|失效|(?=[，。；\n]|$))"
)
_BEGINS = ("施行", "实施", "生效")


def find_conditions(text: str, kind: str | None = None) -> tuple[Condition, ...]:
    """Clauses by which the document itself ends on a condition. An interpretation speaks of another document: none."""
    if kind == "interpretation":
        return ()
    lines = unwrap(text)
    if not _TRIGGER.search(lines.text):
        return ()
    found = (
        c
        for start, end in sentences(lines.text)
        if _TRIGGER.search(lines.text, start, end)
        for c in (*_conditions(lines.text, start, end), *_awaiting(lines.text, start, end))
    )
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


def _awaiting(text: str, start: int, end: int) -> Iterator[Condition]:
    """The clause that waits for a named document; between 本办法 and the clause no other document may stand."""
    if "《" not in text[start:end] and "号" not in text[start:end]:
        return
    mentions, masked = find_mentions(text)
    for said in _NAMED.finditer(masked, start, end):
        group, event = ("named", "happens") if said["until"] else ("name", "event")
        subject = THIS.search(masked, start, said.end())
        if subject is None or "“" in masked[start : said.start()] or _OTHERS.search(masked[start : said.end()]):
            continue
        if MASK in masked[subject.end() : said.start()]:
            continue
        begin, named = min(subject.start(), said.start()), _mention_at(mentions, said.start(group))
        quote = text[begin : said.end()]
        yield Condition(
            begin, said.end(), quote, named.title, named.number, said[event] in _BEGINS, bool(said["until"])
        )


def _mention_at(mentions: tuple[Mention, ...], at: int) -> Mention:
    return next(one for one in mentions if one.start <= at < one.end)


_OTHERS = re.compile(r"《|〔|证(?!据)|许可|合同|协议|资格|原有|该|过渡|申请|批准文件")
