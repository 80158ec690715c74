"""Room: from facts to a searchable index. What else there is on the matter of a document (S14), by any engine's own ranking."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from indexer.engine import SearchEngine
from indexer.query import SearchQuery
from indexer.results import Hit
from indexer.tokenizer import squeeze

MANY = 5
SPARE = 25
"""Hits that are looked through: the document itself, its copies and the other versions of its act are among the first."""
LONGEST_TITLE = 100
LEAST = 0.5
"""What has less than this share of the first one's score is on another matter."""
SHELL = re.compile(r"^(?:印发|公布|发布|转发|批转|修改|废止)|[《》〈〉]|的?(?:通知|公告|通告|决定|批复|复函|解读)$")


def related(
    engine: SearchEngine, identifier: str, title: str, on: date, many: int = MANY, without: Collection[str] = ()
) -> tuple[Hit, ...]:
    """The documents that have most of what the title is about, never the document itself, a copy, one of the same title, or `without`."""
    words = matter(title)[:LONGEST_TITLE]
    if not squeeze(words):
        return ()
    limit = many + SPARE + min(len(without), SPARE)
    query = SearchQuery(on=on, words=words, relax=True, some=True, correct=False, fold=False, limit=limit)
    others = [h for h in _others(engine.search(query).hits, identifier, squeeze(title)) if h.id not in without]
    return tuple(hit for hit in others[:many] if hit.score >= LEAST * others[0].score)


def matter(title: str) -> str:
    """What a title is about, without who acts and how: 云溪区人民政府关于印发《云溪区农村低保办法》的通知 → 云溪区农村低保办法."""
    about = title.rpartition("关于")[2]
    return SHELL.sub("", SHELL.sub("", about)) or title


def _others(hits: tuple[Hit, ...], identifier: str, title: str) -> tuple[Hit, ...]:
    """In order, each title once."""
    found: dict[str, Hit] = {}
    for hit in hits:
        if identifier != hit.id and identifier not in hit.also_at:
            found.setdefault(squeeze(hit.title.text), hit)
    found.pop(title, None)
    return tuple(found.values())
