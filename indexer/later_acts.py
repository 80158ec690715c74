"""Room: from facts to a searchable index. What one document does to another, as an act with its first day and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from govdoc.citations import Citation
from govdoc.cleanup import Decision
from govdoc.conditions import Condition
from govdoc.document import Evidence, Kind
from govdoc.term_changes import TermChange
from govdoc.terms import next_day
from govdoc.validity import LaterAct
from indexer.reading import Reading

DECIDED = {"repealed": "repeals", "lapsed": "lapses", "amend": "amends", "retained": "retains", "extended": "extends"}


@dataclass(frozen=True, slots=True)
class Target:
    """The work that a name resolves to, `how` (number, title, close) and how near its title is."""

    work: str
    how: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class LawText:
    """One text of a law: what is needed to put its versions in order. `day`: of issue, else the first day by the text itself."""

    id: str
    title: str
    number: str | None
    version: str
    day: date
    effective_on: date | None


def law_text(one: Reading) -> LawText | None:
    """None for what is no law, or tells no day."""
    document = one.document
    day = document.issued_on or one.effective_on
    if document.kind is not Kind.LAW or day is None:
        return None
    return LawText(document.id, document.title, document.number, one.version, day, one.effective_on)


@dataclass(frozen=True, slots=True)
class Days:
    """What a clause that waits for a work must know of it."""

    title: str
    number: str | None
    issued_on: date | None
    effective_on: date | None


CHANGED = {"extended": "extends", "postponed": "postpones", "suspended": "suspends", "resumed": "resumes"}


def changed(one: Reading, change: TermChange, target: Target) -> LaterAct:
    """A rest begins with the day that is said, everything else with this document's own first day."""
    document, rests = one.document, change.change in ("suspended", "resumed")
    day = one.effective_on or document.issued_on
    return LaterAct(
        CHANGED[change.change],
        document.id,
        document.title,
        document.number,
        (change.on or day)
        if rests or change.counted == "anew"
        else min((d for d in (document.issued_on, day) if d), default=None),
        Evidence(document.id, one.version, "text", change.start, change.end, change.quote),
        scope="part" if change.part else "whole",
        until=change.until,
        score=target.score,
        begins=change.on if change.change == "postponed" else None,
        period=change.period.iso if change.period else None,
        counted=change.counted,
    )


def decided(one: Reading, decision: Decision, target: Target, evidence: Evidence) -> LaterAct:
    """A row of a clean-up notice: 「三、宣布失效 1. 云政办发〔2017〕31号 …」."""
    document = one.document
    return LaterAct(
        DECIDED[decision.decision],
        document.id,
        document.title,
        document.number,
        one.effective_on or document.issued_on,
        evidence,
        until=decision.until,
        proposed=decision.proposed,
        score=target.score,
        period=decision.period,
        counted=decision.counted,
    )


def fulfilled(id: str, awaited: Days, words: Evidence, said: Condition) -> LaterAct | None:
    """至…施行之日止 ends with that day, 自…施行之日起 the day before."""
    day = awaited.effective_on if said.begins else awaited.issued_on
    if day is None:
        return None
    since = next_day(day) if said.included else day
    return LaterAct("fulfils", id, awaited.title, awaited.number, since, words, begins=day)


def begun(id: str, other: Days, words: Evidence, said: Condition) -> LaterAct | None:
    """自《乙条例》施行之日起施行: the first day of the other, or the day of its issue, is the document's own."""
    day = other.effective_on if said.begins else other.issued_on
    return LaterAct("begins", id, other.title, other.number, day, words, begins=day) if day else None


def newer_text(newer: LawText) -> LaterAct:
    """An amended law comes into force again on its amendment's day, not on the first text's: the later of the two counts."""
    days = [day for day in (newer.effective_on, newer.day) if day]
    evidence = Evidence(newer.id, newer.version, "title", 0, len(newer.title), newer.title)
    return LaterAct("replaces", newer.id, newer.title, newer.number, max(days), evidence)


def acted(one: Reading, citation: Citation, target: Target) -> LaterAct:
    """What this document does to the one it names, from its own first day on."""
    document = one.document
    return LaterAct(
        citation.relation,
        document.id,
        document.title,
        document.number,
        one.effective_on or document.issued_on,
        Evidence(document.id, one.version, "text", citation.start, citation.end, citation.quote),
        scope=citation.scope,
        score=target.score,
    )
