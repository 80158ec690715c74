"""Room: from facts to a searchable index. What is kept of one document's derivation: JSON that index, pages and audits read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from govdoc.citations import Citation
from govdoc.cleanup import Decision
from govdoc.document import Evidence
from govdoc.store import Derivation
from indexer.bases import Bases, case_from
from indexer.later_acts import Target
from indexer.links import Links
from indexer.reading import Reading
from indexer.status import derive_status, evidence_json, finding_json

_CITED = ("relation", "direction", "title", "number", "short_name", "scope", "part", "start", "end", "quote")


def derivation(one: Reading, links: Links, bases: Bases) -> Derivation:
    """All that follows for one document: filled fields, relations, status with findings, what audits look for."""
    document, library = one.document, links.library
    work = library.works[document.id]
    status = derive_status(case_from(one, links))
    findings = (*status.findings, *bases.findings(one), *links.disagreements.get(work, ()))
    payload: dict[str, Any] = {
        "version": one.version,
        "filled": {name: _plain(getattr(document, name)) for name in one.filled},
        "evidence": [{"field": name, **_words(evidence)} for name, evidence in one.evidence],
        "copies": [other for other in library.copies[work] if other != document.id],
        "versions": list(links.versions.get(work, ())),
        "citations": _citations(one.citations, links.targets[document.id]),
        "cited_by": [
            {"id": other, "relation": relation} for other, relation in sorted(set(links.cited_by.get(work, ())))
        ],
        "interprets": links.interprets.get(document.id, []),
        "interpreted_by": sorted(set(links.interpreted_by.get(work, ()))),
        "effective_on": _plain(status.effective_on),
        "expires_on": _plain(status.expires_on),
        "timeline": [{"since": _plain(s.since), "status": s.status, "reason": s.reason} for s in status.timeline],
        "findings": [finding_json(finding) for finding in findings],
        "contradictions": [
            {"since": _plain(since), "alive": finding_json(alive), "gone": finding_json(gone)}
            for since, alive, gone in status.contradictions
        ],
        "normative": _normative(one),
        "red_lines": [{"term": term, **evidence_json(evidence)} for term, evidence in one.traits.red_lines],
    }
    if one.listed.decisions:
        payload["listed"] = _listed(one, links.listed.get(document.id, ()))
    if one.listed.sweeps:
        payload["sweeps"] = [asdict(sweep) | _days(sweep.since, sweep.until) for sweep in one.listed.sweeps]
        payload["not_swept"] = one.listed.unread
    return Derivation(document.id, work, payload)


def _citations(citations: tuple[Citation, ...], targets: tuple[Target | None, ...]) -> list[dict[str, Any]]:
    """`how` a name was resolved (number, title, close) and its score; a name without target is wanted."""
    return [
        {name: getattr(citation, name) for name in _CITED}
        | {"target": to.work if to else None, "how": to.how if to else None, "score": to.score if to else None}
        for citation, to in zip(citations, targets, strict=True)
    ]


def _listed(one: Reading, targets: tuple[Target | None, ...]) -> list[dict[str, Any]]:
    """The rows of a clean-up notice with the documents they fit."""
    rows: list[dict[str, Any]] = []
    pairs: tuple[tuple[str, Decision], ...] = one.listed.decisions
    for n, (part, decision) in enumerate(pairs):
        to = targets[n] if n < len(targets) else None
        told = asdict(decision) | {"part": part, "until": _plain(decision.until)}
        rows.append(told | {"target": to.work if to else None, "score": to.score if to else None})
    return rows


def _normative(one: Reading) -> dict[str, Any]:
    found = one.traits.normative
    return {"verdict": found.verdict, "reason": found.reason, "item": found.item, "basis": found.basis} | evidence_json(
        found.evidence
    )


def _days(since: date | None, until: date | None) -> dict[str, Any]:
    return {"since": _plain(since), "until": _plain(until)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def _words(evidence: Evidence) -> dict[str, Any]:
    return {"part": evidence.part, "start": evidence.start, "end": evidence.end, "quote": evidence.quote}
