"""Room: from facts to a searchable index. One opened segment: where words, pairs of characters and phrases stand in it.

Documents are the segment's own numbers. Nothing here knows of queries, scores or deletions.
"""

from __future__ import annotations

import threading
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3PerDocReader

from indexer.array_codec import BIGRAM_ARRAYS, ArrayCodec, bigram_path, columns_path
from indexer.columns import Columns, load_columns
from indexer.fields import TEXT_FIELDS, IndexEntry, load_entry
from indexer.inversion import Ints, bigram_codes
from indexer.vocabulary import LARGEST, LONGEST_WORD, is_han

_NOTHING: Ints = np.zeros(0, np.int64)


class Segment:
    """One segment's files. They never change, so a segment is kept when the index moves on to its next generation."""

    def __init__(self, folder: Path, storage: Any, segment: Any) -> None:
        self.columns: Columns = load_columns(columns_path(folder, segment))
        self._terms = ArrayCodec().terms_reader(storage, segment)
        self._stored = W3PerDocReader(storage, segment)
        self._lock = threading.Lock()
        self._bigrams = {
            field: {name: np.load(bigram_path(folder, segment, field, name), mmap_mode="r").view(np.ndarray) for name in BIGRAM_ARRAYS}
            for field in TEXT_FIELDS
        }  # fmt: skip
        if len(self):
            self.entry(0)  # opens the stored fields now: the directory may be gone when they are first wanted
        self._text_starts = {field: self._starts(field) for field in TEXT_FIELDS}

    def __len__(self) -> int:
        return len(self.columns.ids)

    def _starts(self, field: str) -> tuple[Ints, Ints]:
        """Documents that have the field, and where each text starts in the texts laid end to end."""
        sizes = self.columns.sizes[field]
        documents = np.flatnonzero(sizes)
        return documents, np.concatenate([[0], np.cumsum(sizes[documents] + 1)[:-1]]).astype(np.int64)

    def entry(self, document: int) -> IndexEntry:
        with self._lock:
            stored = self._stored.stored_fields(document)["entry"]
        return load_entry(stored)

    def word(self, field: str, word: str) -> tuple[Ints, Ints]:
        """Documents in order, frequencies."""
        with self._lock:
            found = self._terms.arrays(field, word)
        return found if found is not None else (_NOTHING, _NOTHING)

    def bigram(self, field: str, code: int) -> tuple[Ints, Ints]:
        """Documents in order, frequencies, of one pair of characters."""
        arrays = self._bigrams[field]
        at = int(np.searchsorted(arrays["codes"], np.uint32(code)))
        if at == len(arrays["codes"]) or arrays["codes"][at] != code:
            return _NOTHING, _NOTHING
        start, stop = arrays["starts"][at], arrays["starts"][at + 1]
        return arrays["ids"][start:stop], arrays["frequencies"][start:stop]

    @cached_property
    def word_counts(self) -> Counter[str]:
        """The most frequent words of Han characters in titles and texts, and how many documents have them."""
        found: Counter[str] = Counter()
        for field in ("title", "text"):
            for word, documents in self._terms.han_words(field):
                if 2 <= len(word) <= LONGEST_WORD and is_han(word):
                    found[word] = max(found[word], documents)
        return Counter(dict(found.most_common(LARGEST)))

    def phrase(self, field: str, squeezed: str) -> tuple[Ints, Ints]:
        """Documents whose squeezed text has the string, and how often."""
        places = self._places(field, squeezed)
        if not len(places):
            return _NOTHING, _NOTHING
        documents, starts = self._text_starts[field]
        holding = documents[np.searchsorted(starts, places, side="right") - 1]
        found, counts = np.unique(holding, return_counts=True)
        return found, counts

    def near(self, field: str, one: str, other: str, distance: int) -> Ints:
        """Documents that have both strings, in either order, with no more than `distance` UTF-16 units between them."""
        if not one or not other or field not in self._bigrams:
            return _NOTHING
        first, second = self._places(field, one).astype(np.int64), self._places(field, other).astype(np.int64)
        if not len(first) or not len(second):
            return _NOTHING
        documents, starts = self._text_starts[field]
        text = np.searchsorted(starts, first, side="right") - 1
        ends = np.append(starts[1:], np.iinfo(np.int64).max)
        lowest = np.maximum(first - distance - _units(other), starts[text])
        highest = np.minimum(first + distance + _units(one), ends[text] - 1)
        nearest = second[np.minimum(np.searchsorted(second, lowest), len(second) - 1)]
        return np.unique(documents[text[(nearest >= lowest) & (nearest <= highest)]])

    def _places(self, field: str, squeezed: str) -> Ints:
        arrays = self._bigrams[field]
        codes = arrays["codes"]
        if _units(squeezed) == 1:
            first = np.uint32(ord(squeezed) << 16)
            low, high = np.searchsorted(codes, first), np.searchsorted(codes, first | np.uint32(0xFFFF), side="right")
            return np.sort(arrays["places"][arrays["place_starts"][low] : arrays["place_starts"][high]])
        pairs = bigram_codes(squeezed)
        at = np.searchsorted(codes, pairs)
        if (at >= len(codes)).any() or (codes[at] != pairs).any():
            return _NOTHING
        sizes = arrays["place_starts"][at + 1] - arrays["place_starts"][at]
        order = np.argsort(sizes, kind="stable")
        places: Ints | None = None
        for offset in order.tolist():
            start, stop = arrays["place_starts"][at[offset]], arrays["place_starts"][at[offset] + 1]
            other = arrays["places"][start:stop]
            if places is None:
                places = other.astype(np.int64) - offset
                continue
            wanted = places + offset
            spots = np.minimum(np.searchsorted(other, wanted.astype(np.uint32)), len(other) - 1)
            places = places[other[spots] == wanted]
            if not len(places):
                break
        return _NOTHING if places is None else places


def _units(squeezed: str) -> int:
    return len(squeezed.encode("utf-16-le", "surrogatepass")) // 2
