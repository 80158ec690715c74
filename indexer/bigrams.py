"""Room: from facts to a searchable index. The pairs of characters of one field of a segment: where strings stand.

Mapped, never copied: worker processes share the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from indexer.inversion import BigramPostings, Ints, Postings, bigram_codes, chained, code_units

BIGRAM_ARRAYS = ("codes", "starts", "ids", "frequencies", "place_starts", "places")
_NOTHING: Ints = np.zeros(0, np.int64)


def bigram_path(folder: Path, segment: Any, field: str, array: str) -> Path:
    return folder / str(segment.make_filename(f".{field}_{array}.npy"))


def save_bigrams(folder: Path, segment: Any, field: str, parts: Sequence[BigramPostings]) -> None:
    """Parts one after the other, never joined in memory: they are the largest arrays of a segment."""
    posted = [part.postings for part in parts]
    arrays: dict[str, tuple[str, list[Ints]]] = {
        "codes": ("<u4", [part.codes for part in parts]),
        "starts": ("<i8", [chained([p.starts for p in posted])]),
        "ids": ("<u4", [p.ids for p in posted]),
        "frequencies": ("<u2", [p.frequencies for p in posted]),
        "place_starts": ("<i8", [chained([part.place_starts for part in parts])]),
        "places": ("<u4", [part.places for part in parts]),
    }
    for name, (dtype, values) in arrays.items():
        header = {"descr": dtype, "fortran_order": False, "shape": (sum(map(len, values)),)}
        with bigram_path(folder, segment, field, name).open("wb") as file:
            np.lib.format.write_array_header_1_0(file, header)
            for value in values:
                file.write(value.astype(dtype, copy=False).data)


class Bigrams:
    def __init__(self, folder: Path, segment: Any, field: str, sizes: Ints) -> None:
        """`sizes`: UTF-16 units of each document's squeezed text, 0 where it has none."""
        self._arrays: dict[str, Ints] = {
            name: np.load(bigram_path(folder, segment, field, name), mmap_mode="r").view(np.ndarray)
            for name in BIGRAM_ARRAYS
        }
        self.documents = np.flatnonzero(sizes)
        self._starts = np.concatenate([[0], np.cumsum(sizes[self.documents] + 1)[:-1]]).astype(np.int64)

    @property
    def codes(self) -> Ints:
        return self._arrays["codes"]

    @property
    def postings(self) -> Postings:
        return Postings(self._arrays["starts"], self._arrays["ids"], self._arrays["frequencies"])

    @property
    def place_starts(self) -> Ints:
        return self._arrays["place_starts"]

    @property
    def places(self) -> Ints:
        return self._arrays["places"]

    def text_of(self, places: Ints) -> Ints:
        """Which of `documents` each place lies in."""
        return np.searchsorted(self._starts, places, side="right") - 1

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
        if code_units(squeezed) == 1:
            return self._character(squeezed)
        places = self.find(squeezed)
        if not len(places):
            return _NOTHING, _NOTHING
        holding = self.documents[np.searchsorted(self._starts, places, side="right") - 1]
        found, counts = np.unique(holding, return_counts=True)
        return found, counts

    def _character(self, character: str) -> tuple[Ints, Ints]:
        """From the pairs that begin with it, for every character begins one; no place is looked at."""
        low, high = self._beginning_with(character)
        start, stop = self._arrays["starts"][low], self._arrays["starts"][high]
        ids, frequencies = self._arrays["ids"][start:stop], self._arrays["frequencies"][start:stop]
        counts = np.bincount(ids, weights=frequencies)
        found = np.flatnonzero(counts)
        return found, counts[found].astype(np.int64)

    def _beginning_with(self, character: str) -> tuple[int, int]:
        """The pairs [low:high) whose first is the character."""
        first, codes = np.uint32(ord(character) << 16), self._arrays["codes"]
        low, high = np.searchsorted(codes, first), np.searchsorted(codes, first | np.uint32(0xFFFF), side="right")
        return int(low), int(high)

    def occurrences(self, squeezed: str) -> tuple[Ints, Ints]:
        """Documents whose text has the string, one for each time, ascending, and the place in the document's own text."""
        places = self.find(squeezed).astype(np.int64)
        text = np.searchsorted(self._starts, places, side="right") - 1
        return self.documents[text], places - self._starts[text]

    def within(self, squeezed: str, documents: Ints) -> tuple[Ints, Ints]:
        """As `occurrences`, in these documents only (ascending). Goes by what they have, not by all that there is."""
        codes, place_starts = self._arrays["codes"], self._arrays["place_starts"]
        pairs = bigram_codes(squeezed)
        at = np.minimum(np.searchsorted(codes, pairs), max(0, len(codes) - 1))
        text = np.searchsorted(self.documents, documents)
        text = text[(text < len(self.documents)) & np.isin(documents, self.documents)]
        if not len(codes) or not len(pairs) or not len(text) or (codes[at] != pairs).any():
            return _NOTHING, _NOTHING
        firsts, lasts = self._starts[text], np.append(self._starts, np.iinfo(np.uint32).max)[text + 1]
        order = np.argsort(place_starts[at + 1] - place_starts[at], kind="stable").tolist()
        found = _slices(self._places(at[order[0]]), firsts, lasts) - order[0]
        for offset in order[1:]:
            other = self._places(at[offset])
            wanted = (found + offset).astype(np.uint32)
            found = found[other[np.minimum(np.searchsorted(other, wanted), len(other) - 1)] == wanted]
        text = self.text_of(found)
        return self.documents[text], found - self._starts[text]

    def _places(self, pair: int) -> Ints:
        return self._arrays["places"][self._arrays["place_starts"][pair] : self._arrays["place_starts"][pair + 1]]

    def near(self, one: str, other: str, distance: int) -> Ints:
        """Documents that have both strings, in either order, with no more than `distance` UTF-16 units between them."""
        if not one or not other:
            return _NOTHING
        first, second = self.find(one).astype(np.int64), self.find(other).astype(np.int64)
        if not len(first) or not len(second):
            return _NOTHING
        documents, starts = self.documents, self._starts
        text = np.searchsorted(starts, first, side="right") - 1
        ends = np.append(starts[1:], np.iinfo(np.int64).max)
        lowest = np.maximum(first - distance - code_units(other), starts[text])
        highest = np.minimum(first + distance + code_units(one), ends[text] - 1)
        nearest = second[np.minimum(np.searchsorted(second, lowest), len(second) - 1)]
        return np.unique(documents[text[(nearest >= lowest) & (nearest <= highest)]])

    def find(self, squeezed: str) -> Ints:
        """Where the string begins in the texts laid end to end, ascending."""
        arrays, codes = self._arrays, self._arrays["codes"]
        if code_units(squeezed) == 1:
            low, high = self._beginning_with(squeezed)
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


def _slices(places: Ints, firsts: Ints, lasts: Ints) -> Ints:
    """Of ascending places those in the spans [firsts[i]:lasts[i])."""
    starts, stops = np.searchsorted(places, firsts.astype(np.uint32)), np.searchsorted(places, lasts.astype(np.uint32))
    sizes = stops - starts
    steps = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    inside: Ints = places[np.repeat(starts, sizes) + steps].astype(np.int64)
    return inside
