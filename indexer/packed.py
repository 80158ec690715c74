"""Room: from facts to a searchable index. Postings as they lie in a segment's file, and the words of a field.

A document takes two bytes where the segment has no more than 65,536 of them, a frequency one: LARGE says that it stands in a
list of the few that are larger.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.array_file import ArrayFile, ArrayFileWriter, narrowest
from indexer.inversion import Ints, Postings, chained

LARGE = 255
KEY = 8
"""So many bytes of a word are its key: with keys as numbers, a word of up to two characters is found by one bisection."""


def write_postings(out: ArrayFileWriter, name: str, parts: Sequence[Postings], documents: int) -> None:
    """Parts whose terms follow one another; `documents`: how many the segment has."""
    starts = chained([part.starts for part in parts])
    large = [np.flatnonzero(part.frequencies >= LARGE) for part in parts]
    before = np.cumsum([0, *(len(part.ids) for part in parts)])
    out.write(f"{name}.starts", [starts], narrowest(int(starts[-1])))
    out.write(f"{name}.ids", [part.ids for part in parts], narrowest(max(documents - 1, 0)))
    out.write(f"{name}.counts", [np.minimum(part.frequencies, LARGE) for part in parts], "u1")
    out.write(f"{name}.large_at", [at + first for at, first in zip(large, before, strict=False)], "u8")
    out.write(f"{name}.large", [part.frequencies[at] for part, at in zip(parts, large, strict=True)], "u4")


class PackedPostings:
    """Postings of the terms of one field; a term is a number."""

    def __init__(self, arrays: ArrayFile, name: str) -> None:
        self.starts, self.ids = arrays[f"{name}.starts"], arrays[f"{name}.ids"]
        self._counts = arrays[f"{name}.counts"]
        self._large_at, self._large = arrays[f"{name}.large_at"], arrays[f"{name}.large"]

    def of(self, first: int, last: int | None = None) -> tuple[Ints, Ints]:
        """Documents and frequencies of one term, or of the terms [first:last) one after the other."""
        start, stop = self.starts.item(first), self.starts.item(first + 1 if last is None else last)
        return self.ids[start:stop], self._frequencies(start, stop)

    def _frequencies(self, start: int, stop: int) -> Ints:
        counts = self._counts[start:stop]
        if not len(self._large):
            return counts
        first, last = self._large_at.searchsorted(np.array((start, stop), np.uint64)).tolist()
        if first == last:
            return counts
        exact = counts.astype(np.uint32)
        exact[self._large_at[first:last].astype(np.int64) - start] = self._large[first:last]
        return exact

    def whole(self) -> Postings:
        ids, frequencies = self.of(0, len(self.starts) - 1)
        return Postings(self.starts.astype(np.int64), ids, frequencies)


def write_words(out: ArrayFileWriter, name: str, words: Sequence[bytes]) -> None:
    """In byte order."""
    ends = np.cumsum([0, *map(len, words)])
    out.write(f"{name}.words", [np.frombuffer(b"".join(words), np.uint8)], "u1")
    out.write(f"{name}.ends", [ends], narrowest(int(ends[-1])))
    out.write(f"{name}.keys", [np.array(words, f"S{KEY}").view(">u8")], "u8")


class Words(Sequence[bytes]):
    """The words of one field as UTF-8, numbered in byte order. Safe across threads."""

    def __init__(self, arrays: ArrayFile, name: str) -> None:
        self._words, self._ends = arrays[f"{name}.words"].data, arrays[f"{name}.ends"].data
        self._keys = arrays[f"{name}.keys"]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        if not 0 <= number < len(self):
            raise IndexError(number)
        return bytes(self._words[self._ends[number] : self._ends[number + 1]])

    def first_from(self, word: bytes) -> int:
        """The number of the first word that is not before this one; `len` when all are."""
        key = np.uint64(int.from_bytes(word[:KEY].ljust(KEY, b"\0"), "big"))
        low = int(self._keys.searchsorted(key))
        high = int(self._keys.searchsorted(key, "right")) if len(word) > KEY else low
        while low < high:
            middle = (low + high) // 2
            if self[middle] < word:
                low = middle + 1
            else:
                high = middle
        return low

    def number(self, word: bytes) -> int | None:
        found = self.first_from(word)
        return found if found < len(self) and self[found] == word else None
