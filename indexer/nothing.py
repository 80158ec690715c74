"""Room: from facts to a searchable index. Why a search finds nothing: which word or condition leaves nothing, and what is found without it.

U17, and what a person needs who must ask for the document itself (政府信息公开条例 第二十九条).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from indexer.query import SearchQuery
from indexer.results import Blocker
from indexer.units import Plan

MOST = 8
MOST_PARTS = 24
"""Words, phrases and the like of a query that are tried one by one."""
LISTS = ("phrases", "numbers", "excluded", "within")


Count = Callable[[SearchQuery], int]
"""How many documents a query finds."""


def blockers(count: Count, query: SearchQuery, asked: Plan, total: int, *, relaxed: bool) -> tuple[Blocker, ...]:
    """`total`: what the query found. Nothing where documents have all that was asked for, and where only one thing was asked for that none has.

    Those come first whose absence alone explains it, then those without which most is found.
    """
    if asked.question or (total and not relaxed) or _too_many(query, asked):
        return ()
    plain = replace(query, relax=False, correct=False, facets=(), sort="published", offset=0, limit=1, after="")
    found = [one for one in _without_each(count, plain, asked) if one.total or one.alone == 0]
    return tuple(sorted(found, key=lambda one: (one.alone != 0, -one.total))[:MOST])


def _without_each(count: Count, query: SearchQuery, asked: Plan) -> Iterator[Blocker]:
    def total(**changed: object) -> int:
        return count(replace(query, **changed))  # type: ignore[arg-type]

    for word in _words(query, asked):
        alone = count(SearchQuery(on=query.on, words=word, expand=query.expand, limit=1))
        rest = query.words.replace(word, " ", 1)
        yield Blocker("word", word, total(words=rest) if _asks_more(replace(query, words=rest)) else 0, alone)
    for name in LISTS:
        values: tuple[str, ...] = getattr(query, name)
        for value in values:
            changed = replace(query, **{name: tuple(v for v in values if v != value)})  # type: ignore[arg-type]
            yield Blocker(name, value, count(changed) if _asks_more(changed) else 0)
    for facet in query.filters:
        yield Blocker("filter", facet, total(filters={n: v for n, v in query.filters.items() if n != facet}))
    for span in query.ranges:
        yield Blocker("range", span, total(ranges={n: s for n, s in query.ranges.items() if n != span}))
    if query.search_in != "all":
        yield Blocker("in", query.search_in, total(search_in="all"))
    if query.exact:
        yield Blocker("exact", "", total(exact=False))


def _too_many(query: SearchQuery, asked: Plan) -> bool:
    """Each part is a search of its own, or two; and which of a hundred words is to blame helps nobody."""
    return len(_words(query, asked)) + sum(len(getattr(query, name)) for name in LISTS) > MOST_PARTS


def _words(query: SearchQuery, asked: Plan) -> list[str]:
    """The words as they were typed; what the tokenizer made of them otherwise cannot be taken out of the text."""
    fixed = set(asked.fixed)
    units = [unit for units in asked.required for unit in units if unit not in fixed]
    return list(dict.fromkeys(unit.forms[0] for unit in units if unit.forms[0] in query.words))


def _asks_more(query: SearchQuery) -> bool:
    """An empty search finds everything, which is no help."""
    return bool(query.words.strip() or query.phrases or query.numbers or query.within or query.conditions)
