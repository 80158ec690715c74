"""Room: from facts to a searchable index. Which Han characters the index has side by side, and which by a sound."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from indexer.edits import mixed_up
from indexer.inversion import Ints

MOST_BETWEEN = 24
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF
_LOW = np.uint32(0xFFFF)


class Neighbours:
    """Made when first asked for, from the pairs of all parts of an index; deleted documents still count. Safe across threads."""

    def __init__(self, parts: Sequence[tuple[Ints, Ints]]) -> None:
        """Each part: codes of pairs, and how many documents have each."""
        codes = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, np.uint32)
        documents = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.int64)
        first, second = codes >> np.uint32(16), codes & _LOW
        han = (first >= _FIRST_HAN) & (first <= _LAST_HAN) & (second >= _FIRST_HAN) & (second <= _LAST_HAN)
        self._after, self._after_counts = _summed(codes[han], documents[han])
        turned = (second[han] << np.uint32(16)) | first[han]
        self._before, self._before_counts = _summed(turned, documents[han])
        self._sounds: dict[str, list[str]] = {}
        for code in np.unique(np.concatenate([first[han], second[han]])).tolist():
            for spelled in mixed_up(chr(code)):
                self._sounds.setdefault(spelled, []).append(chr(code))

    def of_sound(self, spelled: str) -> list[str]:
        return self._sounds.get(spelled, [])

    def together(self, pair: str) -> bool:
        return self.most(pair) > 0

    def most(self, pair: str) -> int:
        """In how many documents' fields the pair stands, counted for each: no string with it can be in more."""
        if len(pair) < 2:
            return sys.maxsize
        code = np.uint32((ord(pair[0]) << 16 | ord(pair[1])) & 0xFFFFFFFF)
        at = int(np.searchsorted(self._after, code))
        return int(self._after_counts[at]) if at < len(self._after) and self._after[at] == code else 0

    def between(self, before: str, after: str) -> list[str]:
        if before and after:
            found, counts = _row(self._after, self._after_counts, before)
            codes = (found << np.uint32(16)) | np.uint32(ord(after) & 0xFFFF)
            at = np.minimum(np.searchsorted(self._after, codes), max(0, len(self._after) - 1))
            fits = self._after[at] == codes if len(self._after) else np.zeros(0, bool)
            found, counts = found[fits], np.minimum(counts, self._after_counts[at])[fits]
        elif before:
            found, counts = _row(self._after, self._after_counts, before)
        else:
            found, counts = _row(self._before, self._before_counts, after)
        return [chr(code) for code in found[np.argsort(-counts, kind="stable")[:MOST_BETWEEN]].tolist()]


def _summed(codes: Ints, documents: Ints) -> tuple[Ints, Ints]:
    distinct, places = np.unique(codes, return_inverse=True)
    return distinct, np.bincount(places, documents, len(distinct)) if len(distinct) else documents


def _row(codes: Ints, counts: Ints, character: str) -> tuple[Ints, Ints]:
    """Second characters of the pairs that begin with the character, and their counts."""
    first = np.uint32((ord(character) & 0xFFFF) << 16)
    low, high = np.searchsorted(codes, first), np.searchsorted(codes, first | _LOW, side="right")
    return codes[low:high] & _LOW, counts[low:high]
