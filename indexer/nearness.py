"""Room: from facts to a searchable index. Which passage of a document answers a query best, and how well.

A law that has the words of a question here and there says nothing on it; one article that has them together answers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from indexer.array_search import K1, B, Collection
from indexer.boosts import Boosts
from indexer.found import Floats, Ints
from indexer.matching import Weights, match_unit
from indexer.passages import SIZE, passages
from indexer.tokenizer import squeeze
from indexer.units import Plan, Unit

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

    def rareness(unit: Unit) -> float:
        return rarity(collection.count, len(match_unit(collection, unit, weights, number=False)))

    def pair_rareness(pair: str) -> float:
        return rarity(collection.count, len(collection.scored_pair("text", pair)))

    for needle, worth in needles(plan, boosts, rareness, pair_rareness):
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


def best_passage(text: str, wanted: Sequence[tuple[str, float]]) -> int | None:
    """As `best_passages`, of one text alone, without an index: the number of its best passage; None where it is not long or has none of it."""
    parts = passages(text)
    if len(parts) < 2:
        return None
    pieces = [squeeze(text[part.start : part.end]) for part in parts]
    whole, sizes = "".join(pieces), np.array([len(piece) for piece in pieces])
    ends = np.cumsum(sizes)
    norms = K1 * (1 - B + B * sizes / SIZE)
    scores = np.zeros(len(pieces))
    for needle, worth in wanted:
        places = list(_places(whole, needle))
        counts = np.bincount(np.searchsorted(ends, places, side="right"), minlength=len(pieces)) if places else 0
        scores += worth * (K1 + 1) * counts / (counts + norms)
    return int(scores.argmax()) if scores.any() else None


def _places(text: str, needle: str) -> Iterator[int]:
    at = text.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def rarity(documents: int, having: int) -> float:
    """What a word is worth that so many of the documents have."""
    return float(np.log(1 + (documents - having + 0.5) / (having + 0.5)))


def needles(
    plan: Plan, boosts: Boosts, rareness: Callable[[Unit], float], pair_rareness: Callable[[str], float]
) -> Iterator[tuple[str, float]]:
    """Words and official words, related words, and the query's pairs of characters, with what a passage gains by them."""
    units = list(dict.fromkeys(unit for units in plan.required for unit in units))[:MOST_NEEDLES]
    for unit in (*units, *plan.hints):
        rare = rareness(unit)
        hint = unit in plan.hints
        for form in unit.forms:
            share = "related_word" if hint else "official_word"
            yield form, rare * (1.0 if form == unit.forms[0] and not hint else boosts.match[share])
    for first, second in list(dict.fromkeys(pairwise(plan.bigrams)))[:MOST_NEEDLES]:
        if "一" <= first <= "鿿" and "一" <= second <= "鿿":
            yield first + second, pair_rareness(first + second) * boosts.match["bigrams"]
