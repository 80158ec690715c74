"""Room: from facts to a searchable index. `SearchResults` as the JSON of `/api/v1/search`; pure, for shell and web."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from indexer import labels
from indexer.results import Facet, Hit, SearchResults, Snippet


def results_json(results: SearchResults, query: str) -> dict[str, Any]:
    """`relaxed` true: no document has all the words. `notices`: what was not read as typed. `expansions`: [{"word": "低保", "also": ["最低生活保障"]}]."""
    return {
        "total": results.total,
        "folded": results.folded,
        "took_ms": results.took_ms,
        "query": query,
        "correction": results.correction,
        "relaxed": results.relaxed,
        "notices": list(results.notices),
        "expansions": [{"word": word, "also": list(official)} for word, official in results.expansions],
        "hits": [hit_json(hit) for hit in results.hits],
        "blockers": [asdict(blocker) for blocker in results.blockers],
        "facets": [facet_json(facet) for facet in results.facets],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "title": hit.title.text,
        "url": hit.url,
        "number": hit.number,
        "issuers": list(hit.issuers),
        "kind": hit.kind,
        "form": hit.form,
        "published_on": _day(hit.published_on),
        "issued_on": _day(hit.issued_on),
        "status": hit.status.value,
        "status_reason": hit.status_reason,
        "snippet": hit.snippet.text,
        "score": hit.score,
        "also_at": list(hit.also_at),
        "marks": {"title": _marks(hit.title), "snippet": _marks(hit.snippet)},
        "part": hit.snippet.part,
        "attachment": {"place": hit.attachment[0], "name": hit.attachment[1]} if hit.attachment else None,
        "explains": list(hit.explains),
        "place": hit.place,
        "anchor": hit.anchor,
        "best_bet": hit.best_bet,
        "folded": [hit_json(one) for one in hit.folded],
        **({"reasons": [asdict(reason) for reason in hit.reasons]} if hit.reasons else {}),
    }


def facet_json(facet: Facet) -> dict[str, Any]:
    values = [
        {"value": v.value, "label": labels.value_label(facet.name, v.value), "count": v.count, "selected": v.selected}
        for v in facet.values
    ]
    return {
        "name": facet.name,
        "label": labels.FACETS.get(facet.name, facet.name),
        "values": values,
        "distinct": facet.distinct,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _marks(snippet: Snippet) -> list[list[int]]:
    return [[start, end] for start, end in snippet.marks]
