"""Room: from facts to a searchable index. Ranked document numbers to hits with titles, passages and states."""

from __future__ import annotations

import time
from dataclasses import replace

from indexer.array_search import Collection
from indexer.explain import reasons
from indexer.fields import IndexEntry
from indexer.nothing import blockers
from indexer.query import SearchQuery
from indexer.ranking import Ranked
from indexer.results import Hit, SearchResults, Snippet
from indexer.snippets import snippet, whole


def to_results(
    collection: Collection, ranked: Ranked, query: SearchQuery, started: float, correction: str | None = None
) -> SearchResults:
    """The page asked for; `started` is the reading of `time.perf_counter` when the search began."""
    shown = range(ranked.start, min(ranked.start + query.limit, len(ranked.documents)))
    hits = tuple(
        _with_folded(collection, int(ranked.documents[i]), float(ranked.scores[i]), ranked, query) for i in shown
    )
    return SearchResults(
        total=ranked.total,
        folded=ranked.folded,
        hits=hits,
        facets=ranked.facets,
        correction=correction,
        offset=ranked.start,
        took_ms=round((time.perf_counter() - started) * 1000, 2),
        relaxed=ranked.relaxed,
        expansions=_expansions(ranked),
        notices=tuple(filter(None, (query.notice, ranked.plan.notice))),
        blockers=blockers(collection, query, ranked),
    )


def _with_folded(collection: Collection, document: int, score: float, ranked: Ranked, query: SearchQuery) -> Hit:
    own = _hit(collection, document, score, ranked, query)
    below = ranked.under.get(document, ())
    return replace(own, folded=tuple(_hit(collection, *one, ranked, query) for one in below)) if below else own


def _hit(collection: Collection, document: int, score: float, ranked: Ranked, query: SearchQuery) -> Hit:
    entry = collection.entry(document)
    needles = ranked.plan.needles
    state = entry.status_at(query.on)
    parts = [("text", entry.text), ("attachment", entry.attachment_text)]
    if query.search_in == "attachment":
        parts.reverse()
    passage = snippet(parts, needles) if query.search_in != "number" else Snippet(entry.text[:140].strip())
    return Hit(
        id=entry.id,
        title=whole(entry.title, needles, "title"),
        snippet=passage,
        score=round(score, 4),
        status=state.status,
        status_reason=state.reason,
        url=entry.url,
        number=entry.number,
        issuers=entry.issuers,
        kind=entry.kind,
        form=entry.form,
        published_on=entry.published_on,
        issued_on=entry.issued_on,
        also_at=entry.also_at,
        reasons=reasons(collection, query, ranked, document) if query.explain else (),
        added_on=entry.added_on,
        attachment=enclosing(entry, passage.start) if passage.part == "attachment" else None,
        explains=entry.explains,
    )


def enclosing(entry: IndexEntry, at: int) -> tuple[int, str] | None:
    """Place and name of the attachment whose text is at this place of `attachment_text`."""
    begun = [(number, name) for start, number, name in entry.enclosed if start <= at]
    return begun[-1] if begun else None


def _expansions(ranked: Ranked) -> tuple[tuple[str, tuple[str, ...]], ...]:
    units = [
        unit
        for alternative in ranked.plan.required
        for unit in alternative
        if len(unit.forms) > 1 and unit.number is None
    ]
    return tuple(dict.fromkeys((unit.forms[0], unit.forms[1:]) for unit in units))
