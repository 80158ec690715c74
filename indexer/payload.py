"""Room: from facts to a searchable index. What is kept of one document's derivation: JSON that index, pages and audits read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from govdoc.case import LaterAct
from govdoc.citations import Citation
from govdoc.cleanup import Decision
from govdoc.decay import RESTS_ON
from govdoc.document import Evidence
from govdoc.store import Derivation
from indexer.bases import Around, Bases, case_from
from indexer.later_acts import LawText, Target
from indexer.links import Links
from indexer.reading import Reading
from indexer.status import derive_status, evidence_json, finding_json

_CITED = ("relation", "direction", "title", "number", "short_name", "scope", "part", "start", "end", "quote")


def derivation(one: Reading, links: Links, bases: Bases) -> Derivation:
    """All that follows for one document: filled fields, relations, status with findings, what audits look for."""
    document, library = one.document, links.library
    work = library.works[document.id]
    payload: dict[str, Any] = {
        "version": one.version,
        "filled": {name: _plain(getattr(document, name)) for name in one.filled},
        "evidence": [{"field": name, **_words(evidence)} for name, evidence in one.evidence],
        "copies": [other for other in library.copies[work] if other != document.id],
        "versions": list(links.versions.get(work, ())),
        "citations": _citations(one, links),
        "cited_by": [
            {"id": other, "relation": relation} for other, relation in sorted(set(links.cited_by.get(work, ())))
        ],
        "interprets": links.interprets.get(document.id, []),
        "interpreted_by": sorted(set(links.interpreted_by.get(work, ()))),
        "acts": [act_json(act) for act in links.acts.get(work, ())],
        **state(one, links, bases),
        "normative": _normative(one),
        "red_lines": [{"term": term, **evidence_json(evidence)} for term, evidence in one.traits.red_lines],
    }
    if one.listed.decisions:
        payload["listed"] = _listed(one, links.listed.get(document.id, ()))
    if one.listed.sweeps:
        payload["sweeps"] = [asdict(sweep) | _days(sweep.since, sweep.until) for sweep in one.listed.sweeps]
        payload["not_swept"] = one.listed.unread
    return Derivation(document.id, work, payload)


def state(one: Reading, around: Around, bases: Bases) -> dict[str, Any]:
    """The part of a derivation that reviewers have a say in: its status over time, and all that was found about it."""
    status = derive_status(case_from(one, around))
    disagreements = around.disagreements.get(around.works[one.document.id], ())
    return {
        "effective_on": _plain(status.effective_on),
        "expires_on": _plain(status.expires_on),
        "timeline": [{"since": _plain(s.since), "status": s.status, "reason": s.reason} for s in status.timeline],
        "findings": [finding_json(found) for found in (*status.findings, *bases.findings(one), *disagreements)],
        "contradictions": [
            {"since": _plain(since), "alive": finding_json(alive), "gone": finding_json(gone)}
            for since, alive, gone in status.contradictions
        ],
    }


def act_json(act: LaterAct) -> dict[str, Any]:
    """What another document does to this one; `document_id` is the other's."""
    return {name: _plain(value) for name, value in asdict(act).items()}


def act_of(kept: Mapping[str, Any]) -> LaterAct:
    """What `act_json` gave, as an act again."""
    days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("on", "until", "begins")}
    evidence = Evidence(**kept["evidence"]) if kept["evidence"] else None
    return LaterAct(**{**kept, **days, "evidence": evidence})


def _citations(one: Reading, links: Links) -> list[dict[str, Any]]:
    """`how` a name was resolved (number, title, close) and its score; a name without target is wanted.

    `later`: the text of that law in the store, which is newer than this document.
    """
    return [
        {name: getattr(citation, name) for name in _CITED}
        | {"target": to.work if to else None, "how": to.how if to else None, "score": to.score if to else None}
        | ({"later": law.id} if to is None and (law := _later(citation, links)) else {})
        for citation, to in zip(one.citations, links.targets[one.document.id], strict=True)
    ]


def _later(citation: Citation, links: Links) -> LawText | None:
    rests = citation.relation in RESTS_ON and citation.direction == "out" and citation.title
    return links.later_law(citation.title) if rests and citation.title else None


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
