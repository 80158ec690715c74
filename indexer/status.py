"""Room: from facts to a searchable index. A document's assessment as the index and the pages keep it: a timeline with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from govdoc.document import Document, Review, Status
from govdoc.validity import Assessment, Finding, LaterAct, assess, findings_on, make_case
from indexer.fields import TimelineStep


@dataclass(frozen=True, slots=True)
class DerivedStatus:
    """`timeline` in order of date, the same whatever day it is derived on; `findings` are JSON objects with their quotes."""

    timeline: tuple[TimelineStep, ...]
    findings: tuple[dict[str, Any], ...]
    effective_on: date | None
    expires_on: date | None


def derive_status(document: Document, acts: tuple[LaterAct, ...], reviews: tuple[Review, ...] = ()) -> DerivedStatus:
    """The whole life of a document. Findings are those of every day on which the status turns, each once."""
    case = make_case(document, later_acts=acts, reviews=reviews)
    assessment = assess(case, date.max)
    found: dict[Finding, None] = {}
    for since, _, decided in assessment.timeline:
        if decided is not None:
            found.setdefault(decided)
        for finding in findings_on(case, since or date.min):
            found.setdefault(finding)
    for finding in assessment.findings:
        found.setdefault(finding)
    term = case.term
    return DerivedStatus(
        _steps(assessment),
        tuple(_plain(finding) for finding in found),
        term.effective_on or document.effective_on,
        term.expires_on or document.expires_on,
    )


def _steps(assessment: Assessment) -> tuple[TimelineStep, ...]:
    unknown = "未见施行、废止或失效依据"
    steps = [TimelineStep(since, status, f.basis if f else unknown) for since, status, f in assessment.timeline]
    nothing = len(steps) == 1 and steps[0] == TimelineStep(None, Status.UNKNOWN, unknown)
    return () if nothing else tuple(steps)


def _plain(finding: Finding) -> dict[str, Any]:
    evidence = finding.evidence
    return {
        "rule": finding.rule,
        "status": finding.status,
        "basis": finding.basis,
        "since": finding.since.isoformat() if finding.since else None,
        "until": finding.until.isoformat() if finding.until else None,
        "presumed": finding.presumed,
        "document": evidence.document_id if evidence else None,
        "version": evidence.version if evidence else None,
        "part": evidence.part if evidence else None,
        "start": evidence.start if evidence else None,
        "end": evidence.end if evidence else None,
        "quote": evidence.quote if evidence else None,
    }
