"""S7: suggestions while typing, by characters, numbers and pinyin: full, initials, mixed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pypinyin import Style, lazy_pinyin

from indexer.engine import SearchEngine, open_engine
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from tests.effort import calls
from tests.indexer.conftest import Place
from tests.indexer.helpers import ON

TERMS = [
    "政务公开",
    "扶贫资金",
    "行政处罚",
    "最低生活保障",
    "环境保护",
    "安全生产",
    "医疗救助",
    "养老服务",
    "教育收费",
    "科技创新",
    "知识产权",
    "食品安全",
    "土地征收",
    "公共卫生",
    "财政预算",
    "政府采购",
    "招标投标",
    "行政许可",
    "行政复议",
    "信息公开",
    "社会组织",
    "就业援助",
    "乡村振兴",
    "产业园区",
    "中小企业",
    "职业培训",
    "义务教育",
    "专项资金",
    "规范性文件",
    "应急预案",
    "督查激励",
    "绩效评价",
    "项目申报",
    "人才引进",
    "工伤认定",
    "劳动合同",
    "垃圾分类",
    "河道管理",
    "噪声防治",
    "学生资助",
]


def spelled(term: str) -> str:
    return "".join(lazy_pinyin(term))


def initials(term: str) -> str:
    return "".join(lazy_pinyin(term, style=Style.FIRST_LETTER))


CASES = [
    *((spelled(term), term) for term in TERMS),
    *((initials(term), term) for term in TERMS),
    *((term[:2] + initials(term[2:]), term) for term in TERMS),
    *((term[:2] + spelled(term[2:]), term) for term in TERMS),
]


@pytest.fixture(scope="module")
def engine(place: Place) -> Iterator[SearchEngine]:
    opened = open_engine(place())
    opened.rebuild(
        IndexEntry(
            id=f"{number}-{place}",
            title=pattern.format(term),
            text=f"做好{term}工作。",
            number=f"清政办发〔{2015 + place}〕{number + 1}号",
            issuers=("清河区人民政府办公室",) if place else ("清河区民政局",),
        )
        for number, term in enumerate(TERMS)
        for place, pattern in enumerate(("关于做好{}工作的通知", "{}管理办法", "2017年{}工作要点"))
    )
    yield opened
    opened.close()


def texts(engine: SearchEngine, typed: str) -> list[str]:
    return [one.text for one in engine.suggest(typed)]


@pytest.mark.parametrize("place", ["whoosh", pytest.param("opensearch", marks=pytest.mark.slow)], indirect=True)
def test_pinyin_in_full_by_initials_and_mixed_with_characters(engine: SearchEngine) -> None:
    assert len(CASES) >= 100
    missed = [(typed, term) for typed, term in CASES if term not in texts(engine, typed)]
    assert missed == []


@pytest.mark.parametrize("typed", ["zhengwugongkai", "zwgk", "政务gk", "政务gongkai", "ZWGK", "政務gk"])
def test_the_guideline_example(engine: SearchEngine, typed: str) -> None:
    assert texts(engine, typed)[0] == "政务公开"


@pytest.mark.parametrize(("typed", "meant"), CASES[: len(TERMS) * 3 : 3])
def test_a_search_for_pinyin_proposes_the_words(engine: SearchEngine, typed: str, meant: str) -> None:
    assert engine.search(SearchQuery(on=ON, words=typed, relax=True)).correction == meant


@pytest.mark.parametrize("typed", ["清政办发2017 40", "清政办发〔2017〕40", "政办发[2017]40号", "２０１７４０"])
def test_a_number_as_far_as_it_is_typed(engine: SearchEngine, typed: str) -> None:
    first = engine.suggest(typed)[0]
    assert (first.text, first.kind, first.id) == ("清政办发〔2017〕40号", "number", "39-2")


def test_issuers_words_and_titles(engine: SearchEngine) -> None:
    assert {("清河区民政局", "issuer"), ("清河区人民政府办公室", "issuer")} <= {
        (s.text, s.kind) for s in engine.suggest("清河区")
    }
    assert texts(engine, "垃圾分类")[0] == "垃圾分类管理办法"
    assert texts(engine, "分类工作的")[0] == "关于做好垃圾分类工作的通知"


@pytest.mark.parametrize("typed", ["", " ", "qqqqqq", "没有此事", "(", "zw" * 200, "\x00", "𠮷"])
def test_odd_input_suggests_nothing_or_little(engine: SearchEngine, typed: str) -> None:
    assert len(texts(engine, typed)) <= 8


def test_what_was_deleted_is_not_suggested(place: Place) -> None:
    engine = open_engine(place())
    engine.rebuild(
        [IndexEntry(id="a", title="政务公开办法", number="清政〔2017〕5号"), IndexEntry(id="b", title="通知")]
    )
    engine.update([], ["a"])
    assert not any(one.id == "a" for typed in ("政务公开", "清政2017", "zwgk") for one in engine.suggest(typed))


@pytest.mark.parametrize("place", ["whoosh"], indirect=True)
def test_more_typed_is_not_more_work(engine: SearchEngine) -> None:
    """Suggestions are asked for at every key: what is typed beyond the longest that is read costs next to nothing."""
    for typed in ("zwgk", "政务公开", "清政2017"):
        engine.suggest(typed)
        short, long = typed * 40, typed * 2_000
        assert calls(lambda typed=short: engine.suggest(typed)) < 60_000  # type: ignore[misc]
        assert calls(lambda typed=long: engine.suggest(typed)) < 1.2 * calls(lambda typed=short: engine.suggest(typed))  # type: ignore[misc]
