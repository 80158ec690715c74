"""Room: from facts to a searchable index. Why a search finds nothing: which word or condition leaves nothing, and what is found without it.

U17, and what a person needs who must ask for the document itself (政府信息公开条例 第二十九条).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexer.array_search import Collection
from indexer.query import SearchQuery
from indexer.ranking import Ranked, rank
from indexer.results import Blocker

MOST = 8
MOST_PARTS = 24
"""Words, phrases and the like of a query that are tried one by one."""
LISTS = ("phrases", "numbers", "excluded", "within")


def blockers(collection: Collection, query: SearchQuery, ranked: Ranked) -> tuple[Blocker, ...]:
    """Nothing where documents have all that was asked for, and where only one thing was asked for that none has.

    Those come first whose absence alone explains it, then those without which most is found.
    """
    if ranked.plan.question or (ranked.total and not ranked.relaxed) or _too_many(query, ranked):
        return ()
    plain = replace(query, relax=False, correct=False, facets=(), sort="published", offset=0, limit=1, after="")
    found = [one for one in _without_each(collection, plain, ranked) if one.total or one.alone == 0]
    return tuple(sorted(found, key=lambda one: (one.alone != 0, -one.total))[:MOST])


def _without_each(collection: Collection, query: SearchQuery, ranked: Ranked) -> Iterator[Blocker]:
    def total(**changed: object) -> int:
        return rank(collection, replace(query, **changed)).total  # type: ignore[arg-type]

    for word in _words(query, ranked):
        alone = rank(collection, SearchQuery(on=query.on, words=word, expand=query.expand, limit=1)).total
        rest = query.words.replace(word, " ", 1)
        yield Blocker("word", word, total(words=rest) if _asks_more(replace(query, words=rest)) else 0, alone)
    for name in LISTS:
        values: tuple[str, ...] = getattr(query, name)
        for value in values:
            changed = replace(query, **{name: tuple(v for v in values if v != value)})  # type: ignore[arg-type]
            yield Blocker(name, value, rank(collection, changed).total if _asks_more(changed) else 0)
    for facet in query.filters:
        yield Blocker("filter", facet, total(filters={n: v for n, v in query.filters.items() if n != facet}))
    for span in query.ranges:
        yield Blocker("range", span, total(ranges={n: s for n, s in query.ranges.items() if n != span}))
    if query.search_in != "all":
        yield Blocker("in", query.search_in, total(search_in="all"))
    if query.exact:
        yield Blocker("exact", "", total(exact=False))


def _too_many(query: SearchQuery, ranked: Ranked) -> bool:
    """Each part is a search of its own, or two; and which of a hundred words is to blame helps nobody."""
    return len(_words(query, ranked)) + sum(len(getattr(query, name)) for name in LISTS) > MOST_PARTS


def _words(query: SearchQuery, ranked: Ranked) -> list[str]:
    """The words as they were typed; what the tokenizer made of them otherwise cannot be taken out of the text."""
    fixed = set(ranked.plan.fixed)
    units = [unit for units in ranked.plan.required for unit in units if unit not in fixed]
    return list(dict.fromkeys(unit.forms[0] for unit in units if unit.forms[0] in query.words))


def _asks_more(query: SearchQuery) -> bool:
    """An empty search finds everything, which is no help."""
    return bool(query.words.strip() or query.phrases or query.numbers or query.within or query.conditions)
