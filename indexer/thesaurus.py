"""Room: from facts to a searchable index. Everyday words and the official words that documents use for them."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from govdoc.errors import ConfigError
from indexer.tokenizer import squeeze

THESAURUS = Path(__file__).parent / "lexicon" / "thesaurus.toml"


def read_thesaurus(path: Path) -> dict[str, tuple[str, ...]]:
    """Squeezed everyday word → official words, 低保 → (最低生活保障,). ConfigError names the row that is wrong."""
    found: dict[str, tuple[str, ...]] = {}
    for place, row in enumerate(tomllib.loads(path.read_text("utf-8")).get("row", []), 1):
        if set(row) != {"word", "official", "source"}:
            raise ConfigError(f"{path}: row {place}: needs exactly the keys word, official and source")
        found[squeeze(row["word"])] = tuple(squeeze(word) for word in row["official"])
    return found


@lru_cache(maxsize=1)
def thesaurus() -> dict[str, tuple[str, ...]]:
    return read_thesaurus(THESAURUS)
