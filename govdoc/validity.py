"""Room: what a government document is. Is it still in force? One function per rule, in order of authority, on any day.

Every rule answers alone; all findings are kept; the first decisive one gives the status. Nothing here reads today's date.
A wrong "in force" or "repealed" does more harm than "unknown": without evidence the status is unknown (待定).
"""

from __future__ import annotations

from datetime import date

from govdoc.case import Assessment, Case, Finding, LaterAct, make_case, reviewed_on
from govdoc.document import Review, Status
from govdoc.standing_term import own_last_day, prolonged_until
from govdoc.terms import next_day
from govdoc.validity_rules import RULES, pack_term

__all__ = [
    "RULES",
    "Assessment",
    "Case",
    "Finding",
    "LaterAct",
    "Review",
    "assess",
    "contradictions",
    "findings_on",
    "make_case",
    "timeline",
]


def assess(case: Case, on: date) -> Assessment:
    """The status on `on`, with every finding of that day."""
    findings = findings_on(case, on)
    decided = _decided(findings)
    status = decided.status if decided and decided.status else Status.UNKNOWN
    return Assessment(status, on, case.term, timeline(case), findings, contradictions(findings))


def timeline(case: Case) -> tuple[tuple[date | None, Status, Finding | None], ...]:
    """(first day, status, the finding that decides) for the whole life of the document; the first row has no first day."""
    steps: list[tuple[date | None, Status, Finding | None]] = []
    for day in (date.min, *_turning_days(case)):
        decided = _decided(findings_on(case, day))
        status = decided.status if decided and decided.status else Status.UNKNOWN
        if not steps or steps[-1][1] is not status or _reason(decided) != _reason(steps[-1][2]):
            steps.append((None if day == date.min else day, status, decided))
    return tuple(steps)


def _reason(decided: Finding | None) -> str | None:
    """What a badge says: a term that was prolonged is in force for another reason than before, and that is a step of its own."""
    return decided.basis if decided else None


def findings_on(case: Case, on: date) -> tuple[Finding, ...]:
    """What the rules say of that day, strongest first."""
    answers = (rule(case, on) for rule in RULES)
    return tuple(answer for answer in answers if answer is not None)


def _decided(findings: tuple[Finding, ...]) -> Finding | None:
    return next((f for f in findings if f.decisive and f.status is not None), None)


def _turning_days(case: Case) -> tuple[date, ...]:
    """Every day on which some rule may change its answer."""
    document, term = case.document, case.term
    days = {document.issued_on, document.published_on, document.effective_on, term.effective_on}
    days |= {day for _, day in term.parts}
    ends = {term.expires_on, document.expires_on}
    for act in case.later_acts:
        days |= {act.on, act.begins}
        ends |= {act.until, prolonged_until(case, act) if act.relation in ("extends", "retains") else None}
        ends.add(own_last_day(case, act.on) if act.relation in ("postpones", "begins") and act.on else None)
    for review in case.reviews:
        days.add(reviewed_on(review))
        ends.add(review.until)
    presumed = pack_term(case)
    ends.add(presumed[1] if presumed else None)
    days |= {next_day(day) for day in ends if day}
    return tuple(sorted(day for day in days if day))


_GONE = (Status.REPEALED, Status.LAPSED, Status.SUPERSEDED)
_OF_ITSELF = ("own_running", "law_in_force")
_BY_THE_PAGE = ("declared_gone", "declared_end", "title_mark")
_BY_LATER_ACTS = ("repealed", "declared_lapsed", "replaced")


def contradictions(findings: tuple[Finding, ...]) -> tuple[tuple[Finding, Finding], ...]:
    """Pairs of one finding that says in force and one that says gone, which cannot both be right (U14)."""
    alive = [f for f in findings if f.status is Status.IN_FORCE]
    gone = [f for f in findings if f.status in _GONE]
    return tuple((a, g) for a in alive for g in gone if _disagree(a, g))


def _disagree(alive: Finding, gone: Finding) -> bool:
    """A term that runs on although a later act ended the document is no contradiction; nor is a repeal after a retention."""
    if alive.rule in _OF_ITSELF:
        return gone.rule in _BY_THE_PAGE
    if alive.rule == "retained" and gone.rule in _BY_LATER_ACTS:
        return not (alive.since and gone.since and gone.since >= alive.since)
    return True
