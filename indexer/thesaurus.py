"""Room: from facts to a searchable index. Everyday words, the official words for them, and the words of the rules on the matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from govdoc.errors import ConfigError
from indexer.tokenizer import squeeze

THESAURUS = Path(__file__).parent / "lexicon" / "thesaurus.txt"
LONGEST_RUN = 6
"""Words of the tokenizer that one everyday word is at most cut into: 打|老|婆."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`official` say the same; `related` stand in the provisions on the matter and are looked at for questions only."""

    official: tuple[str, ...]
    related: tuple[str, ...]
    source: str


def read_thesaurus(path: Path) -> dict[str, Entry]:
    """Squeezed everyday word → its entry, 低保 → 最低生活保障. ConfigError names the line that is wrong."""
    found: dict[str, Entry] = {}
    for place, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 4 or not cells[0] or not cells[3] or not (cells[1] or cells[2]):
            raise ConfigError(f"{path}: line {place}: needs word | official words | related words | source")
        word = squeeze(cells[0])
        if word in found:
            raise ConfigError(f"{path}: line {place}: {cells[0]} stands there twice: make it one line")
        found[word] = Entry(_listed(cells[1]), _listed(cells[2]), cells[3])
    return found


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(squeeze(word) for word in cell.split("、") if word.strip())


@lru_cache(maxsize=1)
def thesaurus() -> dict[str, Entry]:
    return read_thesaurus(THESAURUS)


def runs(words: Sequence[str], *, official: bool) -> list[tuple[int, int]]:
    """Rows of neighbouring words [start:end) that together are an everyday word, the longest first from the left.

    身份证|丢|了 → 身份证丢. `official`: only those that have official words.
    """
    known, found, at = thesaurus(), list[tuple[int, int]](), 0
    while at < len(words):
        ends = range(min(len(words), at + LONGEST_RUN), at, -1)
        end = next((e for e in ends if _wanted(known.get("".join(words[at:e])), official)), None)
        found += [(at, end)] if end else []
        at = end or at + 1
    return found


def _wanted(entry: Entry | None, official: bool) -> bool:
    return entry is not None and bool(entry.official or not official)
