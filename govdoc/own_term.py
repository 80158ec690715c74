"""Room: what a government document is. The document's own term: which of its clauses counts, and from which day it runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from govdoc.clauses import MONTH_ONLY, NEXT_MONTH, Clause, find_clauses
from govdoc.conditions import Condition, find_conditions
from govdoc.document import Document, Evidence, Kind
from govdoc.mentions import find_mentions
from govdoc.subjects import PART
from govdoc.terms import DAY, first_of_next_month, last_day, parse_period, read_day, start_after

_PROMULGATED = re.compile(rf"(?P<day>{DAY})[^。；;（）()\n]{{0,60}}?(?:公布|发布|颁布|印发)")
_ADOPTED = re.compile(rf"(?P<day>{DAY})[^。；;（）()\n]{{0,60}}?(?:通过)")
_SIGNED = re.compile(
    rf"(?:^|[\n\u3000]|(?<=[府厅局会院部署委办省市县区室行])|(?<=  ))[ 　]*(?P<day>{DAY})[ 　]*(?=$|\n|\u3000|[（(]此件|附件|更多信息)"
)
_ENACTS = re.compile(r"印发|发布|公布|颁布|转发|下发")
_FORM = re.compile(
    r"(办法|规定|细则|条例|意见|公告|通告|决定|规则|措施|政策|方案|标准|规范|通知|批复|规程|制度|指南|守则|准则|解释|计划|规划|函|令|法)[》〉）)]*$"
)
_WITH_ANOTHER = re.compile(r"(?:正式|同时|同步|同日|一并|起)*(?P<event>施行|实施|生效|公布|发布|颁布|印发)")
_HEAD = 500


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """What the document says of its own time. `presumed`: the start rests on the date of a web page or on a field only.

    `expires_on` is the last day in force. `beginning` and `ending` quote the clauses; `clauses` are all that speak of it.
    `conditions` are clauses by which it ends when something happens (自新办法施行之日起自行废止); by themselves they decide nothing.
    `awaits`: the named document with which it begins (自《乙条例》施行之日起施行).
    `parts`: articles or annexes with a first day of their own (第五条自2025年1月1日起施行).
    """

    about_document: bool = False
    effective_on: date | None = None
    effective_rule: str | None = None
    expires_on: date | None = None
    period: str | None = None
    trial: bool = False
    presumed: bool = False
    beginning: Evidence | None = None
    ending: Evidence | None = None
    clauses: tuple[tuple[str, Clause], ...] = ()
    conditions: tuple[tuple[Evidence, Condition], ...] = ()
    parts: tuple[tuple[Evidence, date], ...] = ()
    awaits: tuple[Evidence, Condition] | None = None


def own_term(document: Document) -> OwnTerm:
    """Reads title, text and, for a notice that issues an annexed text, the attachments."""
    if document.kind is Kind.INTERPRETATION:
        return OwnTerm()
    found = _clauses(document)
    about = tuple((part, clause) for part, clause in found if clause.about_document)
    conditions = tuple(
        (Evidence(document.id, document.version, "text", c.start, c.end, c.quote), c)
        for c in find_conditions(document.text, document.kind.value)
    )
    parts = tuple((evidence(document, *one), day) for one in found if (day := _part_day(one[1])))
    if not about:
        return OwnTerm(
            conditions=conditions,
            parts=parts,
            effective_on=document.effective_on,
            presumed=document.effective_on is not None,
            beginning=_field(document, "effective_on") if document.effective_on else None,
        )
    begins = _choose(document, tuple(c for c in about if c[1].has_start))
    ends = _choose(document, tuple(c for c in about if c[1].expires_on or c[1].period))
    effective_on, presumed, origin = _start(document, begins)
    rule = begins[1].effective_rule if begins else None
    expires_on = ends[1].expires_on if ends else None
    period = ends[1].period if ends else None
    length = parse_period(period) if period else None
    if expires_on is None and length and effective_on:
        expires_on = last_day(effective_on, length)
    return OwnTerm(
        about_document=True,
        effective_on=effective_on,
        effective_rule=rule,
        expires_on=expires_on,
        period=period,
        trial=any(clause.trial for _, clause in about),
        presumed=presumed,
        beginning=evidence(document, *begins) if begins else origin,
        ending=evidence(document, *ends) if ends else None,
        clauses=about,
        conditions=conditions,
        parts=parts,
        awaits=_awaits(document, begins) if begins and effective_on is None else None,
    )


def _awaits(document: Document, begins: tuple[str, Clause]) -> tuple[Evidence, Condition] | None:
    """The one document that is named in 自《乙条例》施行之日起施行, 与《乙条例》同时施行; it says no day by itself."""
    event = (begins[1].effective_rule or "").removeprefix("event:")
    named, masked = find_mentions(event)
    said = _WITH_ANOTHER.fullmatch(masked, named[0].end) if len(named) == 1 and named[0].start == 0 else None
    if said is None:
        return None
    words = evidence(document, *begins)
    one, starts = named[0], said["event"] in ("施行", "实施", "生效")
    return words, Condition(words.start, words.end, words.quote, one.title, one.number, starts)


def _part_day(clause: Clause) -> date | None:
    """The first day of an article or annex that has one of its own."""
    found = re.search(DAY, clause.quote) if clause.why_not == PART else None
    return read_day(found[0]) if found else None


def evidence(document: Document, part: str, clause: Clause) -> Evidence:
    """The clause as evidence in `part` of the document."""
    return Evidence(document.id, document.version, part, clause.start, clause.end, clause.quote)


def _clauses(document: Document) -> tuple[tuple[str, Clause], ...]:
    kind = document.kind.value
    found = [("text", clause) for clause in find_clauses(document.text, kind, document.title or None)]
    if not any(clause.about_document for _, clause in found) and _ENACTS.search(document.title):
        for n, attachment in enumerate(document.attachments):
            found += [(f"attachment:{n}", c) for c in find_clauses(attachment.text, kind, document.title or None)]
    return tuple(found)


def _choose(document: Document, clauses: tuple[tuple[str, Clause], ...]) -> tuple[str, Clause] | None:
    """The clause of the text that the title names (关于印发《…办法》的通知: 本办法… before 本通知…), else the last."""
    for form in _forms(document.title):
        fitting = [c for c in clauses if re.search(rf"本[^，。]{{0,10}}{form}", c[1].quote)]
        if fitting:
            return fitting[-1]
    return clauses[-1] if clauses else None


def _forms(title: str) -> tuple[str, ...]:
    names = re.findall(r"《([^《》]+)》", title) if _ENACTS.search(title) else []
    issued = re.search(r"(?:印发|发布|公布|转发)(.+?)(?:的通知|的公告|的决定)$", title)
    candidates = [*names, issued[1] if issued else "", title]
    stripped = (re.sub(r"[（(][^）)]*[）)]$", "", name.strip()) for name in candidates)
    return tuple(form[1] for form in (_FORM.search(name) for name in stripped) if form)


def _start(document: Document, begins: tuple[str, Clause] | None) -> tuple[date | None, bool, Evidence | None]:
    """The first day, whether it is presumed, and its evidence where no clause gives it.

    自发布之日: the promulgation day in the text, else `issued_on`; the web date comes last and is presumed.
    """
    if begins is None:
        if document.effective_on:
            return document.effective_on, True, _field(document, "effective_on")
        return None, False, None
    part, clause = begins
    if clause.effective_on:
        return clause.effective_on, clause.effective_rule == MONTH_ONLY, None
    rule = clause.effective_rule
    if rule is None or (rule.startswith("event:") and not rule.endswith(NEXT_MONTH)):
        return None, False, None
    base, _, more = rule.removeprefix("event:").partition("+")
    delay = parse_period(f"P{more.upper()}") if more else None
    day = _stated_day(document, part, adopted=base == "adoption" or base.startswith("通过"))
    presumed = False
    if day is None:
        day = document.issued_on
    if day is None and document.effective_on:
        return document.effective_on, True, _field(document, "effective_on")
    if day is None and document.published_on:
        day, presumed = document.published_on, True
    if day and rule.endswith(NEXT_MONTH):
        day = first_of_next_month(day)
    if day and delay:
        day = start_after(day, delay)
    return day, presumed and day is not None, None


def _stated_day(document: Document, part: str, *, adopted: bool) -> date | None:
    """The promulgation (or adoption) day in a history note at the text's head, else the day of signature."""
    head = document.text[:_HEAD]
    pattern = _ADOPTED if adopted else _PROMULGATED
    for found in pattern.finditer(head):
        if "《" in head[: found.start()] and not re.search(r"[（(][^（）()]*$", head[: found.start()]):
            continue
        if re.search(r"(?:根据|依据|按照|自|于|将)[^，。；]{0,12}$", head[: found.start()]):
            continue
        if re.search(r"(?<!^)(?<!\n)《[^《》]{2,80}》[ 　]?[（(][^（）()]{0,40}$", head[: found.start()]):
            continue  # the note of a document that is named: 决定废止《甲办法》（…公布）
        if re.search(r"[（(][^（）()]*$", head[: found.start()]):
            return read_day(found["day"])
    if adopted:
        return None
    days = [read_day(found["day"]) for found in _SIGNED.finditer(document.text)]
    known = [day for day in days if day]
    return known[0] if len(set(known)) == 1 else None


def _field(document: Document, name: str) -> Evidence:
    value = document.part(f"field:{name}")
    return Evidence(document.id, document.version, f"field:{name}", 0, len(value), value)
