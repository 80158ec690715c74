"""Room: from facts to a searchable index. Why a hit is where it is: its reasons, in words and numbers (`explain=1`)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from indexer.array_search import Collection
from indexer.boosts import boosts
from indexer.evidence import authority, standing
from indexer.matching import match_unit
from indexer.query import SearchQuery
from indexer.ranking import Ranked, searched_fields
from indexer.results import Reason
from indexer.units import Unit

PLACES = {"title": "标题", "text": "正文", "attachment": "附件"}


def reasons(collection: Collection, query: SearchQuery, ranked: Ranked, document: int) -> tuple[Reason, ...]:
    """Matches add points, the weight of the act and its state multiply them. What had no part in it is left out."""
    return (*_pinned(collection, query, document), *_titles(collection, ranked, document), *_units(collection, query, ranked, document), *_factors(collection, query, document))  # fmt: skip


def _pinned(collection: Collection, query: SearchQuery, document: int) -> Iterator[Reason]:
    if label := next((one.label for one in query.pinned if one.id == collection.ids[document]), ""):
        yield Reason(f"本站为这个检索词推荐：{label}", "=", boosts().match["best_bet"])


def _titles(collection: Collection, ranked: Ranked, document: int) -> Iterator[Reason]:
    title, numbers = collection.titles[document], boosts().match
    if title in ranked.plan.titles:
        yield Reason("标题与所输入的完全相同", "+", numbers["same_title"])
    elif any(len(asked) > 1 and asked in title for asked in ranked.plan.titles):
        yield Reason("标题整段含有所输入的", "+", numbers["in_title"])


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


def _factors(collection: Collection, query: SearchQuery, document: int) -> Iterator[Reason]:
    one = np.array([document])
    acts, articles = collection.named_by
    if (weight := float(authority(collection, one, boosts())[0])) > 1:
        yield Reason(f"有{max(int(acts[document]), int(articles[document]))}份文件提到它", "×", weight)
    if (state := float(standing(collection, one, query.on, boosts())[0])) != 1:
        yield Reason("已不再有效或尚未施行" if state < 1 else "成文或发布不久", "×", state)
