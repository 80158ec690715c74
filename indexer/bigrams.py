"""Room: from facts to a searchable index. The pairs of characters of one field of a segment: where strings stand.

Mapped, never copied: worker processes share the pages. A string of two characters is answered by the documents of its pair; a
longer one first by the documents that have all its pairs, and only there by where the pairs stand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.array_file import ArrayFile, ArrayFileWriter, narrowest
from indexer.found import Mask
from indexer.inversion import BigramPostings, Ints, bigram_codes, chained, code_units
from indexer.packed import PackedPostings, write_postings

_NOTHING: Ints = np.zeros(0, np.int64)
_OFFSET = (1 << 32) - 1
"""A place is `document << 32 | offset`."""
DENSE = 16
"""More than one in so many is looked up in a table, fewer by bisection."""


def write_bigrams(out: ArrayFileWriter, field: str, parts: Sequence[BigramPostings], documents: int) -> None:
    """Parts one after the other, never joined in memory: they are the largest arrays of a segment."""
    name = f"{field}.pairs"
    out.write(f"{name}.codes", [part.codes for part in parts], "u4")
    write_postings(out, name, [part.postings for part in parts], documents)
    starts = chained([part.offset_starts for part in parts])
    out.write(f"{name}.offset_starts", [starts], narrowest(int(starts[-1])))
    out.write(f"{name}.offsets", [part.offsets.astype(np.uint16) for part in parts], "u2")
    farthest = max((int(part.offsets.max()) for part in parts if len(part.offsets)), default=0)
    if farthest > 0xFFFF:
        out.write(f"{name}.offsets_high", [part.offsets >> 16 for part in parts], narrowest(farthest >> 16))


class Bigrams:
    def __init__(self, arrays: ArrayFile, field: str) -> None:
        name = f"{field}.pairs"
        self.codes = arrays[f"{name}.codes"]
        self.postings = PackedPostings(arrays, name)
        self._offset_starts, self._low = arrays[f"{name}.offset_starts"], arrays[f"{name}.offsets"]
        self._high = arrays.get(f"{name}.offsets_high")

    def pairs(self) -> tuple[Ints, Ints]:
        """All pairs of characters as codes in order, and how many documents have each."""
        return self.codes, np.diff(self.postings.starts.astype(np.int64))

    def pair(self, code: int) -> tuple[Ints, Ints]:
        """Documents in order, frequencies, of one pair of characters."""
        return self.each(np.array([code]))[0]

    def each(self, codes: Ints) -> list[tuple[Ints, Ints]]:
        """As `pair`, of several: they are looked up in one go, and most of a query's pairs are in no title."""
        if not len(self.codes):
            return [(_NOTHING, _NOTHING)] * len(codes)
        at = np.minimum(self.codes.searchsorted(codes.astype(np.uint32)), len(self.codes) - 1)
        there = self.codes[at] == codes
        return [
            self.postings.of(number) if known else (_NOTHING, _NOTHING)
            for number, known in zip(at.tolist(), there.tolist(), strict=True)
        ]

    def phrase(self, squeezed: str) -> tuple[Ints, Ints]:
        """Documents whose squeezed text has the string, and how often."""
        units = code_units(squeezed)
        if units < 3:
            return self.pair(int(bigram_codes(squeezed)[0])) if units == 2 else self._character(squeezed)
        documents, _ = self.find(squeezed)
        firsts = np.flatnonzero(np.diff(documents, prepend=-1))
        return documents[firsts], np.diff(np.append(firsts, len(documents)))

    def _character(self, character: str) -> tuple[Ints, Ints]:
        """From the pairs that begin with it, for every character begins one; no place is looked at."""
        if not character:
            return _NOTHING, _NOTHING
        ids, frequencies = self.postings.of(*self._beginning_with(character))
        counts = np.bincount(ids, weights=frequencies)
        found = np.flatnonzero(counts)
        return found, counts[found].astype(np.int64)

    def _beginning_with(self, character: str) -> tuple[int, int]:
        """The pairs [low:high) whose first is the character."""
        first = np.uint32(ord(character) << 16)
        low, high = self.codes.searchsorted(first), self.codes.searchsorted(first | np.uint32(0xFFFF), side="right")
        return int(low), int(high)

    def near(self, one: str, other: str, distance: int) -> Ints:
        """Documents that have both strings, in either order, with no more than `distance` UTF-16 units between them."""
        first, second = (_places(*self.find(string)) for string in (one, other))
        if not len(first) or not len(second):
            return _NOTHING
        document, offset = first & ~_OFFSET, first & _OFFSET
        lowest = document | np.maximum(offset - distance - code_units(other), 0)
        highest = first + distance + code_units(one)
        nearest = second[np.minimum(np.searchsorted(second, lowest), len(second) - 1)]
        return np.unique(first[(nearest >= lowest) & (nearest <= highest)] >> 32)

    def find(self, squeezed: str) -> tuple[Ints, Ints]:
        """Documents that have the string, one for each time, ascending, and where it begins in the document's squeezed text."""
        if code_units(squeezed) < 2:
            return self._find_character(squeezed) if squeezed else (_NOTHING, _NOTHING)
        numbers = self._numbers(squeezed)
        return self._standing(numbers, self._having_all(numbers)) if len(numbers) else (_NOTHING, _NOTHING)

    def within(self, squeezed: str, documents: Ints) -> tuple[Ints, Ints]:
        """As `find`, of strings of two characters or more, in these documents only (ascending): what others have is not read."""
        numbers = self._numbers(squeezed)
        return self._standing(numbers, self._having_all(numbers, documents)) if len(numbers) else (_NOTHING, _NOTHING)

    def _numbers(self, squeezed: str) -> Ints:
        """Of the string's pairs, in its order; none where the segment lacks one of them."""
        pairs = bigram_codes(squeezed)
        numbers = self.codes.searchsorted(pairs)
        known = (numbers < len(self.codes)).all() and (self.codes[numbers] == pairs).all()
        return numbers if known else _NOTHING

    def _standing(self, numbers: Ints, documents: Ints) -> tuple[Ints, Ints]:
        """Where the pairs stand one after the other, in documents that have them all; the rarest is looked at first."""
        many, places = self._offset_starts[numbers + 1] - self._offset_starts[numbers], _NOTHING
        for step, at in enumerate(np.argsort(many).tolist()):
            there = self._places_in(int(numbers[at]), documents)
            places = places[_among(places + at, there)] if step else there - at
            if not len(places):
                break
        return places >> 32, places & _OFFSET

    def _find_character(self, character: str) -> tuple[Ints, Ints]:
        low, high = self._beginning_with(character)
        ids, frequencies = self.postings.of(low, high)
        places = np.sort(_places(np.repeat(ids, frequencies), self.offsets(low, high)))
        return places >> 32, places & _OFFSET

    def _having_all(self, numbers: Ints, documents: Ints | None = None) -> Ints:
        """Documents (of these, ascending) that have all these pairs."""
        lists = sorted((self.postings.of(number)[0] for number in np.unique(numbers).tolist()), key=len)
        held = lists.pop(0) if documents is None else documents.astype(lists[0].dtype)
        for other in lists:
            held = held[_among(held, other)]
        return held.astype(np.int64)

    def _places_in(self, number: int, documents: Ints) -> Ints:
        """Where a pair stands in these documents, all of which have it."""
        ids, frequencies = self.postings.of(number)
        offsets = self.offsets(number)
        if len(ids) == len(documents):
            return _places(np.repeat(ids, frequencies), offsets)
        at = np.searchsorted(ids, documents.astype(ids.dtype))
        begins, many = np.cumsum(frequencies, dtype=np.int64)[at] - frequencies[at], frequencies[at]
        return _places(np.repeat(documents, many), offsets[stretches(begins, many)])

    def offsets(self, first: int, last: int | None = None) -> Ints:
        """In the squeezed texts of their documents, of the pairs' occurrences in the order of the postings."""
        start, stop = self._offset_starts[first], self._offset_starts[first + 1 if last is None else last]
        low = self._low[start:stop]
        return low if self._high is None else (self._high[start:stop].astype(np.uint32) << np.uint32(16)) | low


def stretches(begins: Ints, lengths: Ints) -> Ints:
    """Places of several stretches of an array, one after the other: (5, 9), (2, 1) → 5, 6, 9"""
    counts = lengths.astype(np.int64)
    ends = np.cumsum(counts)
    return np.repeat(begins - (ends - counts), counts) + np.arange(int(ends[-1]) if len(ends) else 0)


def _places(documents: Ints, offsets: Ints) -> Ints:
    return (documents.astype(np.int64) << 32) | offsets


def _among(wanted: Ints, known: Ints) -> Mask:
    """Which of the wanted are among the known, both ascending."""
    if not len(known) or not len(wanted):
        return np.zeros(len(wanted), bool)
    if known.dtype == np.uint16 and len(wanted) * DENSE > int(known[-1]):
        table = np.zeros(0x10000, bool)
        table[known] = True
        found: Mask = table[wanted]
        return found
    found = known[np.minimum(np.searchsorted(known, wanted), len(known) - 1)] == wanted
    return found


def _slices(places: Ints, firsts: Ints, lasts: Ints) -> Ints:
    """Of ascending places those in the spans [firsts[i]:lasts[i])."""
    starts, stops = np.searchsorted(places, firsts.astype(np.uint32)), np.searchsorted(places, lasts.astype(np.uint32))
    sizes = stops - starts
    steps = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    inside: Ints = places[np.repeat(starts, sizes) + steps].astype(np.int64)
    return inside
