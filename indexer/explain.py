"""Room: from facts to a searchable index. Why a hit is where it is: its reasons, in words and numbers (`explain=1`)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from indexer.array_search import Collection
from indexer.boosts import boosts
from indexer.evidence import authority, factors_of, standing
from indexer.found import Found
from indexer.matching import match_unit
from indexer.query import SearchQuery
from indexer.questions import pairs_scores
from indexer.ranking import LONGEST_BIGRAM_QUERY, Ranked, searched_fields
from indexer.results import Reason
from indexer.units import Unit

PLACES = {"title": "标题", "text": "正文", "attachment": "附件"}


def reasons(collection: Collection, query: SearchQuery, ranked: Ranked, document: int) -> tuple[Reason, ...]:
    """In the order in which they count: from nothing, each + added and each × multiplied, they make the score.

    What had no part in it is left out.
    """
    if query.sort != "relevance":
        return tuple(_units(collection, query, ranked, document))
    found = _found(collection, query, ranked, document)
    return tuple(one for one in found if one.value != (1.0 if one.how == "×" else 0.0))


def _found(collection: Collection, query: SearchQuery, ranked: Ranked, document: int) -> Iterator[Reason]:
    after = ranked.explained[document]
    matched = list(_units(collection, query, ranked, document))
    if ranked.relaxed:
        matched += _some(collection, query, ranked, document)
    yield from matched
    if ranked.relaxed and (points := sum(one.value for one in matched)):
        yield Reason("问句里的词命中了多大分量", "×", after["words"] / points)
    yield Reason("相邻的字也相同", "+", after["pairs"] - after["words"])
    yield Reason("有一段集中写到这些词", "+", after["passage"] - after["pairs"])
    weighted = after["passage"]
    for factor in _factors(collection, query, document, weighted):
        weighted *= factor.value
        yield factor
    yield Reason("同一部法里还有几处也命中", "+", after["weighed"] - weighted)
    asked = collection.titles[document] in ranked.plan.titles
    yield Reason("标题与所输入的完全相同" if asked else "标题整段含有所输入的", "+", after["titles"] - after["weighed"])
    label = next((one.label for one in query.pinned if one.id == collection.ids[document]), "")
    yield Reason(f"本站为这个检索词推荐：{label}", "+", after["pinned"] - after["titles"])


def _some(collection: Collection, query: SearchQuery, ranked: Ranked, document: int) -> Iterator[Reason]:
    """What counts for questions alone: related words, and pairs of characters of documents that need not have the words."""
    numbers, fields = boosts(), searched_fields(query.search_in)
    weights = {field: numbers.any_word_fields[field] for field in fields}
    for unit in ranked.plan.hints:
        points = _points(collection, unit, weights, document, number=False) * numbers.match["related_word"]
        yield Reason(f"有相关的规定用语“{unit.forms[0]}”", "+", points)
    squeezed = ranked.plan.bigrams[:LONGEST_BIGRAM_QUERY]
    yield Reason("有相同的相邻两字", "+", float(pairs_scores(collection, squeezed, weights, numbers)[document]))


def _units(collection: Collection, query: SearchQuery, ranked: Ranked, document: int) -> Iterator[Reason]:
    table = boosts().any_word_fields if ranked.relaxed else boosts().fields
    number = query.search_in in ("all", "number")
    for unit in dict.fromkeys(unit for units in ranked.plan.required for unit in units):
        for field in searched_fields(query.search_in):
            if points := _points(collection, unit, {field: table[field]}, document, number=False):
                yield Reason(f"{PLACES[field]}里有{_named(collection, unit, field, document)}", "+", points)
        if number and (points := _points(collection, unit, {}, document, number=True)):
            yield Reason(f"文号是“{collection.numbers[document]}”", "+", points)


def _points(collection: Collection, unit: Unit, weights: dict[str, float], document: int, *, number: bool) -> float:
    found = match_unit(collection, unit, weights, number=number)
    at = int(np.searchsorted(found.documents, document))
    return float(found.scores[at]) if at < len(found) and found.documents[at] == document else 0.0


def _named(collection: Collection, unit: Unit, field: str, document: int) -> str:
    """“低保”, or the official word that stands there for it: “最低生活保障”（“低保”的规范说法）."""
    standing_there = [form for form in unit.forms if document in collection.phrase(field, form)[0]]
    form = standing_there[0] if standing_there else unit.forms[0]
    return f"“{form}”" if form == unit.forms[0] else f"“{form}”（“{unit.forms[0]}”的规范说法）"


def _factors(collection: Collection, query: SearchQuery, document: int, points: float) -> Iterator[Reason]:
    """What the points are multiplied by, and what the cap takes away again."""
    one, acts_and_articles = np.array([document]), collection.named_by
    weight = float(authority(collection, one, query.on, boosts())[0])
    state = float(standing(collection, one, query.on, boosts())[0])
    applied = float(factors_of(collection, Found(one, np.array([points], np.float32)), query.on, boosts())[0])
    yield Reason(f"有{max(int(named[document]) for named in acts_and_articles)}份文件提到它", "×", weight)
    yield Reason("已不再有效或尚未施行" if state < 1 else "成文或发布不久", "×", state)
    yield Reason("以上两项不再另算或者有上限", "×", applied / (weight * state))
