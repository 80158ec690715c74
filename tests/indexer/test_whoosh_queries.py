"""Whoosh's own queries on array segments against Whoosh's own segments, and our scores against its exhaustive scoring.

Exhaustive (`limit=None`): Whoosh's limited search misses true hits now and then, in 2.7.4 and in whoosh3.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from whoosh import index as stock_index
from whoosh import query as q
from whoosh import scoring
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from indexer.conditions import AllOf, AnyOf, Condition, NoneOf, Sought
from indexer.fields import IndexEntry, number_terms, schema
from indexer.matching import match_all, match_condition
from indexer.tokenizer import fold, squeeze
from indexer.units import Unit
from indexer.whoosh_engine import WhooshEngine

WORDS = [
    "农村",
    "低保",
    "补贴",
    "通知",
    "标准",
    "银行",
    "津贴",
    "老人",
    "公开",
    "政务",
    "土地",
    "住房",
    "hello",
    "help",
    "held",
    "2017",
]
WEIGHTS = {"title": 2.0, "text": 1.0}
draw = random.Random(5)
ENTRIES = [
    IndexEntry(id=f"d{n:02}", title="、".join(draw.choices(WORDS, k=3)), text="，".join(draw.choices(WORDS, [1 / (r + 1) for r in range(len(WORDS))], k=30)), number=f"清发〔2020〕{n}号")
    for n in range(70)
]  # fmt: skip


class OurScores(scoring.BM25F):  # type: ignore[misc]
    """BM25F as govdoc reckons it: the weight of a rare word never falls below zero."""

    def idf(self, searcher: Any, fieldname: str, text: Any) -> float:
        parent = searcher.get_parent()
        having = parent.doc_frequency(fieldname, text)
        return math.log(1 + (parent.doc_count() - having + 0.5) / (having + 0.5))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    opened = WhooshEngine(tmp_path_factory.mktemp("arrays"))
    opened.rebuild(ENTRIES)
    return opened


@pytest.fixture(scope="module")
def arrays(engine: WhooshEngine) -> FileIndex:
    return FileIndex(FileStorage(str(engine.generation.directory)))


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The same documents, in the same order, written by Whoosh itself."""
    made = stock_index.create_in(str(tmp_path_factory.mktemp("stock")), schema())
    writer = made.writer()
    for entry in ENTRIES:
        writer.add_document(
            id=entry.id, title=fold(entry.title), text=fold(entry.text), number=" ".join(number_terms(entry))
        )
    writer.commit()
    yield made
    made.close()


def found(index: Any, query: q.Query, weighting: Any = None) -> list[tuple[int, float]]:
    """Document numbers and scores, best first."""
    with index.searcher(weighting=weighting or scoring.BM25F()) as searcher:
        results = searcher.search(query, limit=None)
        hits = [(results.docnum(n), results.score(n)) for n in range(results.scored_length())]
    return sorted(hits, key=lambda hit: (-round(hit[1], 4), hit[0]))


A, B, C = (q.Term("text", word) for word in ("银行", "老人", "政务"))
STOCK_QUERIES = {
    "term": A,
    "and": q.And([A, B]),
    "or": q.Or([A, B, C]),
    "not": q.And([A, q.Not(B)]),
    "and not": q.AndNot(A, B),
    "and maybe": q.AndMaybe(A, B),
    "require": q.Require(A, B),
    "otherwise": q.Otherwise(q.Term("text", "无此词"), A),
    "best of": q.DisjunctionMax([A, B]),
    "constant": q.ConstantScoreQuery(A, 3.0),
    "every": q.Every(),
    "every of a field": q.Every("number"),
    "prefix": q.Prefix("text", "hel"),
    "wildcard": q.Wildcard("text", "h?l*"),
    "regular expression": q.Regex("text", "hel[dp]"),
    "fuzzy": q.FuzzyTerm("text", "helo", maxdist=1),
    "range of terms": q.TermRange("text", "hel", "help"),
    "two fields": q.And([q.Or([q.Term("title", "低保"), q.Term("text", "低保")]), q.Term("number", "2020:7")]),
    "nested parents": q.NestedParent(q.Or([q.Term("number", f"2020:{n}") for n in range(0, 70, 10)]), A),
    "nested children": q.NestedChildren(q.Or([q.Term("number", f"2020:{n}") for n in range(0, 70, 10)]), A),
}


@pytest.mark.parametrize("kind", STOCK_QUERIES)
def test_whoosh_answers_alike_on_its_own_segments_and_on_ours(arrays: FileIndex, stock: Any, kind: str) -> None:
    ours, theirs = found(arrays, STOCK_QUERIES[kind]), found(stock, STOCK_QUERIES[kind])
    assert [document for document, _ in ours] == [document for document, _ in theirs]
    assert [score for _, score in ours] == pytest.approx([score for _, score in theirs], rel=1e-4)


def test_a_phrase_of_whoosh_is_words_side_by_side_and_slop_counts_characters(tmp_path: Path) -> None:
    texts = ["支持农业发展银行业务", "发展，银行", "银行发展", "发展农村银行", "发展银行。发展银行"]
    engine = WhooshEngine(tmp_path)
    engine.rebuild(IndexEntry(id=str(n), text=text) for n, text in enumerate(texts))
    opened = FileIndex(FileStorage(str(engine.generation.directory)))
    words = ["发展", "银行"]
    assert {n for n, _ in found(opened, q.Phrase("text", words))} == {0, 4}
    assert {n for n, _ in found(opened, q.Phrase("text", words, slop=2))} == {0, 1, 4}
    assert {n for n, _ in found(opened, q.Phrase("text", words, slop=3))} == {0, 1, 3, 4}
    first = q.SpanFirst(q.Term("text", "发展"), limit=1)
    assert {n for n, _ in found(opened, first)} == {1, 3, 4}


def weighted(word: str) -> q.Query:
    return q.Or([q.Term(field, word, boost=weight) for field, weight in WEIGHTS.items()])


def whoosh_query(condition: Condition) -> q.Query:
    match condition:
        case Sought(text, _, "all"):
            return weighted(text)
        case Sought(text, _, field):
            return q.Term(field, text, boost=WEIGHTS[field])
        case AllOf(parts):
            return q.And([whoosh_query(part) for part in parts])
        case AnyOf(parts):
            return q.Or([whoosh_query(part) for part in parts])
        case NoneOf(
            part
        ):  # AndNot lets the first document through, a bare Not (or a constant 0) scores 1: Whoosh's ways
            return q.ConstantScoreQuery(q.Not(whoosh_query(part)), 1e-9)
    raise AssertionError(condition)


def random_condition(draw: random.Random, depth: int = 0) -> Condition:
    if depth == 2 or draw.random() < 0.3:
        return Sought(draw.choice(WORDS), field=draw.choice(["all", "all", "title", "text"]))
    parts = tuple(random_condition(draw, depth + 1) for _ in range(draw.choice((2, 2, 3))))
    if draw.random() < 0.5:
        return AnyOf(parts)
    return AllOf((*parts[:-1], NoneOf(parts[-1])) if draw.random() < 0.3 else parts)


def test_the_array_path_scores_and_orders_as_whoosh_does_exhaustively(engine: WhooshEngine, arrays: FileIndex) -> None:
    collection, draw = engine.generation.collection, random.Random(6)
    for _ in range(150):
        condition = random_condition(draw)
        ours = match_condition(collection, condition, WEIGHTS, number=False)
        theirs = found(arrays, whoosh_query(condition), OurScores())
        assert sorted(ours.documents.tolist()) == sorted(document for document, _ in theirs)
        scores = dict(zip(ours.documents.tolist(), ours.scores.tolist(), strict=True))
        assert [scores[document] for document, _ in theirs] == pytest.approx([score for _, score in theirs], rel=1e-4)
        best = sorted(scores, key=lambda document: (-round(scores[document], 4), document))[:10]
        assert best == [document for document, _ in theirs[:10]]


def test_units_score_as_whoosh_does(engine: WhooshEngine, arrays: FileIndex) -> None:
    units = [Unit(("银行",)), Unit(("老人",))]
    ours = match_all(engine.generation.collection, units, WEIGHTS, number=False)
    theirs = dict(found(arrays, q.And([weighted("银行"), weighted("老人")]), OurScores()))
    assert dict(zip(ours.documents.tolist(), ours.scores.tolist(), strict=True)) == pytest.approx(theirs, rel=1e-4)


def test_a_phrase_of_ours_is_a_string_of_the_text(engine: WhooshEngine) -> None:
    for phrase in ("农村，低保", "保，农", "低保、", "村"):
        ours = match_all(
            engine.generation.collection, [Unit((squeeze(phrase),), whole=True)], {"text": 1.0}, number=False
        )
        assert ours.documents.tolist() == [
            n for n, entry in enumerate(ENTRIES) if squeeze(phrase) in squeeze(entry.text)
        ]
