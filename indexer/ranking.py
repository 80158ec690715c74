"""Room: from facts to a searchable index. Which documents match a query, in what order, and how many have each facet value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.array_search import Collection
from indexer.columns import NO_DATE
from indexer.counting import existing, filtered
from indexer.fields import TEXT_FIELDS
from indexer.found import Floats, Found, Ints, Places, either, without
from indexer.inversion import bigram_codes
from indexer.matching import Weights, match_all, match_any, narrowed
from indexer.query import SearchQuery
from indexer.results import Facet
from indexer.units import Plan, plan

FIELD_WEIGHTS = {"title": 2.0, "text": 1.0, "attachment": 0.7}
ANY_WORD_WEIGHTS = {"title": 0.1, "text": 1.0, "attachment": 0.7}
"""A title that has one word of a question says little: over layman questions MRR@10 falls from 0.39 to 0.31 with 2.0."""
BIGRAM_WEIGHT = 0.7
"""Words and bigrams added beat either alone: tests/indexer/test_floors.py pins the figures."""
SAME_TITLE, IN_TITLE = 10_000.0, 10.0
"""Who types a whole title wants it, even where it names a number; no sum of word scores reaches the first."""
LONGEST_BIGRAM_QUERY = 64


@dataclass(frozen=True, slots=True)
class Ranked:
    """`documents`: the first of the `total` that match, as many as the query's page ends with, in the order asked for.

    `relaxed` as in `SearchResults`.
    """

    total: int
    documents: Ints
    scores: Floats
    facets: tuple[Facet, ...]
    plan: Plan
    relaxed: bool = False


def rank(collection: Collection, query: SearchQuery) -> Ranked:
    asked = plan(query)
    fields = searched_fields(query.search_in)
    weights, any_weights = ({field: table[field] for field in fields} for table in (FIELD_WEIGHTS, ANY_WORD_WEIGHTS))
    base, relaxed = existing(collection, _match(collection, asked, query, weights), query), False
    if query.relax and not len(base) and any(len(units) > 1 for units in asked.required):
        weights, relaxed = any_weights, True
        base = existing(collection, _match(collection, asked, query, weights, any_word=True), query)
    hits, facets = filtered(collection, base, query)
    if query.sort == "relevance" and len(hits):
        hits = _told_apart(collection, asked, weights, hits)
    first = _first(collection, query, hits)
    return Ranked(len(hits), hits.documents[first], hits.scores[first], facets, asked, relaxed and bool(len(hits)))


def searched_fields(search_in: str) -> tuple[str, ...]:
    if search_in == "number":
        return ()
    return tuple(TEXT_FIELDS) if search_in == "all" else (search_in,)


def _match(collection: Collection, asked: Plan, query: SearchQuery, weights: Weights, any_word: bool = False) -> Found:
    """Living documents that have every unit of one alternative (or, `any_word`, some unit), and their scores."""
    number = query.search_in in ("all", "number")
    match = match_any if any_word else match_all
    found = either([match(collection, units, weights, number=number) for units in asked.required], np.maximum)
    for condition in asked.conditions:
        found = narrowed(collection, found, condition, weights, number=number)
    for units in asked.excluded:
        found = without(found, match_all(collection, units, weights, number=number))
    return found


def _told_apart(collection: Collection, asked: Plan, weights: Weights, hits: Found) -> Found:
    """Pairs of characters reward nearness and words that the dictionary cuts otherwise; then titles. No document is added."""
    scores, places = hits.scores.copy(), Places(hits.documents)
    squeezed = asked.bigrams[:LONGEST_BIGRAM_QUERY]
    for code in dict.fromkeys(bigram_codes(squeezed).tolist()) if len(squeezed) > 1 else ():
        for field, weight in weights.items():
            if field in collection.fields:
                gained = collection.bigram_scores(field, code, hits.documents, places)
                scores += gained * np.float32(BIGRAM_WEIGHT * weight)
    for title in asked.titles:
        if len(title) > 1:
            _add_title(collection, title, hits, places, scores)
    return Found(hits.documents, scores)


def _add_title(collection: Collection, title: str, hits: Found, places: Places, scores: Floats) -> None:
    at = places.of(collection.phrase("title", title)[0])
    for place in at[at >= 0].tolist():
        scores[place] += SAME_TITLE if collection.titles[hits.documents[place]] == title else IN_TITLE


def _first(collection: Collection, query: SearchQuery, hits: Found) -> Ints:
    """Places of the hits up to the end of the page: best or latest first, missing dates last, equals by id."""
    if query.sort == "relevance":
        keys = -hits.scores.astype(np.float64)
    else:
        days = collection.dates[query.sort][hits.documents]
        keys = np.where(days == NO_DATE, 1.0, -days.astype(np.float64))
    wanted, chosen = query.offset + query.limit, np.arange(len(keys))
    if wanted < len(keys):  # only what may be on the page, with all its equals, is put in order
        chosen = np.flatnonzero(keys <= np.partition(keys, wanted - 1)[wanted - 1]) if wanted else chosen[:0]
    order = np.lexsort((collection.rank[hits.documents[chosen]], keys[chosen]))
    return chosen[order[:wanted]]
