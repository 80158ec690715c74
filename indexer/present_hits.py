"""Room: from facts to a searchable index. Ranked document numbers to hits with titles, passages and states."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from indexer.array_search import Collection
from indexer.boosts import boosts
from indexer.explain import reasons
from indexer.fields import IndexEntry
from indexer.found import Ints
from indexer.nearness import best_passages
from indexer.nothing import blockers
from indexer.passages import passages, place_of
from indexer.query import SearchQuery
from indexer.ranking import Ranked, rank, searched_fields
from indexer.results import Hit, Reason, SearchResults, Snippet
from indexer.snippets import passage_snippet, snippet, whole
from indexer.units import Plan


def to_results(
    collection: Collection, ranked: Ranked, query: SearchQuery, started: float, correction: str | None = None
) -> SearchResults:
    """The page asked for; `started` is the reading of `time.perf_counter` when the search began."""
    shown = range(ranked.start, min(ranked.start + query.limit, len(ranked.documents)))
    answers = _answers(collection, ranked, query, ranked.documents[shown.start : shown.stop])
    hits = tuple(
        _with_folded(collection, int(ranked.documents[i]), float(ranked.scores[i]), ranked, query, answers)
        for i in shown
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
        expansions=expansions(ranked.plan),
        notices=tuple(filter(None, (query.notice, ranked.plan.notice))),
        blockers=blockers(
            lambda other: rank(collection, other).total, query, ranked.plan, ranked.total, relaxed=ranked.relaxed
        ),
    )


def _answers(collection: Collection, ranked: Ranked, query: SearchQuery, shown: Ints) -> dict[int, int]:
    """Long document → its passage that answers best, for those that have one."""
    documents = np.unique([*shown.tolist(), *(one for group in ranked.under.values() for one, _ in group)])
    documents = documents.astype(np.int64)
    if "text" not in searched_fields(query.search_in) or not collection.is_long(documents).any():
        return {}
    best = best_passages(collection, ranked.plan, documents, boosts().fields, boosts())
    return {
        int(one): int(at) for one, at, score in zip(best.documents, best.passages, best.scores, strict=True) if score
    }


def _with_folded(
    collection: Collection, document: int, score: float, ranked: Ranked, query: SearchQuery, answers: dict[int, int]
) -> Hit:
    own = _hit(collection, document, score, ranked, query, answers)
    below = ranked.under.get(document, ())
    folded = tuple(_hit(collection, *one, ranked, query, answers) for one in below)
    return replace(own, folded=folded) if below else own


def _hit(
    collection: Collection, document: int, score: float, ranked: Ranked, query: SearchQuery, answers: dict[int, int]
) -> Hit:
    why = reasons(collection, query, ranked, document) if query.explain else ()
    return hit_of(collection.entry(document), score, ranked.plan, query, answers.get(document), why)


def hit_of(entry: IndexEntry, score: float, asked: Plan, query: SearchQuery, answer: int | None = None, why: tuple[Reason, ...] = ()) -> Hit:  # fmt: skip
    """The entry as it is shown, with its best passage (`answer`: the number of one that is known) and its state on the day."""
    state = entry.status_at(query.on)
    passage = _passage(entry, asked.needles, query, answer)
    place, anchor = place_of(entry.text, passage.start) if passage.part == "text" and passage.marks else ("", "")
    return Hit(
        id=entry.id,
        title=whole(entry.title, asked.needles, "title"),
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
        reasons=why,
        added_on=entry.added_on,
        attachment=enclosing(entry, passage.start) if passage.part == "attachment" else None,
        explains=entry.explains,
        place=place,
        anchor=anchor,
        best_bet=next((one.label for one in query.pinned if one.id == entry.id), ""),
    )


def _passage(entry: IndexEntry, needles: tuple[str, ...], query: SearchQuery, answer: int | None) -> Snippet:
    """What of the document is shown: of a long text the passage that answers, else where most of the words are."""
    if query.search_in == "number":
        return Snippet(entry.text[:140].strip())
    if answer is not None:
        part = passages(entry.text)[answer]
        return passage_snippet(entry.text, part.shown, part.end, needles)
    parts = [("text", entry.text), ("attachment", entry.attachment_text)]
    if query.search_in == "attachment":
        parts.reverse()
    return snippet(parts, needles)


def enclosing(entry: IndexEntry, at: int) -> tuple[int, str] | None:
    """Place and name of the attachment whose text is at this place of `attachment_text`."""
    begun = [(number, name) for start, number, name in entry.enclosed if start <= at]
    return begun[-1] if begun else None


def expansions(asked: Plan) -> tuple[tuple[str, tuple[str, ...]], ...]:
    units = [
        unit for alternative in asked.required for unit in alternative if len(unit.forms) > 1 and unit.number is None
    ]
    return tuple(dict.fromkeys((unit.forms[0], unit.forms[1:]) for unit in units))
