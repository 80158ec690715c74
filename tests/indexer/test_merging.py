"""A merged segment is, array for array, the one that its living entries would have made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage

from indexer.array_codec import WORD_FIELDS
from indexer.fields import TEXT_FIELDS, IndexEntry, load_entry
from indexer.merging import merge
from indexer.segment import Segment
from indexer.segment_writers import write_segment
from tests.indexer.helpers import SAMPLE
from tests.indexer.test_engine import entry_lists


def opened(folder: Path, description: Any) -> Segment:
    return Segment(folder, FileStorage(str(folder)), description)


def alike(one: Segment, other: Segment) -> None:
    assert [load_entry(one.stored(n)) for n in range(len(one))] == [
        load_entry(other.stored(n)) for n in range(len(other))
    ]
    for field in WORD_FIELDS:
        (words, postings), (same_words, same_postings) = one.terms_of(field), other.terms_of(field)
        assert words == same_words, field
        for name in ("starts", "ids", "frequencies"):
            assert getattr(postings, name).tolist() == getattr(same_postings, name).tolist(), (field, name)
    for field in TEXT_FIELDS:
        pairs, same_pairs = one.bigrams(field), other.bigrams(field)
        assert pairs.codes.tolist() == same_pairs.codes.tolist(), field
        for name in ("starts", "ids", "frequencies"):
            arrays = [getattr(bigrams.postings.whole(), name) for bigrams in (pairs, same_pairs)]
            assert arrays[0].tolist() == arrays[1].tolist(), (field, name)
            assert arrays[0].dtype == arrays[1].dtype
        for number in range(len(pairs.codes)):
            assert pairs.offsets(number).tolist() == same_pairs.offsets(number).tolist(), (field, number)
    _columns_alike(one, other)


def _columns_alike(one: Segment, other: Segment) -> None:
    """Facet values are numbered in order of appearance, which deleted documents may have been first in."""
    mine, theirs = one.columns, other.columns
    assert (mine.ids, mine.titles, mine.numbers) == (theirs.ids, theirs.titles, theirs.numbers)
    for name, column in mine.facets.items():
        pairs = [
            [(d, c.values[code]) for d, code in zip(c.documents.tolist(), c.codes.tolist(), strict=True)]
            for c in (column, theirs.facets[name])
        ]
        assert pairs[0] == pairs[1], name
    for name in (
        "exists_since",
        "step_documents",
        "step_since",
        "step_status",
        "acts",
        "articles",
        "named",
        "named_by",
    ):
        assert getattr(mine, name).tolist() == getattr(theirs, name).tolist(), name
    for group in ("dates", "lengths", "sizes"):
        for name, values in getattr(mine, group).items():
            assert values.tolist() == getattr(theirs, group)[name].tolist(), (group, name)


@settings(max_examples=30, deadline=None)
@given(st.lists(entry_lists(), min_size=1, max_size=3), st.data())
def test_merging_equals_writing_anew(tmp_path_factory: pytest.TempPathFactory, lists: list[list[IndexEntry]], data: st.DataObject) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("segments")
    segments, living = [], list[IndexEntry]()
    for entries in lists:
        deleted = data.draw(st.sets(st.integers(0, max(0, len(entries) - 1)))) if entries else set()
        segments.append((opened(folder, write_segment(folder, entries)), sorted(deleted)))
        living += [entry for n, entry in enumerate(entries) if n not in deleted]
    merged = opened(folder, merge(FileStorage(str(folder)), segments))
    alike(merged, opened(folder, write_segment(folder, living)))


def test_merging_real_looking_entries(tmp_path: Path) -> None:
    segments = [
        (opened(tmp_path, write_segment(tmp_path, list(part))), [1]) for part in (SAMPLE[:2], SAMPLE[2:], SAMPLE)
    ]
    living = [SAMPLE[0], SAMPLE[2], SAMPLE[0], *SAMPLE[2:]]
    merged = opened(tmp_path, merge(FileStorage(str(tmp_path)), segments))
    alike(merged, opened(tmp_path, write_segment(tmp_path, living)))
