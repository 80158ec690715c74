"""Room: from facts to a searchable index. The pairs of characters of one field of a segment: where strings stand.

Mapped, never copied: worker processes share the pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from indexer.inversion import BigramPostings, Ints, bigram_codes

BIGRAM_ARRAYS = ("codes", "starts", "ids", "frequencies", "place_starts", "places")
_NOTHING: Ints = np.zeros(0, np.int64)


def bigram_path(folder: Path, segment: Any, field: str, array: str) -> Path:
    return folder / str(segment.make_filename(f".{field}_{array}.npy"))


def save_bigrams(folder: Path, segment: Any, field: str, bigrams: BigramPostings) -> None:
    posted = bigrams.postings
    arrays = (bigrams.codes, posted.starts, posted.ids, posted.frequencies, bigrams.place_starts, bigrams.places)
    for name, values in zip(BIGRAM_ARRAYS, arrays, strict=True):
        np.save(bigram_path(folder, segment, field, name), values, allow_pickle=False)


class Bigrams:
    def __init__(self, folder: Path, segment: Any, field: str, sizes: Ints) -> None:
        """`sizes`: UTF-16 units of each document's squeezed text, 0 where it has none."""
        self._arrays = {
            name: np.load(bigram_path(folder, segment, field, name), mmap_mode="r").view(np.ndarray)
            for name in BIGRAM_ARRAYS
        }
        self._documents = np.flatnonzero(sizes)
        self._starts = np.concatenate([[0], np.cumsum(sizes[self._documents] + 1)[:-1]]).astype(np.int64)

    def pairs(self) -> tuple[Ints, Ints]:
        """All pairs of characters as codes in order, and how many documents have each."""
        return self._arrays["codes"], np.diff(self._arrays["starts"])

    def pair(self, code: int) -> tuple[Ints, Ints]:
        """Documents in order, frequencies, of one pair of characters."""
        arrays = self._arrays
        at = int(np.searchsorted(arrays["codes"], np.uint32(code)))
        if at == len(arrays["codes"]) or arrays["codes"][at] != code:
            return _NOTHING, _NOTHING
        start, stop = arrays["starts"][at], arrays["starts"][at + 1]
        return arrays["ids"][start:stop], arrays["frequencies"][start:stop]

    def phrase(self, squeezed: str) -> tuple[Ints, Ints]:
        """Documents whose squeezed text has the string, and how often."""
        places = self.places(squeezed)
        if not len(places):
            return _NOTHING, _NOTHING
        holding = self._documents[np.searchsorted(self._starts, places, side="right") - 1]
        found, counts = np.unique(holding, return_counts=True)
        return found, counts

    def occurrences(self, squeezed: str) -> tuple[Ints, Ints]:
        """Documents whose text has the string, one for each time, ascending, and the place in the document's own text."""
        places = self.places(squeezed).astype(np.int64)
        text = np.searchsorted(self._starts, places, side="right") - 1
        return self._documents[text], places - self._starts[text]

    def near(self, one: str, other: str, distance: int) -> Ints:
        """Documents that have both strings, in either order, with no more than `distance` UTF-16 units between them."""
        if not one or not other:
            return _NOTHING
        first, second = self.places(one).astype(np.int64), self.places(other).astype(np.int64)
        if not len(first) or not len(second):
            return _NOTHING
        documents, starts = self._documents, self._starts
        text = np.searchsorted(starts, first, side="right") - 1
        ends = np.append(starts[1:], np.iinfo(np.int64).max)
        lowest = np.maximum(first - distance - _units(other), starts[text])
        highest = np.minimum(first + distance + _units(one), ends[text] - 1)
        nearest = second[np.minimum(np.searchsorted(second, lowest), len(second) - 1)]
        return np.unique(documents[text[(nearest >= lowest) & (nearest <= highest)]])

    def places(self, squeezed: str) -> Ints:
        """Where the string begins in the texts laid end to end, ascending."""
        arrays, codes = self._arrays, self._arrays["codes"]
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
