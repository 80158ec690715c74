"""Room: from facts to a searchable index. How characters and words are said: pinyin without tones, out of pypinyin's tables.

Looked up directly: its functions take fifty times as long, and an index has thirty thousand words to be known by their sound.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST_PHRASE = 8
_KEPT = "\u0308"
"""Two dots tell ü from u; what else is written over a letter is its tone."""


@lru_cache(maxsize=4_000)
def plain(syllable: str) -> str:
    """xíng → xing, nǚ → nv"""
    letters = "".join(c for c in unicodedata.normalize("NFD", syllable) if c == _KEPT or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", letters).replace("ü", "v")


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """All its sounds, the commonest first: 行 → xing, hang, heng. What has none is its own sound."""
    from pypinyin.constants import PINYIN_DICT

    return tuple(dict.fromkeys(map(plain, PINYIN_DICT.get(ord(character), character).split(","))))


def main_reading(character: str) -> str:
    """政 → zheng"""
    return readings(character)[0]


def syllables(word: str) -> list[str]:
    """One a character, as said in this word: 银行 → yin, hang; 行政 → xing, zheng."""
    from pypinyin.constants import PHRASES_DICT

    found, at = list[str](), 0
    while at < len(word):
        ends = range(min(len(word), at + LONGEST_PHRASE), at + 1, -1)
        end = next((end for end in ends if word[at:end] in PHRASES_DICT), at + 1)
        phrase = PHRASES_DICT.get(word[at:end]) if end > at + 1 else None
        found += [plain(sounds[0]) for sounds in phrase] if phrase else [main_reading(word[at])]
        at = end
    return found


@lru_cache(maxsize=1)
def unusual_pairs() -> dict[str, tuple[str, str]]:
    """Words of two characters that are not said as the characters alone are: 银行 → (yin, hang)."""
    from pypinyin.constants import PHRASES_DICT

    said = {word: (plain(sounds[0][0]), plain(sounds[1][0])) for word, sounds in PHRASES_DICT.items() if len(word) == 2}
    return {word: both for word, both in said.items() if both != (main_reading(word[0]), main_reading(word[1]))}
