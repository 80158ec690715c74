"""U17: which word or condition leaves nothing, and what is found without it. explain=1: why a hit is where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from indexer.engine import SearchEngine, open_engine
from indexer.query import DateRange, SearchQuery
from indexer.results import Blocker
from tests.indexer.helpers import ON, SAMPLE


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    opened = open_engine(str(tmp_path_factory.mktemp("index")))
    opened.rebuild(SAMPLE)
    yield opened
    opened.close()


def blockers(engine: SearchEngine, **asked: object) -> list[Blocker]:
    return list(engine.search(SearchQuery(on=ON, **asked)).blockers)  # type: ignore[arg-type]


@pytest.mark.parametrize("relax", [False, True])
def test_of_three_words_the_one_that_no_document_has_is_named(engine: SearchEngine, relax: bool) -> None:
    first = blockers(engine, words="农村 低保 航天器", relax=relax)[0]
    assert first == Blocker("word", "航天器", 2, 0)
    without = SearchQuery(on=ON, words="农村 低保")
    assert engine.search(without).total == first.total


@pytest.mark.parametrize(
    ("asked", "kind", "value", "total"),
    [
        ({"words": "低保", "filters": {"kind": ("interpretation",)}}, "filter", "kind", 2),
        ({"words": "低保", "ranges": {"issued": DateRange(start=ON)}}, "range", "issued", 2),
        ({"words": "低保", "phrases": ("没有此事",)}, "phrases", "没有此事", 2),
        ({"words": "低保", "numbers": ("清政办发〔2017〕99号",)}, "numbers", "清政办发〔2017〕99号", 2),
        ({"words": "津贴 办法", "excluded": ("津贴",)}, "excluded", "津贴", 1),
        ({"words": "低保", "within": ("津贴 办法",)}, "within", "津贴 办法", 2),
        ({"words": "高龄津贴发放名册", "search_in": "title"}, "in", "title", 1),
        ({"words": "低保农村", "exact": True}, "exact", "", 2),
    ],
)
def test_the_condition_that_is_in_the_way(
    engine: SearchEngine, asked: dict[str, object], kind: str, value: str, total: int
) -> None:
    found = {(one.kind, one.value): one.total for one in blockers(engine, **asked)}
    assert found[(kind, value)] == total


def test_nothing_is_in_the_way_where_something_is_found(engine: SearchEngine) -> None:
    assert blockers(engine, words="农村 低保") == []
    assert blockers(engine, words="农村低保标准提高了多少？", relax=True) == []


def test_a_hit_says_why_it_is_where_it_is(engine: SearchEngine) -> None:
    query = SearchQuery(on=ON, words="最低生活保障 农村", explain=True)
    reasons = {one.text: one for one in engine.search(query).hits[0].reasons}
    assert reasons["正文里有“最低生活保障”"].how == "+"
    assert reasons["正文里有“农村”"].value > 0
    assert engine.search(replace(query, explain=False)).hits[0].reasons == ()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("高龄补贴", "附件里有“高龄津贴”（“高龄补贴”的规范说法）"),
        ("关于公布低保标准的公告", "标题与所输入的完全相同"),
        ("公布低保标准", "标题整段含有所输入的"),
        ("清政办发2017 5", "文号是“清政办发(2017)5号”"),
    ],
)
def test_reasons_in_words(engine: SearchEngine, words: str, text: str) -> None:
    results = engine.search(SearchQuery(on=ON, words=words, explain=True, relax=True))
    assert text in {reason.text for hit in results.hits for reason in hit.reasons}


@pytest.mark.parametrize(
    "words", ["最低生活保障 农村", "农村低保标准提高了多少？", "关于公布低保标准的公告", "清政办发2017 5", "高龄补贴", "低保 津贴 报告", "公布低保标准", "农村"]
)  # fmt: skip
def test_the_reasons_make_the_score(engine: SearchEngine, words: str) -> None:
    """From nothing, in order: + adds, × multiplies."""
    hits = engine.search(SearchQuery(on=ON.replace(year=2026), words=words, explain=True, relax=True)).hits
    assert hits
    for hit in hits:
        score = 0.0
        for reason in hit.reasons:
            score = score + reason.value if reason.how == "+" else score * reason.value
        assert score == pytest.approx(hit.score, rel=1e-3)


def test_what_has_ended_says_so(engine: SearchEngine) -> None:
    results = engine.search(SearchQuery(on=ON.replace(year=2026), words="农村低保", explain=True))
    factors = {reason.text: reason.value for hit in results.hits for reason in hit.reasons if reason.how == "×"}
    assert factors["已不再有效或尚未施行"] < 1
