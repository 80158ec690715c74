"""Room: from facts to a searchable index. Why a hit is where it is: its reasons, in words and numbers (`explain=1`)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from indexer import reasons as reasons_
from indexer.array_search import Collection
from indexer.boosts import boosts
from indexer.evidence import authority, factors_of, standing
from indexer.found import Found
from indexer.matching import match_unit
from indexer.query import SearchQuery
from indexer.questions import characters_scores, pairs_scores
from indexer.ranking import LONGEST_BIGRAM_QUERY, Ranked, searched_fields
from indexer.results import Reason
from indexer.units import Unit


def reasons(collection: Collection, query: SearchQuery, ranked: Ranked, document: int) -> tuple[Reason, ...]:
    """In the order in which they count: from nothing, each + added and each × multiplied, they make the score.

    What had no part in it is left out.
    """
    if query.sort != "relevance":
        return tuple(_units(collection, query, ranked, document))
    return reasons_.counted(_found(collection, query, ranked, document))


def _found(collection: Collection, query: SearchQuery, ranked: Ranked, document: int) -> Iterator[Reason]:
    after = ranked.explained[document]
    matched = list(_units(collection, query, ranked, document))
    if ranked.relaxed:
        matched += _some(collection, query, ranked, document)
    yield from matched
    if ranked.relaxed and (points := sum(one.value for one in matched)):
        yield reasons_.coverage(after["words"] / points)
    yield reasons_.pairs(after["pairs"] - after["words"])
    yield reasons_.passage(after["passage"] - after["pairs"])
    weighted = after["passage"]
    for factor in _factors(collection, query, document, weighted):
        weighted *= factor.value
        yield factor
    yield reasons_.whole_act(after["weighed"] - weighted)
    same = collection.titles[document] in ranked.plan.titles
    yield reasons_.title(after["titles"] - after["weighed"], same=same)
    label = next((one.label for one in query.pinned if one.id == collection.ids[document]), "")
    yield reasons_.pinned(label, after["pinned"] - after["titles"])


def _some(collection: Collection, query: SearchQuery, ranked: Ranked, document: int) -> Iterator[Reason]:
    """What counts for questions alone: related words, and pairs of characters of documents that need not have the words."""
    numbers, fields = boosts(), searched_fields(query.search_in)
    weights = {field: numbers.any_word_fields[field] for field in fields}
    for unit in ranked.plan.hints:
        points = _points(collection, unit, weights, document, number=False) * numbers.match["related_word"]
        yield reasons_.related(unit, points)
    squeezed = ranked.plan.bigrams[:LONGEST_BIGRAM_QUERY]
    yield reasons_.some_pairs(float(pairs_scores(collection, squeezed, weights, numbers)[document]))
    single = characters_scores(collection, _asked(ranked), weights, numbers)
    yield reasons_.some_characters(float(single[document]))


def _units(collection: Collection, query: SearchQuery, ranked: Ranked, document: int) -> Iterator[Reason]:
    table = boosts().any_word_fields if ranked.relaxed else boosts().fields
    number = query.search_in in ("all", "number")
    for unit in _asked(ranked):
        for field in searched_fields(query.search_in):
            if points := _points(collection, unit, {field: table[field]}, document, number=False):
                yield reasons_.word(field, unit, _standing_there(collection, unit, document, field), points)
        if number and (points := _points(collection, unit, {}, document, number=True)):
            yield reasons_.number(collection.numbers[document], points)


def _asked(ranked: Ranked) -> list[Unit]:
    return list(dict.fromkeys(unit for units in ranked.plan.required for unit in units))


def _points(collection: Collection, unit: Unit, weights: dict[str, float], document: int, *, number: bool) -> float:
    found = match_unit(collection, unit, weights, number=number)
    at = int(np.searchsorted(found.documents, document))
    return float(found.scores[at]) if at < len(found) and found.documents[at] == document else 0.0


def _standing_there(collection: Collection, unit: Unit, document: int, field: str) -> str:
    """The first of the unit's forms that the document has."""
    return next((form for form in unit.forms if document in collection.phrase(field, form)[0]), unit.forms[0])


def _factors(collection: Collection, query: SearchQuery, document: int, points: float) -> Iterator[Reason]:
    """What the points are multiplied by, and what the cap takes away again."""
    one, acts_and_articles = np.array([document]), collection.named_by
    weight = float(authority(collection, one, query.on, boosts())[0])
    state = float(standing(collection, one, query.on, boosts())[0])
    applied = float(factors_of(collection, Found(one, np.array([points], np.float32)), query.on, boosts())[0])
    yield reasons_.named(max(int(named[document]) for named in acts_and_articles), weight)
    yield reasons_.state(state)
    yield reasons_.capped(applied / (weight * state))
