"""Room: from facts to a searchable index. One slip of the pen away: every string that a row of Han characters may have been meant as.

A slip is a wrong character (of the same sound, one that looks alike, or any other that often stands there), two that changed places, one too many
between others or said twice, or one missing. Which strings make sense only the index knows: `Neighbours` says which characters it has beside which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from indexer.readings import readings

LOOKALIKES = Path(__file__).parent / "lexicon" / "lookalikes.txt"
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
LIKELY = {"sound": 1.0, "swapped": 1.0, "look": 0.8, "doubled": 0.8, "other": 0.15, "extra": 0.08, "missing": 2.0}
"""How likely each slip is, against the number of documents that have what it makes of the text: shorter strings have more."""
COMMON_READINGS = 2
LEFT_OVER = 4
"""Characters that must be left where the first or last is one too many."""


class Neighbours(Protocol):
    """What the index knows of single characters."""

    def between(self, before: str, after: str) -> list[str]:
        """Characters that stand after `before` and before `after` somewhere ("" is any end), the most frequent first."""

    def of_sound(self, spelled: str) -> list[str]:
        """Characters of the index of this sound."""

    def together(self, pair: str) -> bool:
        """The two characters stand side by side somewhere."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The text as it may have been meant; it differs at [start:end)."""

    text: str
    start: int
    end: int
    slip: str


def edits(text: str, known: Neighbours) -> Iterator[Edit]:
    """Every string one slip away whose characters are neighbours somewhere. 扶贫资斤 → 扶贫资金, 扶贫资产 …"""
    for at, character in enumerate(text):
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        confused = dict(_confused(character, known))
        for other, slip in (
            confused | {other: "other" for other in known.between(before, after) if other not in confused}
        ).items():
            if other != character and _fits(before, other, after, known):
                yield Edit(text[:at] + other + text[at + 1 :], at, at + 1, slip)
        if after and after != character and known.together(after + character):
            yield Edit(text[:at] + after + character + text[at + 2 :], at, at + 2, "swapped")
        inside = known.together(before + after) if before and after else len(text) > LEFT_OVER
        doubled = character == before and len(text) > 2
        if inside or doubled:
            yield Edit(text[:at] + text[at + 1 :], at, at, "doubled" if doubled else "extra")
    for at in range(len(text) + 1):
        for missing in known.between(text[at - 1 : at] if at else "", text[at : at + 1]):
            yield Edit(text[:at] + missing + text[at:], at, at + 1, "missing")


def _confused(character: str, known: Neighbours) -> Iterator[tuple[str, str]]:
    same = {other for spelled in mixed_up(character) for other in known.of_sound(spelled)} - {character}
    yield from ((other, "sound") for other in sorted(same))
    yield from ((other, "look") for other in lookalikes().get(character, "") if other not in same)


def _fits(before: str, character: str, after: str, known: Neighbours) -> bool:
    return all(known.together(pair) for pair in (before + character, character + after) if len(pair) == 2)


@lru_cache(maxsize=20_000)
def mixed_up(character: str) -> tuple[str, ...]:
    """Its common sounds, as people mix them up: 斤 → (jin,), 行 → (xin, han)."""
    return tuple(dict.fromkeys(map(_fuzzy, readings(character)[:COMMON_READINGS])))


def _fuzzy(spelled: str) -> str:
    """zh and z, ing and in sound alike to many: zheng → zen."""
    for full, short in _FUZZY:
        spelled = spelled.replace(full, short)
    return "l" + spelled[1:] if spelled[:1] == "n" else spelled


@lru_cache(maxsize=1)
def lookalikes() -> dict[str, str]:
    """Character → the characters that it is mistaken for."""
    found: dict[str, set[str]] = {}
    for line in LOOKALIKES.read_text("utf-8").splitlines():
        group = "" if line.startswith("#") else line.strip()
        for character in group:
            found.setdefault(character, set()).update(set(group) - {character})
    return {character: "".join(sorted(others)) for character, others in found.items()}
