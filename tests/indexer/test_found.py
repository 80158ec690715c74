"""Sets of scored documents against plain dictionaries."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.cache import Cache
from indexer.found import Found, Places, both, either, scores_in, without

LISTS = st.dictionaries(st.integers(0, 400), st.integers(0, 9), max_size=60)


def found(scores: dict[int, int]) -> Found:
    documents = np.array(sorted(scores), np.int64)
    return Found(documents, np.array([scores[d] for d in documents.tolist()], np.float32))


def plain(value: Found) -> dict[int, int]:
    assert value.documents.tolist() == sorted(set(value.documents.tolist()))
    return {document: int(score) for document, score in zip(value.documents.tolist(), value.scores, strict=True)}


@given(LISTS, LISTS)
def test_both_and_without(one: dict[int, int], other: dict[int, int]) -> None:
    assert plain(both(found(one), found(other))) == {d: one[d] + other[d] for d in one.keys() & other.keys()}
    assert plain(without(found(one), found(other))) == {d: one[d] for d in one.keys() - other.keys()}


@given(st.lists(LISTS, max_size=4))
def test_either_adds_or_takes_the_greatest(parts: list[dict[int, int]]) -> None:
    everywhere = {d for part in parts for d in part}
    values = {d: [part[d] for part in parts if d in part] for d in everywhere}
    assert plain(either([found(part) for part in parts])) == {d: sum(v) for d, v in values.items()}
    assert plain(either([found(part) for part in parts], np.maximum)) == {d: max(v) for d, v in values.items()}


@given(LISTS, st.sets(st.integers(0, 500), max_size=60) | st.sets(st.integers(0, 500), max_size=2))
def test_scores_of_given_documents(held: dict[int, int], asked: set[int]) -> None:
    wanted = sorted(asked)
    assert scores_in(found(held), np.array(wanted, np.int64)).tolist() == [held.get(d, 0) for d in wanted]


@given(LISTS, st.lists(st.sets(st.integers(0, 500), max_size=60), max_size=3))
def test_places_of_many_lists(held: dict[int, int], asked: list[set[int]]) -> None:
    documents = sorted(held)
    places = Places(np.array(documents, np.int64))
    for wanted in map(sorted, asked):
        expected = [documents.index(d) if d in held else -1 for d in wanted]
        assert places.of(np.array(wanted, np.int64)).tolist() == expected


def test_a_cache_keeps_the_latest_up_to_its_weight() -> None:
    cache, made = Cache[str](5, len), list[str]()

    def get(value: str) -> str:
        return cache.get(value, lambda: made.append(value) or value)

    for value in ("aa", "bb", "aa", "cc", "aa", "bb", "dddddd", "aa"):
        assert get(value) == value
    assert made == ["aa", "bb", "cc", "bb", "dddddd", "aa"]
