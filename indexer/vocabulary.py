"""Room: from facts to a searchable index. The index's own frequent words, to be looked up by sound and by how they begin."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from indexer.readings import syllables
from indexer.tokenizer import words

LARGEST = 30_000
LONGEST_WORD = 8
LAST = chr(0x10FFFF)
READINGS = 3
"""Ways of reading a row of Latin letters that are kept at every letter."""
TORN = 4
"""A stretch that is cut out of words needs so many times the titles to be what was meant."""


@lru_cache(maxsize=2 * LARGEST)
def letters(word: str) -> str:
    """Full pinyin without tones: 资金 → zijin. Remembered across generations, whose words are mostly the same."""
    return "".join(syllables(word))


def is_han(text: str) -> bool:
    return bool(text) and all("一" <= c <= "鿿" for c in text)


def likeliest(stretches: Mapping[str, int]) -> list[str]:
    """Stretches of titles (and in how many) in the order in which they may be meant.

    tysb is 退役士兵 before 通运输部, which more titles have: a stretch that begins or ends inside a word counts less.
    """
    weights = {stretch: many / (TORN if _torn(stretch) else 1) for stretch, many in stretches.items()}
    return sorted(weights, key=lambda stretch: (-weights[stretch], stretch))


def _torn(stretch: str) -> bool:
    """The tokenizer is left with a single character at an end: 通|运输部."""
    cut = words(stretch)
    return len(cut) > 1 and 1 in (len(cut[0][0]), len(cut[-1][0]))


class Vocabulary:
    """The `LARGEST` most frequent words of Han characters. Never changes, safe across threads."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        largest = heapq.nsmallest(LARGEST, counts.items(), key=lambda item: (-item[1], item[0]))
        self.counts = dict(largest)
        self._ordered = sorted(self.counts)
        self._by_letters: dict[str, list[str]] = {}
        for word in self.counts:
            self._by_letters.setdefault(letters(word), []).append(word)
        self._longest = max(map(len, self._by_letters), default=0)

    def beginning(self, start: str, many: int) -> list[str]:
        """The most frequent words that begin so and go on."""
        low, high = bisect_left(self._ordered, start), bisect_left(self._ordered, start + LAST)
        longer = (word for word in self._ordered[low:high] if word != start)
        return heapq.nsmallest(many, longer, key=lambda word: (-self.counts[word], word))

    def spelled(self, typed: str) -> list[str]:
        """Rows of words whose pinyin was typed: zhengwugongkai → 政务公开. Few and frequent words first."""
        total = sum(self.counts.values()) + 1
        best: list[list[tuple[float, str]]] = [[(0.0, "")]]
        for end in range(1, len(typed) + 1):
            rows: dict[str, float] = {}
            for start in range(max(0, end - self._longest), end):
                for word in self._by_letters.get(typed[start:end], ()) if best[start] else ():
                    cost = math.log(total / self.counts[word])
                    for before, text in best[start]:
                        rows[text + word] = min(before + cost, rows.get(text + word, math.inf))
            best.append(heapq.nsmallest(READINGS, ((cost, text) for text, cost in rows.items())))
        return [text for _, text in best[-1] if text]


def merged(parts: list[Counter[str]]) -> Vocabulary:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return Vocabulary(total)
