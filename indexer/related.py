"""Room: from facts to a searchable index. What else there is on the matter of a document (S14), by any engine's own ranking."""

from __future__ import annotations

from datetime import date

from indexer.engine import SearchEngine
from indexer.query import SearchQuery
from indexer.results import Hit
from indexer.tokenizer import squeeze

MANY = 5
SPARE = 25
"""Hits that are looked through: the document itself, its copies and the other versions of its act are among the first."""
LONGEST_TITLE = 100


def related(engine: SearchEngine, identifier: str, title: str, on: date, many: int = MANY) -> tuple[Hit, ...]:
    """The documents that have most of what the title is made of, never the document itself, a copy, or one of the same title."""
    words = title[:LONGEST_TITLE]
    if not squeeze(words):
        return ()
    query = SearchQuery(on=on, words=words, relax=True, some=True, correct=False, fold=False, limit=many + SPARE)
    return _others(engine.search(query).hits, identifier, squeeze(title))[:many]


def _others(hits: tuple[Hit, ...], identifier: str, title: str) -> tuple[Hit, ...]:
    """In order, each title once."""
    found: dict[str, Hit] = {}
    for hit in hits:
        if identifier != hit.id and identifier not in hit.also_at:
            found.setdefault(squeeze(hit.title.text), hit)
    found.pop(title, None)
    return tuple(found.values())
