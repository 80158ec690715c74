"""Room: what a government document is. Finds what a text says about its own term: 自…起施行, 有效期五年, 执行至….

Find, then classify: every clause of these shapes is found, and is *about the document* only where its subject says so
(本办法…, 现予公布，自…, a bare 自印发之日起施行). Permits, contracts, single measures and rules about other
documents are false friends (most 有效期 in rules are of this kind); without evidence a clause is a false friend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from govdoc.clause_shapes import AFTER_START, BEGINNING, SHAPES
from govdoc.subjects import PART, Subject, classify
from govdoc.terms import Period, last_day, read_count, read_day, read_last, read_period, start_after
from govdoc.unwrap import unwrap

_RULES = {
    "公布": "publication",
    "发布": "publication",
    "颁布": "publication",
    "印发": "issuance",
    "下发": "issuance",
    "发文": "issuance",
    "下文": "issuance",
    "成文": "issuance",
    "签发": "issuance",
    "即日": "issuance",
    "通过": "adoption",
}
_SENTENCE_END = re.compile(
    r"[。；;！!？?]|(?<=[。；：:，,）)])\s*\n|\n\s*\n|\n(?=[ 　]*第[一二三四五六七八九十百零〇0-9]{1,6}[章条节])"
)


MONTH_ONLY = "month"
NEXT_MONTH = "次月1日"
"""The end of the rule event:印发次月1日 (自印发之日起次月1日起施行): the first day of the month that follows."""
QUOTE_REACH = 400
"""A subject further away is not quoted with its clause, so that a page without a full stop costs linear time."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause about a term; `text[start:end] == quote` always. What is false or unknown is None.

    `effective_rule`: publication, issuance, adoption, publication+30d, event:… where the text names no day;
    month where it names only the month, whose first day `effective_on` then is.
    `expires_on` is the last day in force; None where the period needs a start that the clause does not give.
    `why_not` says why the clause is no statement about the document: 许可证有效期为3年 → "another subject".
    """

    about_document: bool
    effective_on: date | None
    effective_rule: str | None
    expires_on: date | None
    period: str | None
    trial: bool
    start: int
    end: int
    quote: str
    why_not: str | None = None
    has_start: bool = False


@dataclass(slots=True)
class _Hit:
    shape: str
    match: re.Match[str]
    start: int
    end: int


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences. A single line break inside a sentence (hard-wrapped PDF text) does not end it."""
    start = 0
    for found in _SENTENCE_END.finditer(text):
        if found.end() > start:
            yield start, found.end()
        start = found.end()
    if start < len(text):
        yield start, len(text)


# A cheap test before the patterns: it took 1,665 provincial documents from 4.4 s to 1.5 s.
_TRIGGER = re.compile(
    r"起[^，。；]{0,12}[施实执生试适有启计算]|有效|期限|[行施用]期|试行|暂行|为期|[行施效]日|失效|废止|停止执行|终止执行"
    r"|[至到止][^，。]{0,14}[年日底月]|(?:[日后布发][ 　]?(?:正式|开始)?|》[^，。；]{0,30}(?:同时|同步|同日|一并)起?)(?:施行|实施|实行|执行|生效)"
)


def find_clauses(text: str, kind: str | None = None, title: str | None = None) -> tuple[Clause, ...]:
    """All clauses in order. With `kind` "interpretation" none is about the document: it speaks of another.

    「第十三条本办法有效期5年，自2012年9月10日起施行。」 → one clause, 2012-09-10 to 2017-09-09, P5Y.
    """
    lines = unwrap(text)
    found: list[Clause] = []
    previous: Subject | None = None
    for start, end in sentences(lines.text):
        if not _TRIGGER.search(lines.text, start, end):
            if lines.text[start:end].strip():
                previous = None
            continue
        clauses, previous = _sentence_clauses(lines.text, start, end, kind, title, previous)
        found.extend(clauses)
    return tuple(lines.in_place(text, clause) for clause in found)


def _sentence_clauses(
    text: str, start: int, end: int, kind: str | None, title: str | None, previous: Subject | None
) -> tuple[list[Clause], Subject | None]:
    hits = _hits(text, start, end)
    groups: list[tuple[Subject, list[_Hit]]] = []
    subject: Subject | None = None
    for hit in hits:
        chained = groups[-1] if groups else None
        subject = classify(
            text,
            start,
            hit.start,
            hit.shape,
            title=title,
            before=(chained[0], chained[1][-1].end) if chained else None,
            previous=previous,
        )
        if chained and subject.chained and not _repeats(chained[1], hit):
            chained[1].append(hit)
        else:
            groups.append((subject, [hit]))
    interpretation = kind == "interpretation"
    clauses = [_clause(text, subject, group, interpretation) for subject, group in groups]
    return clauses, (groups[-1][0] if groups else None)


def _repeats(group: list[_Hit], hit: _Hit) -> bool:
    """True when a second start follows a start: two clauses (本通知自甲日起执行，附件自乙日起施行).

    A term that begins with the same day goes on with the clause (自甲日起施行，有效期自甲日至乙日), and so does
    what only says from when the term counts (有效期五年，自施行之日起计算).
    """
    starts = [h for h in group if h.shape in BEGINNING]
    if hit.shape not in BEGINNING or not starts:
        return False
    if hit.shape == "from_to" and hit.match.groupdict().get("span"):
        return False  # 有效期3年（自甲日至乙日）
    said, known = _days(hit), {day for h in starts for day in _days(h)}
    return hit.shape == "start" or not said <= known


def _days(hit: _Hit) -> set[str]:
    said = hit.match.groupdict()
    return {re.sub(r"\s", "", said[name]) for name in ("day", "event") if said.get(name)}


def _hits(text: str, start: int, end: int) -> list[_Hit]:
    """Non-overlapping matches, leftmost first, the longer of two at one place."""
    hits: list[_Hit] = []
    for shape, pattern in SHAPES:
        for found in pattern.finditer(text, start, end):
            if shape == "start" and found.end() < end and not AFTER_START.match(text, found.end(), end):
                continue
            hits.append(_Hit(shape, found, found.start(), found.end()))
    hits.sort(key=lambda h: (h.start, -h.end))
    kept: list[_Hit] = []
    for hit in hits:
        if kept and hit.start < kept[-1].end:
            continue
        kept.append(hit)
    return kept


def _clause(text: str, subject: Subject, group: list[_Hit], interpretation: bool) -> Clause:
    near = (subject.about or subject.why_not == PART) and group[0].start - subject.start <= QUOTE_REACH
    first, last = subject.start if near else group[0].start, group[-1].end
    why_not = "an interpretation speaks of the interpreted document" if interpretation else subject.why_not
    if interpretation or not subject.about:
        return Clause(False, None, None, None, None, False, first, last, text[first:last], why_not)
    read = _Reading()
    for hit in group:
        read.add(hit)
    on, expires, period = read.on, read.expires, read.period
    if on and expires and expires < on:
        expires = None
    if on and period and not expires:
        expires = last_day(on, period)
    rule = read.rule if on is None or read.rule == MONTH_ONLY else None
    starts = any(h.shape in BEGINNING for h in group)
    length = period.iso if period else None
    return Clause(True, on, rule, expires, length, read.trial, first, last, text[first:last], None, starts)


@dataclass(slots=True)
class _Reading:
    """What the parts of one clause say together."""

    on: date | None = None
    rule: str | None = None
    expires: date | None = None
    period: Period | None = None
    trial: bool = False

    def add(self, hit: _Hit) -> None:
        said = {key: value for key, value in hit.match.groupdict().items() if value}
        name = said.get("name") or said.get("trial") or ""
        self.trial = self.trial or said.get("verb") == "试行" or "试行" in name
        if "day" in said:
            self.on = _later(read_day(said["day"]), said) or self.on
        if "opens" in said:
            month = read_last(said["opens"])
            self.on, self.rule = (month.replace(day=1), MONTH_ONLY) if month else (self.on, self.rule)
        if hit.shape in BEGINNING:
            self.rule = self.rule or _rule(said)
        if "plus" in said:
            self.rule = self.rule or _rule({"event": said["plus"][1:3]})
        if "last" in said:
            self.expires = read_last(said["last"]) or self.expires
        if "stop" in said:
            stop = read_day(said["stop"])
            self.expires = (
                stop - timedelta(days=1) if stop and (said.keys() & {"since", "from"}) and stop > date.min else stop
            )
        if "span" in said:
            self.period = read_period(said["span"]) or self.period


def _later(day: date | None, said: dict[str, str]) -> date | None:
    """自2020年5月1日起30日后施行: the day itself, put off by what is said."""
    delay = _delay(said)
    return day if delay is None or day is None else start_after(day, delay)


def _delay(said: dict[str, str]) -> Period | None:
    """三十日后 → 30 days; 第31日 and 次日 count from the day itself. Working days depend on a calendar: none."""
    if "next" in said:
        return Period(days=1)
    count = read_count(said.get("after", "")) if "after" in said else None
    if not count:
        return None
    match said["unit"]:
        case "日" | "天":
            return Period(days=count - ("nth" in said))
        case "个月" | "月":
            return Period(months=count)
        case "年":
            return Period(years=count)
    return None


def _rule(said: dict[str, str]) -> str | None:
    """The rule by which a relative start is found: 公布之日 → publication, 公布之日起30日后 → publication+30d."""
    word = said.get("now") or re.sub(r"^20[0-9]{2}年", "", said.get("event") or said.get("other") or "")
    if not word:
        return None
    base = _RULES.get(word[-2:]) if len(word) <= 6 or word.endswith("通过") else None
    if base is None:
        return None if re.fullmatch(r"(?:本[^，。]{0,8})?(?:施行|实施|执行)", word) else f"event:{word}"
    if "month" in said:
        return f"event:{word}{NEXT_MONTH}"
    if said.get("unit") == "工作日":
        return f"event:{word}之日起{said['after']}个工作日"
    delay = _delay(said)
    return f"{base}+{delay.iso[1:].lower()}" if delay else base
