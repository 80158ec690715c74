"""Room: from facts to a searchable index. Questions and long queries: documents that have some of the words, by how much they have.

No document has all the words of a question. What a word is worth is told by how few documents have it, not by a list of
words to leave out; whoever has most of a question's worth comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.array_search import Collection
from indexer.boosts import Boosts
from indexer.found import NOTHING, Floats, Found
from indexer.matching import Weights, match_unit
from indexer.units import Unit
from indexer.vocabulary import is_han

LONGEST_NAME = 4
"""Characters of a stretch that are looked at one by one."""


def answering(
    collection: Collection,
    units: Sequence[Unit],
    hints: Sequence[Unit],
    squeezed: str,
    weights: Weights,
    boosts: Boosts,
    *,
    number: bool,
) -> Found:
    """Living documents that have a unit or a pair of neighbouring characters, without those that have next to nothing."""
    scores = pairs_scores(collection, squeezed, weights, boosts) + characters_scores(collection, units, weights, boosts)
    had = np.zeros(collection.size, np.float32)
    worth_of_all = 0.0
    for unit in units:
        found = match_unit(collection, unit, weights, number=number)
        worth = float(np.log(1 + collection.count / len(found))) if len(found) else 0.0
        scores[found.documents] += found.scores
        had[found.documents] += worth
        worth_of_all += worth
    for unit in hints:
        found = match_unit(collection, unit, weights, number=False)
        scores[found.documents] += found.scores * np.float32(boosts.match["related_word"])
    documents = np.flatnonzero(scores)
    if not len(documents) or not worth_of_all:
        return NOTHING
    share = boosts.question["coverage_floor"] + had[documents] / worth_of_all
    total = scores[documents] * share ** np.float32(boosts.question["coverage"])
    return Found(documents, total).where(total >= boosts.question["least_share"] * total.max())


def pairs_scores(collection: Collection, squeezed: str, weights: Weights, boosts: Boosts) -> Floats:
    """BM25 of the pairs of neighbouring Han characters, of every document of the collection."""
    scores = np.zeros(collection.size, np.float32)
    for first, second in dict.fromkeys(pairwise(squeezed)):
        if not ("一" <= first <= "鿿" and "一" <= second <= "鿿"):
            continue
        for field, weight in weights.items():
            if field in collection.fields:
                found = collection.scored_pair(field, first + second)
                scores[found.documents] += found.scores * np.float32(boosts.match["bigrams"] * weight)
    return scores


def characters_scores(collection: Collection, units: Sequence[Unit], weights: Weights, boosts: Boosts) -> Floats:
    """BM25 of the single characters that the tokenizer was left with, of every document: 卖|烟, where laws have only 烟草."""
    names = (unit.forms[0] for unit in units if unit.whole and unit.number is None)
    short = "".join(name for name in names if len(name) <= LONGEST_NAME)
    scores = np.zeros(collection.size, np.float32)
    for character in dict.fromkeys(filter(is_han, short)):
        for field, weight in weights.items():
            if field in collection.fields:
                found = collection.scored_phrase(field, character)
                scores[found.documents] += found.scores * np.float32(boosts.match["character"] * weight)
    return scores
