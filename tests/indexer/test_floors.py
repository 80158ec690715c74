"""Quality floors: pinned figures over real questions. Lowering one needs its own commit that says why."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from govdoc.outline import outline
from indexer.evaluation import Judged, evaluate, read_queries
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from indexer.tokenizer import squeeze
from indexer.whoosh_engine import WhooshEngine

EVERYDAY = {"hit@10": 0.665, "mrr@10": 0.475, "ndcg@10": 0.505, "recall@100": 0.83}
"""256 questions of our own. Before anything was changed after reading failures hit@10, MRR@10 and recall@100 were 0.634, 0.470, 0.863 on the
first 142, 0.592, 0.369, 0.816 on the next 76; 0.500, 0.281, 0.579 on the last 38, after which nothing was changed."""
NOTICE_QUESTIONS = {"hit@10": 0.81, "mrr@10": 0.63, "ndcg@10": 0.64, "recall@100": 0.91}
"""59 questions; at first sight 0.763, 0.582, –, 0.893."""
LAW_FOUND, ARTICLE_SHOWN = 0.82, 0.45
FLOORS = {"hit@10": 0.69, "mrr@10": 0.495, "ndcg@10": 0.455, "recall@100": 0.795}


def articles(path: Path) -> Iterator[IndexEntry]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            yield IndexEntry(id=raw["id"], title=raw["title"], text=raw["text"])


@pytest.fixture(scope="module")
def statutes(real_data: Path) -> dict[str, IndexEntry]:
    """Articles by their titles without the name of the country and blanks: 民法典第二十条."""
    return {plain(one.title): one for one in articles(real_data / "corpus" / "law_articles.jsonl.gz")}


@pytest.fixture(scope="module")
def engine(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    opened = WhooshEngine(tmp_path_factory.mktemp("articles"))
    opened.rebuild(articles(real_data / "corpus" / "law_articles.jsonl.gz"))
    return opened


def plain(title: str) -> str:
    return squeeze(title).replace("中华人民共和国", "")


def questions(name: str) -> list[tuple[str, list[str]]]:
    """Questions and what answers them, found by reading, not by searching: written before any of them was searched for."""
    lines = (Path(__file__).parents[1] / "cases" / name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(question, answers.split("、")) for question, answers in rows]


def everyday() -> list[tuple[str, list[str]]]:
    """Questions and the titles of the articles that answer them."""
    return [(question, [plain(title) for title in titles]) for question, titles in questions("everyday_questions.tsv")]


def asked(words: str, limit: int) -> SearchQuery:
    return SearchQuery(on=date(2026, 1, 1), words=words, limit=limit, relax=True, correct=False)


def figures(engine: WhooshEngine, queries: Sequence[Judged]) -> dict[str, float | int]:
    return evaluate(queries, lambda words, limit: [hit.id for hit in engine.search(asked(words, limit)).hits])


@pytest.mark.slow
def test_layman_questions_over_statute_articles(engine: WhooshEngine, real_data: Path) -> None:
    found = figures(engine, read_queries(real_data / "corpus" / "layman_queries_dev.json"))
    assert all(found[name] >= floor for name, floor in FLOORS.items()), found


@pytest.mark.slow
def test_everyday_questions_over_statute_articles(engine: WhooshEngine, statutes: dict[str, IndexEntry]) -> None:
    queries = [Judged(question, tuple(statutes[title].id for title in titles)) for question, titles in everyday()]
    found = figures(engine, queries)
    assert found["queries"] >= 250
    assert all(found[name] >= floor for name, floor in EVERYDAY.items()), found


@pytest.mark.slow
def test_questions_over_notices_and_rules(notices_engine: WhooshEngine) -> None:
    """Whole documents of many portals: notices, normative documents, interpretations, rules."""
    found = figures(notices_engine, [Judged(words, tuple(ids)) for words, ids in questions("notice_questions.tsv")])
    assert found["queries"] >= 55
    assert all(found[name] >= floor for name, floor in NOTICE_QUESTIONS.items()), found


@pytest.mark.slow
def test_everyday_questions_over_whole_laws(
    statutes: dict[str, IndexEntry], laws: dict[str, IndexEntry], laws_engine: WhooshEngine
) -> None:
    """The law that has the answering article is found, and that article is the one that the hit shows and names."""
    texts = {id: squeeze(law.text) for id, law in laws.items()}
    asking, found, shown = 0, 0, 0
    for question, titles in everyday():
        answers = [squeeze(statutes[title].text)[:20] for title in titles]
        answering = {id for id, text in texts.items() if any(answer in text for answer in answers)}
        hits = [hit for hit in laws_engine.search(asked(question, 10)).hits if hit.id in answering]
        asking += bool(answering)
        found += bool(hits)
        shown += bool(hits) and any(answer in _article(laws[hits[0].id].text, hits[0].anchor) for answer in answers)
    assert asking >= 250
    assert (found / asking >= LAW_FOUND, shown / found >= ARTICLE_SHOWN) == (True, True), (asking, found, shown)


def _article(text: str, anchor: str) -> str:
    """The beginning of what the anchor names, squeezed."""
    start = next((line.start for line in outline(text) if line.name == anchor), len(text))
    return squeeze(text[start : start + 100])
