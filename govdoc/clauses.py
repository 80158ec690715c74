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

from govdoc.subjects import Subject, classify
from govdoc.terms import DAY, LAST, SPAN, Period, last_day, read_count, read_day, read_last, read_period

_VERB = r"(?:施行|实施|实行|执行|生效|试行|适用|有效|启用)"
_ADVERB = r"(?:[，,]?(?:开始|正式|统一|全面|在[^，。；,]{1,8}|同时|将|予以|试点)?)"
_EVENT_DAY = (
    r"(?:(?P<event>(?:20[0-9]{2}年)?(?:公布|发布|颁布|印发|下发|下文|发文|成文|签发))(?:之日|当日|日|之后|后)?"
    r"|(?<=[自从])[ 　]?(?P<other>[^，。；,;自从]{2,30}?)(?:之日|当日|之后|后))"
)
_BLANK_DAY = r"(?P<blank>[XxＸ×*_ 　\d]{0,6}年[XxＸ×*_ 　\d]{0,6}月[XxＸ×*_ 　\d]{0,6}日)"
_START = re.compile(
    r"(?:[自从于由])[ 　]?"
    rf"(?:(?P<day>{DAY})(?:零时|0时|00:00)?|(?P<now>即日)|{_BLANK_DAY}|{_EVENT_DAY})[ 　]?"
    r"(?:(?:起|开始)?满?[ 　]?(?P<after>[0-9０-９一二三四五六七八九十]{1,3})(?:个)?(?:工作)?[日天](?:后|之后|起|以后)?)?起?[ 　]?"
    rf"{_ADVERB}(?P<verb>{_VERB})"
)
_BARE_START = re.compile(rf"(?P<day>{DAY})(?:零时)?起{_ADVERB}(?P<verb>{_VERB})")
_SET_START = re.compile(rf"(?:施行|实施|执行|生效)(?:日期|时间|之日)(?:为|是|：|:)(?:自)?(?P<day>{DAY})(?:起)?")
_AFTER_START = r"(?=[ 　]*(?:[，。；、,;.）)”』」！!]|$|\n|至|为期|有效|暂|试行|期限|到|并|且|《[^》\n]{2,60}》[^。；]{0,80}(?:废止|失效)|[第附一二三四五六七八九十（(]|20[0-9]{2}年))"

_NAME = (
    r"(?:(?:(?<!本)(?:政策|文件|措施))?(?:有效期限|有效期|有效时间|执行期限|执行期|实施期限|实施期|施行期限|施行期|适用期限|适用期|执行时间"
    r"|暂定期限|试行期限|试行期|试行有效期限|试行有效期|试行时间|暂行期限|暂行期|期限))"
)
_IS = r"(?:[ 　]?(?:暂定为|暂定|暂为|定为|限为|均为|为|是|：|:|共)?[ 　]?)"
_PLUS = r"(?:自(?:公布|发布|颁布|印发|下发|施行|实施|执行)(?:之日)?起(?:计算)?[，,]?(?:为)?)?"
_TERM = re.compile(rf"(?P<name>{_NAME}){_IS}(?P<plus>{_PLUS})(?P<span>{SPAN})(?![内前])")
_TERM_FROM_TO = re.compile(
    rf"(?P<name>{_NAME}){_IS}(?:自|从)?[ 　]?(?P<day>{DAY})[ 　]?(?:起)?[ 　]?(?:至|到|—|－|-|–|~|～|——)[ 　]?(?P<last>{LAST})(?:止)?"
)
_FROM_TO = re.compile(
    rf"(?:自|从)?[ 　]?(?P<day>{DAY})(?:零时|0时)?(?:起)?[ 　]?(?:{_VERB})?[，,]?(?:至|到|—|－|–|~|～|——)[ 　]?(?P<last>{LAST})(?:24时)?(?:止)?(?:期间)?[ 　]?(?P<verb>{_VERB})"
)
_UNTIL = re.compile(
    rf"(?P<name>{_NAME})[ 　]?(?:暂定|延长|延续|延期|顺延)?(?:为|是|：|:)?[ 　]?(?:截止日期为|截止日期|截止到|截止至|截至到|截至|截止|延长至|延续至|至|到)[ 　]?(?P<last>{LAST})"
)
_RUN_UNTIL = re.compile(
    rf"(?:执行|施行|实施|试行|有效|适用|延续|延长|继续有效)(?:时间|期限|期)?(?:截止到|截止至|截至|截止|至|到)[ 　]?(?P<last>{LAST})"
)
_RUN_FOR = re.compile(rf"(?P<trial>试行|暂行|执行|施行|有效|为期){_IS}?(?P<span>{SPAN})(?![内前后以])")
_TILL_STOP = re.compile(
    rf"(?:至|到)[ 　]?(?P<last>{LAST})(?:(?:时|起)?(?:止|终止|停止执行|失效|自动失效|自行失效|废止|自动废止|自行废止|有效|结束|期满|届满))"
)
_STOP_ON = re.compile(
    rf"(?P<since>自)?(?:于)?[ 　]?(?P<stop>{DAY})(?P<from>起)?(?:即行|自动|自行)?(?:失效|废止|停止执行|终止执行)"
)
_COUNTED = re.compile(rf"[自从](?P<day>{DAY})起?(?:开始)?(?:计算|起算|算起)")
_VALID_FOR = re.compile(
    rf"[自从由](?:(?P<day>{DAY})|(?P<event>公布|发布|颁布|印发|下发|发文)(?:之日|当日|日)?)起[，,]?(?P<span>{SPAN})内?有效"
)
_EVENT_TO = re.compile(
    rf"(?:(?P<name>{_NAME}){_IS})?[自从由](?P<event>公布|发布|颁布|印发|下发|发文)(?:之日|当日|日)?起?(?:施行|实施|执行)?[，,]?(?:至|到)[ 　]?(?P<last>{LAST})"
    rf"(?:止)?(?:期间|内)?(?P<verb>{_VERB})?(?=[，。；、,;（(]|$|\n)"
)
_START_TERM = re.compile(
    rf"[自从由](?:(?P<day>{DAY})|(?P<event>公布|发布|颁布|印发|下发|发文)(?:之日|当日|日)?)起[，,]?有效期限?{_IS}(?P<span>{SPAN})(?![内前])"
)
# What follows 自…起执行 without a comma: 至2022年12月31日.
_ON_UNTIL = re.compile(rf"(?<=施行|实施|实行|执行|生效|试行|适用|有效)(?:截止|截)?[至到][ 　]?(?P<last>{LAST})(?:止)?")
_OWN_STOP = re.compile(
    rf"(?P<since>自)[ 　]?(?P<stop>{DAY})起[，,]本(?:办法|规定|细则|条例|通知|意见|公告|通告|决定|规则|措施|政策|方案|标准|文件)"
    r"(?:即行|自动|自行|同时)?(?:失效|废止|停止执行|终止执行)"
)
_SHAPES = (
    ("start", _VALID_FOR),
    ("start", _START_TERM),
    ("own_stop", _OWN_STOP),
    ("until", _ON_UNTIL),
    ("start", _START),
    ("start", _BARE_START),
    ("start", _SET_START),
    ("start", _COUNTED),
    ("from_to", _TERM_FROM_TO),
    ("from_to", _EVENT_TO),
    ("from_to", _FROM_TO),
    ("term", _TERM),
    ("until", _UNTIL),
    ("until", _RUN_UNTIL),
    ("until", _TILL_STOP),
    ("stop", _STOP_ON),
    ("run_for", _RUN_FOR),
)
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


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause about a term; `text[start:end] == quote` always. What is false or unknown is None.

    `effective_rule`: publication, issuance, adoption, publication+30d, event:… where the text names no day.
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
    r"|[至到止][^，。]{0,14}[年日底月]|[日后布发][ 　]?(?:正式|开始)?(?:施行|实施|实行|执行|生效)"
)


def find_clauses(text: str, kind: str | None = None, title: str | None = None) -> tuple[Clause, ...]:
    """All clauses in order. With `kind` "interpretation" none is about the document: it speaks of another.

    「第十三条本办法有效期5年，自2012年9月10日起施行。」 → one clause, 2012-09-10 to 2017-09-09, P5Y.
    """
    found: list[Clause] = []
    previous: Subject | None = None
    for start, end in sentences(text):
        if not _TRIGGER.search(text, start, end):
            if text[start:end].strip():
                previous = None
            continue
        clauses, previous = _sentence_clauses(text, start, end, kind, title, previous)
        found.extend(clauses)
    return tuple(found)


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
    """True when a second start follows a start: two clauses (本通知自甲日起执行，附件自乙日起施行)."""
    starts = {"start", "from_to"}
    return hit.shape in starts and any(h.shape in starts for h in group)


def _hits(text: str, start: int, end: int) -> list[_Hit]:
    """Non-overlapping matches, leftmost first, the longer of two at one place."""
    hits: list[_Hit] = []
    for shape, pattern in _SHAPES:
        for found in pattern.finditer(text, start, end):
            if shape == "start" and not re.compile(_AFTER_START).match(text, found.end(), end) and found.end() < end:
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
    first, last = subject.start if subject.about else group[0].start, group[-1].end
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
    rule = None if on else read.rule
    starts = any(h.shape in ("start", "from_to") for h in group)
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
            self.on = read_day(said["day"]) or self.on
        if hit.shape in ("start", "from_to"):
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


def _rule(fields: dict[str, str]) -> str | None:
    """The rule by which a relative start is found: 公布之日 → publication, 公布之日起30日后 → publication+30d."""
    word = fields.get("now") or re.sub(r"^20[0-9]{2}年", "", fields.get("event") or fields.get("other") or "")
    if not word:
        return None
    base = _RULES.get(word[-2:]) if len(word) <= 6 or word.endswith("通过") else None
    if base is None:
        return None if re.fullmatch(r"(?:本[^，。]{0,8})?(?:施行|实施|执行)", word) else f"event:{word}"
    days = read_count(fields.get("after") or "") if fields.get("after") else None
    return f"{base}+{days}d" if days else base
