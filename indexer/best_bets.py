"""Room: from facts to a searchable index. Best bets: what an operator puts first for a query, and says why (S15).

`best_bets.toml` lies in the index directory, beside `golden.toml`, and belongs under version control: each row is a decision that somebody made
and can be asked about. It is read again when it changes; no new index is needed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from govdoc.errors import ConfigError
from indexer.query import Pinned, SearchQuery
from indexer.tokenizer import simplify, squeeze

OPERATORS_FILE = "best_bets.toml"
_KEYS = {"words", "finds", "label", "until"}
_ROW = "each [[bet]] needs words (whole queries), finds (ids of documents), label and, if you like, until (a date)"


@dataclass(frozen=True, slots=True)
class Bet:
    """`words`: queries, squeezed and simplified, that it is for. `until`: its last day."""

    words: frozenset[str]
    finds: tuple[str, ...]
    label: str
    until: date | None = None


def read_bets(path: Path) -> tuple[Bet, ...]:
    """None where there is no file. ConfigError names the row that is wrong."""
    if not path.exists():
        return ()
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}): {_ROW}") from error
    rows = raw.get("bet", [])
    if set(raw) - {"bet"} or not isinstance(rows, list):
        raise ConfigError(f"{path}: only [[bet]] rows are known here: {_ROW}")
    return tuple(_bet(path, number, row) for number, row in enumerate(rows, 1))


def _bet(path: Path, number: int, row: object) -> Bet:
    if not isinstance(row, dict) or set(row) - _KEYS or not {"words", "finds", "label"} <= set(row):
        raise ConfigError(f"{path}: bet {number}: {_ROW}")
    words, finds, label, until = row["words"], row["finds"], row["label"], row.get("until")
    listed = all(
        isinstance(one, list) and one and all(isinstance(x, str) and x.strip() for x in one) for one in (words, finds)
    )
    if not listed or not isinstance(label, str) or not label.strip() or not isinstance(until, date | None):
        raise ConfigError(f"{path}: bet {number}: {_ROW}")
    return Bet(frozenset(map(_plain, words)), tuple(finds), label.strip(), until)


class BetsFile:
    """The file as it was last read without a mistake: searches go on while somebody is writing it; `govdoc doctor` names the mistake."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int] | None, tuple[Bet, ...]] = (None, ())

    def read(self) -> tuple[Bet, ...]:
        """Again when it has changed."""
        seen = _seen(self._path)
        if seen is None:
            self._read = (None, ())
        elif seen != self._read[0]:
            try:
                self._read = (seen, read_bets(self._path))
            except ConfigError:
                self._read = (seen, self._read[1])
        return self._read[1]


def _seen(path: Path) -> tuple[int, int] | None:
    """When the file was changed last and its size, None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def pinned(bets: Sequence[Bet], query: SearchQuery) -> tuple[Pinned, ...]:
    """What is put first for the query: only where nothing but words was asked for, in the order of relevance."""
    more = (
        query.phrases
        or query.excluded
        or query.numbers
        or query.conditions
        or query.within
        or query.cites
        or query.exact
    )
    if more or query.search_in != "all" or query.sort != "relevance" or not query.words.strip():
        return ()
    asked = _plain(query.words)
    current = [bet for bet in bets if asked in bet.words and (bet.until is None or query.on <= bet.until)]
    return tuple(Pinned(identifier, bet.label) for bet in current for identifier in bet.finds)


def _plain(words: str) -> str:
    return squeeze(simplify(words)).rstrip("?？")
