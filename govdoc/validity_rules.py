"""Room: what a government document is. The validity rules: `rule(case, on) -> Finding | None`, listed in order of authority."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from govdoc.case import Case, Finding
from govdoc.document import Evidence, Kind, Status
from govdoc.rulepacks import PackRule
from govdoc.standing_term import extended_until, first_day, own_last_day, put_off
from govdoc.terms import last_day, next_day
from govdoc.validity_acts import (
    amended,
    condition_met,
    declared_lapsed,
    omitted,
    overridden,
    proposed,
    repealed,
    replaced,
    retained,
    review,
    suspended,
    swept_perhaps,
)

_MARK = re.compile(r"[（(【\[［](?:已|全文|现已|已经)?(?P<what>废止|失效)[）)】\]］]")
_LAWS = (Kind.LAW,)


def not_yet(case: Case, on: date) -> Finding | None:
    """Its first day has not come."""
    begins, moved = first_day(case, on), put_off(case, on)
    if begins is not None and on >= begins:
        return None
    if moved:
        basis = f"被{moved.act.name}推迟施行，" + (f"自{begins}起施行" if begins else "施行日期另行公布")
        return Finding("postponed", Status.PENDING, basis, moved.act.on, None, moved.act.score < 1, moved.act.evidence)
    if begins is None:
        return None
    basis = f"自{begins}起施行，尚未施行"
    return Finding("not_yet", Status.PENDING, basis, None, None, case.term.presumed, case.term.beginning)


def own_end(case: Case, on: date) -> Finding | None:
    """The text's own last day has passed: 有效期至2020年12月31日 lapses on 2021-01-01. A longer one that a notice gave counts instead."""
    ends, longer = own_last_day(case, on), extended_until(case, on)
    if ends is None or on <= ends or (longer and longer > ends):
        return None
    basis = f"有效期至{ends}，已届满"
    return Finding("own_end", Status.LAPSED, basis, next_day(ends), None, case.term.presumed, case.term.ending)


def own_running(case: Case, on: date) -> Finding | None:
    """A running term of its own: begun, and its last day known and not passed."""
    term, begins, ends = case.term, first_day(case, on), own_last_day(case, on)
    if ends is None or on > ends or (begins and on < begins):
        return None
    unborn = case.document.issued_on and on < case.document.issued_on
    event = (term.effective_rule or "").startswith("event:") and begins is None
    if unborn or event:
        return None
    basis = f"有效期至{ends}，尚在有效期内"
    return Finding("own_running", Status.IN_FORCE, basis, begins, ends, term.presumed, term.ending)


def own_open(case: Case, on: date) -> Finding | None:
    """The text states a term whose first day is unknown: 自发布之日起施行，有效期五年, and no date is known."""
    if case.term.period is None or own_last_day(case, on) is not None:
        return None
    return Finding("own_open", None, "文件载明有效期，但起算日不明", evidence=case.term.ending, decisive=False)


def title_mark(case: Case, on: date) -> Finding | None:
    """The publisher's mark in the title: （已废止）."""
    found = _MARK.search(case.document.title)
    if found is None:
        return None
    document = case.document
    status = Status.REPEALED if found["what"] == "废止" else Status.LAPSED
    quote = Evidence(document.id, case.version, "title", found.start(), found.end(), found[0])
    return Finding("title_mark", status, f"标题标注{found[0]}", presumed=True, evidence=quote)


def pack_term(case: Case) -> tuple[PackRule, date] | None:
    """The rule pack's row for an undated normative document, and the last day that follows from it."""
    row = _pack_row(case)
    if row is None:
        return None
    rule, start = row
    ends = None if rule.effect in _NO_TERM else last_day(rule.starts_on or start, rule.period)
    return (rule, ends) if ends else None


_NO_TERM = ("range", "none")


def _pack_row(case: Case) -> tuple[PackRule, date] | None:
    """The row that speaks of the document, and the day from which a term of it would run."""
    document, term = case.document, case.term
    if term.expires_on or term.period or document.kind in (*_LAWS, Kind.INTERPRETATION):
        return None
    if not case.traits.normative.verdict or case.traits.annex_unread:
        return None
    start = term.effective_on or document.issued_on
    born = document.issued_on or start
    if start is None or born is None:
        return None
    for rule in case.pack_rules:
        if rule.effect == "evaluate" or not rule.applies(document.title, born):
            continue
        return None if rule.except_implementing and case.traits.implements else (rule, start)
    return None


def pack_default(case: Case, on: date) -> Finding | None:
    """The jurisdiction's term where the text names none; presumed. It ends a document, it never keeps one in force."""
    row = _pack_row(case)
    if row is None:
        return None
    rule, known = row[0], pack_term(case)
    note = "" if rule.status == rule.dates == "checked" else "（引用前请核对）"
    basis = f"{rule.provision}：{rule.quote}{note}" if rule.quote else f"{rule.provision}{note}"
    evidence = case.term.beginning
    if known is None:
        basis = f"当地规定没有给出确定的年限，不作推定。{basis}"
        return Finding(rule.id, None, basis, evidence=evidence, decisive=False, law=rule.provision)
    ends = known[1]
    if on > ends:
        return Finding(
            rule.id, Status.LAPSED, f"推定{ends}届满。{basis}", next_day(ends), None, True, evidence, law=rule.provision
        )
    return Finding(rule.id, None, f"推定至{ends}。{basis}", None, ends, True, evidence, False, rule.provision)


def law_in_force(case: Case, on: date) -> Finding | None:
    """A law whose first day has come, with no repeal and no newer version known: in force, presumed."""
    document, begins = case.document, first_day(case, on)
    if document.kind not in _LAWS or begins is None or on < begins or (document.issued_on and on < document.issued_on):
        return None
    if case.term.period and not case.term.expires_on:
        return None
    basis = f"自{begins}起施行，库中未见废止和新版本（推定）"
    return Finding("law_in_force", Status.IN_FORCE, basis, begins, None, True, case.term.beginning)


def declared_gone(case: Case, on: date) -> Finding | None:
    """The page itself says 废止 or 失效. A declared 有效 is another rule, for it never suffices."""
    said = case.document.declared_status or ""
    if "部分" in said or "拟" in said or re.search(r"未(?:被)?(?:废止|失效)|不", said):
        return None
    repealed_, lapsed_ = "废止" in said, "失效" in said or "无效" in said
    if not (repealed_ or lapsed_):
        return None
    status = Status.UNKNOWN if repealed_ and lapsed_ else Status.REPEALED if repealed_ else Status.LAPSED
    return Finding("declared_gone", status, f"网页标注：{said}", presumed=True, evidence=_declared(case))


def declared_alive(case: Case, on: date) -> Finding | None:
    """The page says 有效: a claim to test, never evidence, since sites seldom change it."""
    said = case.document.declared_status or ""
    if not re.search(r"有效|生效|实施中|施行中", said) or re.search(r"无效|失效|部分|废止|尚未|未生效|已过", said):
        return None
    return Finding(
        "declared_alive",
        Status.IN_FORCE,
        f"网页标注：{said}（不足为据）",
        presumed=True,
        evidence=_declared(case),
        decisive=False,
    )


def _declared(case: Case) -> Evidence:
    document = case.document
    said = document.declared_status or ""
    return Evidence(document.id, case.version, "field:declared_status", 0, len(said), said)


def declared_end(case: Case, on: date) -> Finding | None:
    """The page's own field for the last day has passed. While it runs it proves nothing."""
    ends = case.document.expires_on
    if ends is None or case.term.expires_on or on <= ends:
        return None
    said = ends.isoformat()
    quote = Evidence(case.document.id, case.version, "field:expires_on", 0, len(said), said)
    return Finding("declared_end", Status.LAPSED, f"网页标注失效日期{said}", next_day(ends), None, True, quote)


def conditional_end(case: Case, on: date) -> Finding | None:
    """It ends when something happens, which its text cannot tell: 本通知自新办法施行之日起自行废止."""
    if not case.term.conditions or condition_met(case, on):
        return None
    clause, _ = case.term.conditions[0]
    return Finding("conditional_end", None, "文件载明附条件失效，条件是否成就待查", evidence=clause, decisive=False)


def part_pending(case: Case, on: date) -> Finding | None:
    """Articles or annexes that begin later than the rest: 本办法自公布之日起施行，第五条自2025年1月1日起施行."""
    waiting = [(clause, day) for clause, day in case.term.parts if on < day]
    if not waiting:
        return None
    clause, day = waiting[0]
    basis = f"部分内容自{day}起才施行"
    return Finding("part_pending", None, basis, None, day - timedelta(days=1), evidence=clause, decisive=False)


def effective(case: Case, on: date) -> Finding | None:
    """Begun, and nothing more is known: 已施行，未见废止或失效依据."""
    begins, ends = first_day(case, on), own_last_day(case, on)
    if begins is None or on < begins or (ends and on > ends):
        return None
    basis = "已施行，未见废止或失效依据"
    return Finding("effective", Status.UNKNOWN, basis, begins, None, case.term.presumed, case.term.beginning)


RULES: tuple[Callable[[Case, date], Finding | None], ...] = (
    review,
    repealed,
    declared_lapsed,
    condition_met,
    replaced,
    suspended,
    retained,
    not_yet,
    own_end,
    title_mark,
    own_running,
    own_open,
    pack_default,
    declared_gone,
    declared_end,
    law_in_force,
    declared_alive,
    amended,
    overridden,
    proposed,
    swept_perhaps,
    omitted,
    part_pending,
    conditional_end,
    effective,
)
"""Strongest first: people, later documents, the text itself, the jurisdiction, the page."""
