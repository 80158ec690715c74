"""Order and pages over several segments, merged and with deletions, are those of a plain sorted list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from indexer.whoosh_engine import WhooshEngine

ON = date(2030, 1, 1)
NAMES = [f"id{n:02}" for n in range(24)]
DAYS = st.none() | st.integers(0, 6).map(lambda n: date(2020, 1, 1) + timedelta(n))
BATCHES = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(NAMES), st.tuples(DAYS, DAYS, st.integers(1, 4)), max_size=8),
        st.sets(st.sampled_from(NAMES), max_size=4),
    ),
    min_size=2,
    max_size=9,
)


def entry(name: str, issued: date | None, published: date | None, often: int) -> IndexEntry:
    return IndexEntry(
        id=name, title=f"{name}号通知", text="低保，" * often + "标准", issued_on=issued, published_on=published
    )


def pages(engine: WhooshEngine, query: SearchQuery, *, cursor: bool) -> list[str]:
    """All ids, page by page, by number or behind the last one seen."""
    found: list[str] = []
    while True:
        turned = replace(query, after=found[-1] if found and cursor else "", offset=len(found))
        hits = engine.search(turned).hits
        if not hits:
            return found
        found += [hit.id for hit in hits]


@settings(max_examples=6, deadline=None)
@given(BATCHES, st.integers(1, 7))
def test_pages_put_together_are_the_sorted_list(
    tmp_path_factory: pytest.TempPathFactory,
    batches: list[tuple[dict[str, tuple[date | None, date | None, int]], set[str]]],
    size: int,
) -> None:
    engine, state = WhooshEngine(tmp_path_factory.mktemp("index")), dict[str, IndexEntry]()
    engine.rebuild([])
    for changed, deleted in batches:
        entries = {name: entry(name, *values) for name, values in changed.items()}
        engine.update(entries.values(), deleted - entries.keys())
        state = {name: one for name, one in (state | entries).items() if name in entries or name not in deleted}
    for sort, column in (("issued", "issued_on"), ("published", "published_on")):
        days = {name: getattr(one, column) for name, one in state.items()}
        expected = sorted(days, key=lambda name: (days[name] is None, -(days[name] or ON).toordinal(), name))
        for cursor in (False, True):
            assert pages(engine, SearchQuery(on=ON, words="低保", sort=sort, limit=size), cursor=cursor) == expected
    best = SearchQuery(on=ON, words="低保")
    whole = engine.search(replace(best, limit=100)).hits
    scores = [hit.score for hit in whole]
    assert scores == sorted(scores, reverse=True)
    assert {hit.id for hit in whole} == set(state)
    assert pages(engine, replace(best, limit=size), cursor=True) == [hit.id for hit in whole]
