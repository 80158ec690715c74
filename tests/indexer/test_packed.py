"""Words and postings as they lie in a file, against sorted lists and dictionaries."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.array_file import ArrayFile, ArrayFileWriter
from indexer.inversion import Postings
from indexer.packed import PackedPostings, Words, write_postings, write_words

WORDS = st.text(st.sampled_from("a0-政务公开〇𠮷"), min_size=1, max_size=6).map(str.encode)
"""Many begin alike, and some are longer than their keys."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packed") / "words.arrays"


@given(words=st.sets(WORDS, max_size=40), asked=st.lists(WORDS | st.just(b""), max_size=10))
def test_words_are_found_as_in_a_sorted_list(path: Path, words: set[bytes], asked: list[bytes]) -> None:
    ordered = sorted(words)
    out = ArrayFileWriter(path)
    write_words(out, "text", ordered)
    out.close()
    held = Words(ArrayFile(path), "text")
    assert list(held) == ordered
    for word in [*asked, *ordered]:
        assert held.first_from(word) == bisect_left(ordered, word)
        assert held.number(word) == (ordered.index(word) if word in words else None)


@given(st.lists(st.dictionaries(st.integers(0, 300), st.integers(1, 700), min_size=1, max_size=8), max_size=6))
def test_postings_keep_frequencies_of_any_size(path: Path, terms: list[dict[int, int]]) -> None:
    ids = [sorted(term) for term in terms]
    flat = [(d, term[d]) for term, documents in zip(terms, ids, strict=True) for d in documents]
    starts = np.cumsum([0, *map(len, terms)])
    documents, frequencies = (np.array([pair[at] for pair in flat], np.int64) for at in (0, 1))
    out = ArrayFileWriter(path)
    write_postings(out, "text", [Postings(starts, documents, frequencies)], 301)
    out.close()
    held = PackedPostings(ArrayFile(path), "text")
    for number, term in enumerate(terms):
        there, often = held.of(number)
        assert dict(zip(there.tolist(), often.tolist(), strict=True)) == term
