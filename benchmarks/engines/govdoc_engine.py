"""govdoc: the product's own engine with its whole ranking (words, pairs of characters, titles)."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.documents import FACETS
from benchmarks.engines import Ask
from benchmarks.questions import Answer, Question
from indexer.fields import IndexEntry
from indexer.query import DateRange, SearchQuery
from indexer.ranking import rank
from indexer.syntax import parse
from indexer.whoosh_engine import WhooshEngine

ON = date(2026, 1, 1)


def build(rows: Iterable[dict[str, Any]], folder: Path) -> None:
    WhooshEngine(folder).rebuild(map(entry, rows))


def entry(row: dict[str, Any]) -> IndexEntry:
    stated = {name: row[name] for name in ("id", "title", "text", "kind", "form", "region", "site", "channel")}
    return IndexEntry(**stated, issuers=(row["issuer"],), issued_on=date.fromisoformat(row["issued_on"]))


class Open:
    def __init__(self, folder: Path) -> None:
        self._engine = WhooshEngine(folder)

    def __call__(self, question: Question) -> Answer:
        query = search_query(question)
        if question.highlights:
            results = self._engine.search(query)
            total, facets, shown = results.total, results.facets, len(results.hits)
        else:
            ranked = rank(self._engine.generation.collection, query)
            total, facets, shown = ranked.total, ranked.facets, len(ranked.documents)
        return Answer(total, tuple(max((v.count for v in facet.values), default=0) for facet in facets), shown)

    def forget(self, *, answers_only: bool = False) -> None:
        """Everything that was remembered, or only whole answers: words stay scored."""
        collection = self._engine.generation.collection
        (collection.answers.clear if answers_only else collection.forget)()

    def change_one(self, row: dict[str, Any]) -> float:
        """Seconds until a changed document is found by its new title."""
        began = time.perf_counter()
        self._engine.update([replace(entry(row), title="改动后的标题")])
        assert (
            self._engine.search(SearchQuery(on=ON, words="改动后的标题", correct=False)).hits[0].title.text
            == "改动后的标题"
        )
        return time.perf_counter() - began


def open_(folder: Path) -> Ask:
    return Open(folder)


def search_query(question: Question) -> SearchQuery:
    read = parse(
        f'"{"".join(question.words)}"'
        if question.phrase
        else (" OR " if question.any_word else " ").join(question.words)
    )
    return SearchQuery(
        on=ON,
        words=read.words,
        phrases=read.phrases,
        conditions=read.conditions,
        expand=False,
        correct=False,
        ranges={"issued": DateRange(*question.span)} if question.span else {},
        sort="issued" if question.by_date else "relevance",
        facets=FACETS,
        facet_size=200,
    )
