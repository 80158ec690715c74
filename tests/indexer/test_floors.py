"""Quality floors: pinned figures over real questions. Lowering one needs its own commit that says why."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.evaluation import evaluate, read_queries
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from indexer.whoosh_engine import WhooshEngine

FLOORS = {"hit@10": 0.69, "mrr@10": 0.495, "ndcg@10": 0.455, "recall@100": 0.795}


def articles(path: Path) -> Iterator[IndexEntry]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            yield IndexEntry(id=raw["id"], title=raw["title"], text=raw["text"])


@pytest.mark.slow
def test_layman_questions_over_statute_articles(real_data: Path, tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild(articles(real_data / "corpus" / "law_articles.jsonl.gz"))

    def found(words: str, limit: int) -> list[str]:
        query = SearchQuery(on=date(2026, 1, 1), words=words, limit=limit, relax=True)
        return [hit.id for hit in engine.search(query).hits]

    figures = evaluate(read_queries(real_data / "corpus" / "layman_queries_dev.json"), found)
    assert all(figures[name] >= floor for name, floor in FLOORS.items()), figures
