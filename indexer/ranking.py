"""Room: from facts to a searchable index. Which documents match a query, in what order, and how many have each facet value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.array_search import Collection
from indexer.boosts import Boosts, boosts
from indexer.columns import NO_DATE
from indexer.counting import existing, filtered
from indexer.evidence import largest, weighed
from indexer.explained import UNFOLDED, fold
from indexer.fields import TEXT_FIELDS
from indexer.found import Floats, Found, Ints, Places, both, either, unscored, without
from indexer.inversion import bigram_codes
from indexer.matching import Weights, match_all, narrowed
from indexer.nearness import best_passages
from indexer.query import SearchQuery
from indexer.questions import answering
from indexer.results import Facet
from indexer.units import Plan, plan

LONGEST_BIGRAM_QUERY = 64
STEPS = ("words", "pairs", "passage", "weighed", "titles", "pinned")


@dataclass(frozen=True, slots=True)
class Ranked:
    """`documents`: the first of the `total` that match, as many as the query's page ends with, in the order asked for.

    `start`: how many of them stand before the page. `relaxed` as in `SearchResults`. `folded`: how many of the `total` stand under
    others; `under`: of the documents of the page, what stands under each, with its score. `explained`: where the query asks for it, the score of each of them after each of STEPS.
    """

    total: int
    documents: Ints
    scores: Floats
    facets: tuple[Facet, ...]
    plan: Plan
    relaxed: bool
    start: int
    folded: int
    under: Mapping[int, tuple[tuple[int, float], ...]]
    explained: Mapping[int, Mapping[str, float]]

    @property
    def weight(self) -> int:
        """In a cache: documents and facet values."""
        return 1 + len(self.documents) + sum(len(facet.values) for facet in self.facets)


def rank(collection: Collection, query: SearchQuery) -> Ranked:
    """Remembered as long as this generation is served: people ask the same things, and turn back to their results."""
    found: Ranked = collection.answers.get(query.key, lambda: _rank(collection, query))
    return found


def _rank(collection: Collection, query: SearchQuery) -> Ranked:
    asked, numbers = plan(query), boosts()
    fields = searched_fields(query.search_in)
    weights = {field: numbers.fields[field] for field in fields}
    base, relaxed = existing(collection, _match(collection, asked, query, weights), query), False
    if query.relax and (asked.question or not len(base)) and any(len(units) > 1 for units in asked.required):
        base, relaxed = existing(collection, _answering(collection, asked, query, numbers), query), True
    hits, facets = filtered(collection, _with_pinned(collection, base, query), query)
    steps = [hits]
    if query.sort == "relevance" and len(hits):
        steps += _steps(collection, asked, weights, hits, query, numbers, relaxed=relaxed)
        hits = steps[-1]
    relaxed = relaxed and bool(len(hits))
    listed, folded = fold(collection, hits, query.on) if query.fold else (hits, UNFOLDED)
    keys, ties = _keys(collection, query, listed), collection.rank[listed.documents]
    start = _start(collection, query, listed, keys, ties)
    first = _first(keys, ties, start + query.limit)
    shown = listed.documents[first]
    under = folded.under(shown[start:])
    told = [*shown[start:].tolist(), *(one for group in under.values() for one, _ in group)] if query.explain else []
    explained = _scores_after(steps, hits.documents, told)
    return Ranked(len(hits), shown, listed.scores[first], facets, asked, relaxed, start, len(folded), under, explained)


def _steps(
    collection: Collection,
    asked: Plan,
    weights: Weights,
    hits: Found,
    query: SearchQuery,
    numbers: Boosts,
    *,
    relaxed: bool,
) -> Iterator[Found]:
    """The same documents after each of STEPS, whose scores the order goes by in the end."""
    hits = hits if relaxed else _with_pairs(collection, asked, weights, hits, numbers)
    yield hits
    hits = _with_passages(collection, asked, weights, hits, numbers)
    yield hits
    hits = weighed(collection, hits, query.on, numbers)
    yield hits
    hits = _with_titles(collection, asked, hits, numbers)
    yield hits
    yield _pinned_first(collection, hits, query, numbers)


def _scores_after(steps: Sequence[Found], documents: Ints, told: Sequence[int]) -> dict[int, dict[str, float]]:
    """Of the documents that are to be explained: the score after each step."""
    places = {document: int(np.searchsorted(documents, document)) for document in told}
    return {
        document: {name: float(step.scores[at]) for name, step in zip(STEPS, steps, strict=False)}
        for document, at in places.items()
    }


def searched_fields(search_in: str) -> tuple[str, ...]:
    if search_in == "number":
        return ()
    return tuple(TEXT_FIELDS) if search_in == "all" else (search_in,)


def _match(collection: Collection, asked: Plan, query: SearchQuery, weights: Weights) -> Found:
    """Living documents that have every unit of one alternative, and their scores."""
    number = query.search_in in ("all", "number")
    found = either([match_all(collection, units, weights, number=number) for units in asked.required], np.maximum)
    return _narrowed_down(collection, asked, found, weights, number)


def _answering(collection: Collection, asked: Plan, query: SearchQuery, numbers: Boosts) -> Found:
    """Living documents that have some of the words, and all that was not asked for as plain words."""
    number = query.search_in in ("all", "number")
    weights = {field: numbers.any_word_fields[field] for field in searched_fields(query.search_in)}
    found = either(
        [
            answering(
                collection, units, asked.hints, asked.bigrams[:LONGEST_BIGRAM_QUERY], weights, numbers, number=number
            )
            for units in asked.required
        ],
        np.maximum,
    )
    if asked.fixed:
        found = both(found, match_all(collection, asked.fixed, weights, number=number))
    return _narrowed_down(collection, asked, found, weights, number)


def _narrowed_down(collection: Collection, asked: Plan, found: Found, weights: Weights, number: bool) -> Found:
    for condition in asked.conditions:
        found = narrowed(collection, found, condition, weights, number=number)
    for units in asked.excluded:
        found = without(found, match_all(collection, units, weights, number=number))
    return found


def _with_pairs(collection: Collection, asked: Plan, weights: Weights, hits: Found, numbers: Boosts) -> Found:
    """Pairs of characters reward nearness and words that the dictionary cuts otherwise. No document is added."""
    scores = hits.scores.copy()
    squeezed = asked.bigrams[:LONGEST_BIGRAM_QUERY]
    if len(squeezed) < 2:
        return hits
    codes = np.array(list(dict.fromkeys(bigram_codes(squeezed).tolist())))
    for field in collection.fields:
        if weight := weights.get(field):
            for gained in collection.pair_scores(field, codes, hits.documents):
                scores += gained * np.float32(numbers.match["bigrams"] * weight)
    return Found(hits.documents, scores)


def _with_passages(collection: Collection, asked: Plan, weights: Weights, hits: Found, numbers: Boosts) -> Found:
    """Of the best hits, those gain that have the words together in one passage."""
    if not len(collection.passages[0]):
        return hits
    places = np.sort(largest(hits.scores, int(numbers.passages["depth"])))
    documents = hits.documents[places]
    if len(places) < 2 or not collection.is_long(documents).any():
        return hits
    scores = hits.scores.copy()
    best = best_passages(collection, asked, documents, weights, numbers)
    scores[places] += np.float32(numbers.passages["best"]) * best.scores
    return Found(hits.documents, scores)


def _with_titles(collection: Collection, asked: Plan, hits: Found, numbers: Boosts) -> Found:
    """Who types a whole title wants it, even where it names a number; no sum of word scores reaches it."""
    scores, places = hits.scores.copy(), Places(hits.documents)
    for title in (title for title in asked.titles if len(title) > 1):
        at = places.of(collection.phrase("title", title)[0])
        for place in at[at >= 0].tolist():
            same = collection.titles[hits.documents[place]] == title
            scores[place] += numbers.match["same_title" if same else "in_title"]
    return Found(hits.documents, scores)


def _with_pinned(collection: Collection, base: Found, query: SearchQuery) -> Found:
    known = sorted({collection.by_id[one.id] for one in query.pinned if one.id in collection.by_id})
    return either([base, existing(collection, unscored(np.array(known, np.int64)), query)]) if known else base


def _pinned_first(collection: Collection, hits: Found, query: SearchQuery, numbers: Boosts) -> Found:
    """In the order in which they are pinned, before everything that is only found."""
    if not query.pinned:
        return hits
    scores = hits.scores.copy()
    for place, one in enumerate(query.pinned):
        scores[hits.documents == collection.by_id.get(one.id, -1)] = numbers.match["best_bet"] - place
    return Found(hits.documents, scores)


def _keys(collection: Collection, query: SearchQuery, hits: Found) -> NDArray[np.float64]:
    """What hits are ordered by, ascending: best or latest first, missing dates last."""
    if query.sort == "relevance":
        return -hits.scores.astype(np.float64)
    days = collection.dates[query.sort][hits.documents]
    return np.where(days == NO_DATE, 1.0, -days.astype(np.float64))


def _start(collection: Collection, query: SearchQuery, hits: Found, keys: NDArray[np.float64], ties: Ints) -> int:
    """How many hits stand before the page: where `after` stands now, so that a walk survives an update of the index."""
    place = collection.by_id.get(query.after) if query.after else None
    last = np.flatnonzero(hits.documents == place) if place is not None else hits.documents[:0]
    if not len(last):
        return query.offset
    before = (keys < keys[last]) | ((keys == keys[last]) & (ties <= ties[last]))
    return int(np.count_nonzero(before))


def _first(keys: NDArray[np.float64], ties: Ints, wanted: int) -> Ints:
    """Places of the first `wanted` hits in order; equals by id, so that pages never overlap."""
    chosen = np.arange(len(keys))
    if wanted < len(keys):  # only what may be on the page, with all its equals, is put in order
        chosen = np.flatnonzero(keys <= np.partition(keys, wanted - 1)[wanted - 1]) if wanted else chosen[:0]
    order = np.lexsort((ties[chosen], keys[chosen]))
    return chosen[order[:wanted]]
