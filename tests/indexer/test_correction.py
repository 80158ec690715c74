"""Wrong characters and pinyin: what is proposed, that it finds something, and when nothing is proposed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from indexer.engine import SearchEngine, open_engine
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from indexer.vocabulary import Vocabulary
from tests.indexer.conftest import Place
from tests.indexer.helpers import ON

ENTRIES = (
    IndexEntry(id="a", title="扶贫资金管理办法", text="加强扶贫资金管理，提高使用效益。"),
    IndexEntry(id="b", title="政务公开工作要点", text="全面推进政务公开，做好重大行政决策公开。"),
    IndexEntry(id="c", title="最低生活保障审核办法", text="申请最低生活保障，应当提交材料。"),
    IndexEntry(id="d", title="行政处罚裁量基准", text="规范行政处罚。"),
    IndexEntry(id="e", title="资金公开办法", text="扶贫资金应当公开。"),
)


@pytest.fixture(scope="module")
def engine(place: Place) -> Iterator[SearchEngine]:
    opened = open_engine(place())
    opened.rebuild(ENTRIES)
    yield opened
    opened.close()


def correction(engine: SearchEngine, words: str, **rest: Any) -> str | None:
    return engine.search(SearchQuery(on=ON, words=words, **rest)).correction


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("扶贫资斤", "扶贫资金"),
        ("扶贫资斤管理", "扶贫资金管理"),
        ("政务工开", "政务公开"),
        ("扶貧資斤", "扶贫资金"),
        ("最低生货保障", "最低生活保障"),
        ("最低生活保章", "最低生活保障"),
        ("行政处发 裁量", "行政处罚 裁量"),
        ("最低生保障", "最低生活保障"),
        ("最低生活活保障", "最低生活保障"),
        ("zhengwugongkai", "政务公开"),
        ("zijin", "资金"),
        ("ZijinGongkai", "资金公开"),
        ("zijin 管理", "资金 管理"),
    ],
)
@pytest.mark.parametrize("relax", [False, True], ids=["strict", "relaxed"])
def test_what_was_probably_meant(engine: SearchEngine, typed: str, meant: str | None, relax: bool) -> None:
    assert correction(engine, typed, relax=relax) == meant


@pytest.mark.parametrize(
    "typed", ["扶贫资金", "资金", "政务公开 资金", "没有此事", "qwrtp", "a", "", "123", "资" * 300, "zi" * 300]
)
def test_nothing_is_proposed_where_words_are_known_or_nothing_is_near(engine: SearchEngine, typed: str) -> None:
    assert correction(engine, typed) is None


def test_a_proposal_finds_more_and_can_be_refused(engine: SearchEngine) -> None:
    query = SearchQuery(on=ON, words="扶贫资斤")
    proposed = engine.search(query).correction
    assert proposed is not None
    assert engine.search(replace(query, words=proposed)).total > engine.search(query).total
    assert engine.search(replace(query, correct=False)).correction is None


@pytest.mark.parametrize("rest", [{"exact": True}, {"excluded": ("资金",)}, {"phrases": ("资斤",)}, {"numbers": ("清政办发〔2017〕5号",)}])  # fmt: skip
def test_only_plain_words_are_corrected(engine: SearchEngine, rest: dict[str, Any]) -> None:
    assert correction(engine, "扶贫资斤", **rest) is None


def test_a_proposal_respects_the_filters(engine: SearchEngine) -> None:
    assert correction(engine, "扶贫资斤", filters={"kind": ("interpretation",)}) is None


def test_a_filter_that_leaves_nothing_is_no_wrong_character(engine: SearchEngine) -> None:
    assert correction(engine, "扶贫资金", filters={"kind": ("interpretation",)}) is None


def test_an_update_brings_new_words(place: Place) -> None:
    engine = open_engine(place())
    engine.rebuild(ENTRIES)
    assert correction(engine, "养老保先") is None
    engine.update([IndexEntry(id="f", title="养老保险办法", text="养老保险。")])
    assert correction(engine, "养老保先") == "养老保险"


def test_the_more_frequent_word_stands_first() -> None:
    vocabulary = Vocabulary({"公式": 5, "公示": 9, "公事": 1, "公开": 90, "公开栏": 1})
    assert vocabulary.beginning("公", 3) == ["公开", "公示", "公式"]
    assert vocabulary.beginning("公开", 3) == ["公开栏"]
    assert vocabulary.spelled("gongkaigongshi")[0] == "公开公示"
    assert vocabulary.spelled("gongkaix") == []
