"""Room: from facts to a searchable index. Which passage of a document answers a query best, and how well.

A law that has the words of a question here and there says nothing on it; one article that has them together answers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from indexer.array_search import K1, B, Collection
from indexer.boosts import Boosts
from indexer.found import Floats, Ints
from indexer.matching import Weights, match_unit
from indexer.passages import SIZE
from indexer.units import Plan

MOST_NEEDLES = 48


@dataclass(frozen=True, slots=True)
class Best:
    """For each of the documents asked about (ascending): its best passage's number, from 0, and that passage's score."""

    documents: Ints
    passages: Ints
    scores: Floats


def best_passages(collection: Collection, plan: Plan, documents: Ints, weights: Weights, boosts: Boosts) -> Best:
    """BM25 of each passage, of which the best counts. A text that is not long is one passage."""
    owners, starts, sizes = _passages(collection, documents)
    norms = (K1 * (1 - B + B * sizes / SIZE)).astype(np.float32)
    keys = (owners << 32) + starts
    scores = np.zeros(len(keys), np.float32)
    for needle, worth in _needles(collection, plan, weights, boosts):
        found, places = collection.within("text", needle, documents)
        holders = np.searchsorted(keys, (np.searchsorted(documents, found) << 32) + places, side="right") - 1
        counts = np.bincount(holders, minlength=len(keys)).astype(np.float32)
        scores += np.float32(worth * (K1 + 1)) * counts / (counts + norms)
    return _best(documents, owners, scores)


def _passages(collection: Collection, documents: Ints) -> tuple[Ints, Ints, Ints]:
    """Of all passages of the documents: which document, where it begins, its size in UTF-16 units."""
    long_ones, all_starts = collection.passages
    low, high = np.searchsorted(long_ones, documents), np.searchsorted(long_ones, documents, side="right")
    many = np.maximum(1, high - low)
    owners = np.repeat(np.arange(len(documents)), many)
    steps = np.arange(len(owners)) - np.repeat(np.cumsum(many) - many, many)
    cut = np.repeat(high > low, many)
    starts = np.zeros(len(owners), np.int64)
    starts[cut] = all_starts[(np.repeat(low, many) + steps)[cut]]
    ends = np.append(starts[1:], 0)
    lasts = np.cumsum(many) - 1
    ends[lasts] = collection.text_sizes[documents]
    return owners, starts, ends - starts


def _best(documents: Ints, owners: Ints, scores: Floats) -> Best:
    firsts = np.searchsorted(owners, np.arange(len(documents)))
    highest = np.maximum.reduceat(scores, firsts) if len(documents) else scores
    at = np.flatnonzero(scores == highest[owners])
    _, first_of_each = np.unique(owners[at], return_index=True)
    return Best(documents, at[first_of_each] - firsts, highest)


def _needles(collection: Collection, plan: Plan, weights: Weights, boosts: Boosts) -> Iterator[tuple[str, float]]:
    """Words and official words, related words, and the query's pairs of characters, with what a passage gains by them."""
    units = list(dict.fromkeys(unit for units in plan.required for unit in units))[:MOST_NEEDLES]
    for unit in (*units, *plan.hints):
        rare = _rareness(collection, len(match_unit(collection, unit, weights, number=False)))
        hint = unit in plan.hints
        for form in unit.forms:
            share = "related_word" if hint else "official_word"
            yield form, rare * (1.0 if form == unit.forms[0] and not hint else boosts.match[share])
    for first, second in list(dict.fromkeys(pairwise(plan.bigrams)))[:MOST_NEEDLES]:
        if "一" <= first <= "鿿" and "一" <= second <= "鿿":
            having = len(collection.scored_pair("text", first + second))
            yield first + second, _rareness(collection, having) * boosts.match["bigrams"]


def _rareness(collection: Collection, having: int) -> float:
    return float(np.log(1 + (collection.count - having + 0.5) / (having + 0.5)))
