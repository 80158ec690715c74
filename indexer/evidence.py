"""Room: from facts to a searchable index. What speaks for a hit beside its words: its act's weight, its state, its age.

Nothing here adds or removes a document; every factor is capped, so that no weight of an act outdoes an exact title or number.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from govdoc.document import Status
from indexer.array_search import Collection
from indexer.boosts import Boosts
from indexer.columns import NO_DATE, STATUSES
from indexer.found import Floats, Found, Ints

DAYS_A_YEAR = 365.25
ENDED = tuple(STATUSES.index(s.value) for s in (Status.SUPERSEDED, Status.LAPSED, Status.REPEALED))
PENDING = STATUSES.index(Status.PENDING.value)


def weighed(collection: Collection, hits: Found, on: date, boosts: Boosts) -> Found:
    """Scores of words times the factors; where several articles of one act match, each gains from the others."""
    if not hits.scores.any():
        return hits
    factors = factors_of(collection, hits, on, boosts)
    return Found(hits.documents, with_whole_act(collection.act_numbers[hits.documents], hits.scores * factors, boosts))


def factors_of(collection: Collection, hits: Found, on: date, boosts: Boosts) -> Floats:
    """What each score is multiplied by: never more than the cap, 1 for a number that was asked for."""
    weights = collection.daily.get((on, boosts), lambda: _all_weights(collection, on, boosts))[hits.documents]
    weights[hits.scores >= boosts.match["own_number"]] = 1.0
    factors: Floats = np.minimum(weights, boosts.cap["highest"])
    return factors


def _all_weights(collection: Collection, on: date, boosts: Boosts) -> Floats:
    """Of every document, once a day: powers and logarithms for the hits of each question took a sixth of its time."""
    everything = np.arange(collection.size)
    weights: Floats = authority(collection, everything, on, boosts) * standing(collection, everything, on, boosts)
    return weights


def authority(collection: Collection, documents: Ints, on: date, boosts: Boosts) -> Floats:
    """From 1 up, by how many documents name the act, and the very article; 1 for what has ended.

    However many name a repealed act, it must not outdo its successor, which few name yet.
    """
    acts, articles = collection.named_by
    own_article = collection.articles[documents] != collection.acts[documents]
    alive = ~np.isin(collection.status_at(on.toordinal()).codes[documents], ENDED)
    return named_weight(acts[documents] * alive, articles[documents] * own_article * alive, boosts)


def named_weight(acts: Ints, articles: Ints, boosts: Boosts) -> Floats:
    """The factor for being named so often: the acts, and the very articles (0 where a document is none)."""
    gained = boosts.authority["named"] * np.log1p(acts) + boosts.authority["article_named"] * np.log1p(articles)
    factors: Floats = (1 + gained).astype(np.float32)
    return factors


def standing(collection: Collection, documents: Ints, on: date, boosts: Boosts) -> Floats:
    """Below 1 for what no longer is, or is not yet, in force; above it for what is new."""
    codes = collection.status_at(on.toordinal()).codes[documents]
    states = np.ones(len(STATUSES), np.float32)
    states[list(ENDED)], states[PENDING] = boosts.time["ended"], boosts.time["pending"]
    days = collection.exists_since[documents]
    years = np.maximum(on.toordinal() - days, 0) / DAYS_A_YEAR
    fresh = np.where(days == NO_DATE, 0.0, boosts.time["recent"] * 0.5 ** (years / boosts.time["half_life_years"]))
    factors: Floats = (states[codes] * (1 + fresh)).astype(np.float32)
    return factors


def with_whole_act(acts_of: Ints, scores: Floats, boosts: Boosts) -> Floats:
    """The best articles of one act together say that the act is the one that is asked about (ENGINE_NOTES: 0.393 → 0.407).

    `acts_of`: the act that each scored document belongs to, as a number from 0 on: looked up in a table, not by bisection.
    """
    depth, most = int(boosts.authority["act_depth"]), int(boosts.authority["act_articles"])
    best = largest(scores, depth)
    acts, groups = np.unique(acts_of[best], return_inverse=True)
    if len(acts) == len(best):
        return scores
    sums = np.zeros(len(acts))
    np.add.at(sums, groups, scores[best] * (_place_in_group(groups) < most))
    shares = np.zeros(int(acts_of.max()) + 1)
    shares[acts] = sums / sums.max()
    supported: Floats = (scores + boosts.authority["whole_act"] * scores.max() * shares[acts_of]).astype(np.float32)
    return supported


def largest(scores: Floats, many: int) -> Ints:
    """Places of the largest scores, the largest first."""
    if len(scores) <= many:
        return np.argsort(-scores, kind="stable")
    chosen = np.argpartition(-scores, many)[:many]
    return chosen[np.argsort(-scores[chosen], kind="stable")]


def _place_in_group(groups: Ints) -> Ints:
    """For each, how many of its group stand before it: [a, b, a, a] → [0, 0, 1, 2]."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    firsts = np.searchsorted(ordered, ordered)
    places = np.empty(len(groups), np.int64)
    places[order] = np.arange(len(groups)) - firsts
    return places
