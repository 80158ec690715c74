"""Room: from facts to a searchable index. A document's assessment as the index and the pages keep it: a timeline with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from govdoc.case import Case
from govdoc.document import Evidence, Status
from govdoc.standing_term import last_day_known, put_off, with_another
from govdoc.validity import Finding, contradictions, findings_on, timeline
from indexer.fields import TimelineStep

UNKNOWN = "未见施行、废止或失效依据"


@dataclass(frozen=True, slots=True)
class DerivedStatus:
    """`timeline` in order of date, the same whatever day it is derived on; `findings` of every day, each once.

    `contradictions`: (first day, the finding that says in force, the one that says gone).
    """

    timeline: tuple[TimelineStep, ...]
    findings: tuple[Finding, ...]
    contradictions: tuple[tuple[date | None, Finding, Finding], ...]
    effective_on: date | None
    expires_on: date | None


def derive_status(case: Case) -> DerivedStatus:
    """The whole life of a document: the findings of every day on which the status turns, and of the last day."""
    steps = timeline(case)
    found: dict[Finding, None] = {}
    pairs: dict[tuple[Finding, Finding], date | None] = {}
    for day, decided in (*((since or date.min, f) for since, _, f in steps), (date.max, None)):
        told = findings_on(case, day)
        found.update(dict.fromkeys((decided, *told) if decided else told))
        for pair in contradictions(told):
            pairs.setdefault(pair, max((f.since for f in pair if f.since), default=None))
    document, moved = case.document, put_off(case, date.max)
    begins = moved.begins if moved else case.term.effective_on or with_another(case) or document.effective_on
    return DerivedStatus(
        _steps(steps),
        tuple(found),
        tuple((day, alive, gone) for (alive, gone), day in pairs.items()),
        begins,
        last_day_known(case, date.max) or document.expires_on,
    )


def _steps(life: tuple[tuple[date | None, Status, Finding | None], ...]) -> tuple[TimelineStep, ...]:
    steps = [TimelineStep(since, status, f.basis if f else UNKNOWN) for since, status, f in life]
    nothing = len(steps) == 1 and steps[0] == TimelineStep(None, Status.UNKNOWN, UNKNOWN)
    return () if nothing else tuple(steps)


def finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "status": finding.status,
        "basis": finding.basis,
        "law": finding.law,
        "since": finding.since.isoformat() if finding.since else None,
        "until": finding.until.isoformat() if finding.until else None,
        "presumed": finding.presumed,
        **evidence_json(finding.evidence),
    }


def evidence_json(evidence: Evidence | None) -> dict[str, Any]:
    """`document` is where the quote stands, `version` the text it was read in; all null without evidence."""
    return {
        "document": evidence.document_id if evidence else None,
        "version": evidence.version if evidence else None,
        "part": evidence.part if evidence else None,
        "start": evidence.start if evidence else None,
        "end": evidence.end if evidence else None,
        "quote": evidence.quote if evidence else None,
    }
