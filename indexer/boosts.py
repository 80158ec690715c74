"""Room: from facts to a searchable index. The numbers that the order of hits rests on, out of `ranking.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from govdoc.errors import ConfigError

RANKING = Path(__file__).parent / "ranking.toml"


@dataclass(frozen=True, slots=True, eq=False)
class Boosts:
    """Named after the file's sections and keys; what each does stands there and in docs/ranking.md.

    One reading of the file equals no other, so that what was worked out by it can be remembered under it.
    """

    fields: dict[str, float]
    any_word_fields: dict[str, float]
    match: dict[str, float]
    question: dict[str, float]
    passages: dict[str, float]
    authority: dict[str, float]
    time: dict[str, float]
    cap: dict[str, float]


def read_boosts(path: Path) -> Boosts:
    """ConfigError names the section or key that is missing, unknown, or no number."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}): compare it with docs/ranking.md") from error
    sections = [field.name for field in fields(Boosts)]
    _same_names(path, "sections", raw, sections)
    for name in sections:
        _same_names(path, f"[{name}]", raw[name], KEYS[name])
        for key, value in raw[name].items():
            if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
                raise ConfigError(f"{path}: [{name}] {key}: needs a number that is not negative")
    return Boosts(**{name: {key: float(value) for key, value in raw[name].items()} for name in sections})


def _same_names(path: Path, place: str, found: Any, expected: list[str]) -> None:
    if not isinstance(found, dict) or set(found) != set(expected):
        raise ConfigError(f"{path}: {place}: needs exactly {', '.join(expected)}")


_SEARCHED = ["title", "text", "attachment"]
KEYS = {
    "fields": _SEARCHED,
    "any_word_fields": _SEARCHED,
    "match": [
        "best_bet",
        "bigrams",
        "official_word",
        "related_word",
        "character",
        "same_title",
        "in_title",
        "exact_number",
        "own_number",
    ],
    "question": ["coverage", "coverage_floor", "least_share"],
    "passages": ["best", "depth"],
    "authority": ["named", "article_named", "whole_act", "act_articles", "act_depth"],
    "time": ["recent", "half_life_years", "ended", "pending"],
    "cap": ["highest"],
}


@lru_cache(maxsize=1)
def boosts() -> Boosts:
    return read_boosts(RANKING)
