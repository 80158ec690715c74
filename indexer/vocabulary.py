"""Room: from facts to a searchable index. The index's own frequent words, to be looked up by sound and with a character missing."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice, product

LARGEST = 30_000
LONGEST_WORD = 8
MOST_SOUNDS = 16
READINGS = 3
"""Ways of reading a row of Latin letters that are kept at every letter."""


@lru_cache(maxsize=2 * LARGEST)
def sound(word: str) -> str:
    """Full pinyin without tones: 资金 → zi'jin. Remembered across generations, whose words are mostly the same."""
    from pypinyin import lazy_pinyin

    return "'".join(lazy_pinyin(word, v_to_u=False))


def sounds(text: str) -> set[str]:
    """As `sound`, of a string that may be no word: 还境 → hai'jing, huan'jing."""
    from pypinyin import Style, pinyin

    readings = pinyin(text, style=Style.NORMAL, heteronym=True)
    return {sound(text), *("'".join(row) for row in islice(product(*readings), MOST_SOUNDS))}


def is_han(text: str) -> bool:
    return bool(text) and all("一" <= c <= "鿿" for c in text)


class Vocabulary:
    """The `LARGEST` most frequent words of Han characters. Never changes, safe across threads."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        largest = heapq.nsmallest(LARGEST, counts.items(), key=lambda item: (-item[1], item[0]))
        self.counts = dict(largest)
        self._by_sound: dict[str, list[str]] = {}
        self._by_letters: dict[str, list[str]] = {}
        self._lacking: dict[str, list[str]] = {}
        for word in self.counts:
            spelled = sound(word)
            self._by_sound.setdefault(spelled, []).append(word)
            self._by_letters.setdefault(spelled.replace("'", ""), []).append(word)
            for shorter in _one_missing(word) if len(word) > 2 else ():
                self._lacking.setdefault(shorter, []).append(word)
        self._longest = max(map(len, self._by_letters), default=0)

    def similar(self, text: str) -> list[str]:
        """Other words that sound the same, or have one character more or less; the most frequent first."""
        found = [word for spelled in sounds(text) for word in self._by_sound.get(spelled, ())]
        found += self._lacking.get(text, ())
        if len(text) > 2:
            found += [shorter for shorter in _one_missing(text) if shorter in self.counts]
        return sorted(set(found) - {text}, key=lambda word: (-self.counts[word], word))

    def spelled(self, letters: str) -> list[str]:
        """Rows of words whose pinyin the letters are: zhengwugongkai → 政务公开. Few and frequent words first."""
        total = sum(self.counts.values()) + 1
        best: list[list[tuple[float, str]]] = [[(0.0, "")]]
        for end in range(1, len(letters) + 1):
            rows: dict[str, float] = {}
            for start in range(max(0, end - self._longest), end):
                for word in self._by_letters.get(letters[start:end], ()) if best[start] else ():
                    cost = math.log(total / self.counts[word])
                    for before, text in best[start]:
                        rows[text + word] = min(before + cost, rows.get(text + word, math.inf))
            best.append(heapq.nsmallest(READINGS, ((cost, text) for text, cost in rows.items())))
        return [text for _, text in best[-1] if text]


def _one_missing(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def merged(parts: list[Counter[str]]) -> Vocabulary:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return Vocabulary(total)
