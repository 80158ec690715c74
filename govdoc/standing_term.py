"""Room: what a government document is. The first and last day of a document as later documents have moved them, on any day.

延长3年 counts from the old last day, 继续有效3年 from the notice's own first day, 由3年调整为5年 from the document's first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from govdoc.case import Case, LaterAct, reviewed_on
from govdoc.terms import last_day, next_day, parse_period


@dataclass(frozen=True, slots=True)
class PutOff:
    """The document's first day was moved by `act` to `begins`; None: to a day that is still to be told."""

    act: LaterAct
    begins: date | None


def put_off(case: Case, on: date) -> PutOff | None:
    """The latest act known on `on` that moves the document's first day (推迟施行, 施行日期调整为…)."""
    found = [act for act in _known(case, on, ("postpones", "resumes")) if act.relation == "postpones" or act.on]
    if not found or found[-1].relation == "resumes":
        return None
    return PutOff(found[-1], found[-1].begins)


def first_day(case: Case, on: date) -> date | None:
    """The document's first day as it is known on `on`: its own, or where a later act has put it."""
    moved = put_off(case, on)
    if moved:
        return moved.begins
    return case.term.effective_on or with_another(case)


def with_another(case: Case) -> date | None:
    """The first day of the document with which this one begins by its own words, where that is known (自《乙条例》施行之日起施行)."""
    return next((act.begins for act in case.later_acts if act.relation == "begins"), None)


def own_last_day(case: Case, on: date) -> date | None:
    """The last day by the document's own term; a period (有效期五年) begins with the day to which the start was moved."""
    term, moved = case.term, put_off(case, on)
    length = parse_period(term.period) if term.period else None
    if length is None or (moved is None and term.expires_on):
        return term.expires_on
    begins = first_day(case, on)
    return last_day(begins, length) if begins else None


def prolonged_until(case: Case, act: LaterAct) -> date | None:
    """The last day that an extension gives; None where it says none, or counts from a day that is not known."""
    length = parse_period(act.period) if act.period else None
    if act.until or length is None or act.on is None:
        return act.until
    match act.counted:
        case "whole":
            start = first_day(case, act.on)
        case "anew":
            start = act.on
        case _:
            before = _last_day_before(case, act)
            start = next_day(before) if before else None
    return last_day(start, length) if start else None


def extended_until(case: Case, on: date) -> date | None:
    """The last day that the latest extension known on `on` gives, or the latest list that keeps the document up to a day."""
    given = [prolonged_until(case, act) for act in _known(case, on, ("extends", "retains"))]
    return next((day for day in reversed(given) if day), None)


def last_day_known(case: Case, on: date) -> date | None:
    """The last day in force as it is known on `on`: by its own term, or later by an extension (of a notice, or of a reviewer)."""
    reviewed = [made.until for made in case.reviews if made.decision == "extended" and reviewed_on(made) <= on]
    days = (own_last_day(case, on), extended_until(case, on), reviewed[-1] if reviewed else None)
    return max((day for day in days if day), default=None)


def _last_day_before(case: Case, act: LaterAct) -> date | None:
    """The last day that stood when the extension came: an earlier extension's, else the document's own."""
    earlier = [
        other for other in case.later_acts
        if other.relation == "extends" and not other.proposed and other.on and act.on and other.on < act.on
    ]  # fmt: skip
    return prolonged_until(case, earlier[-1]) if earlier else own_last_day(case, act.on or date.max)


def _known(case: Case, on: date, relations: tuple[str, ...]) -> list[LaterAct]:
    born = case.document.issued_on
    return [
        act for act in case.later_acts
        if act.relation in relations and act.scope == "whole" and not act.proposed
        and act.on and act.on <= on and not (born and act.on < born)
    ]  # fmt: skip
