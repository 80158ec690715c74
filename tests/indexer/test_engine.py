"""What every engine must do, through `SearchEngine` only: `open_engine` makes the one under test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govdoc.document import Kind, Status
from govdoc.errors import IndexUnavailableError
from indexer.engine import SearchEngine, open_engine
from indexer.fields import FACETS, IndexEntry, TimelineStep
from indexer.query import DateRange, SearchQuery
from indexer.results import SearchResults
from indexer.syntax import parse
from tests.indexer.conftest import Place
from tests.indexer.helpers import CIVIL, OFFICE, ON, SAMPLE, brute_force


@pytest.fixture(scope="module")
def engine(place: Place) -> Iterator[SearchEngine]:
    opened = open_engine(place())
    opened.rebuild(SAMPLE)
    yield opened
    opened.close()


def ids(results: SearchResults) -> list[str]:
    return [hit.id for hit in results.hits]


def found(engine: SearchEngine, words: str = "", **rest: Any) -> list[str]:
    return ids(engine.search(SearchQuery(on=rest.pop("on", ON), words=words, **rest)))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("农村低保", {"a", "b"}),
        ("農村低保", {"a", "b"}),
        ("低保 津贴", {"b"}),
        ("高龄 津贴", {"b", "c"}),
        ("高龄津贴", {"b"}),
        ("老人津贴", {"c"}),
        ("没有这个词语", set()),
        ("如何申请津贴", {"c"}),
        ("清河", set()),
        ("民政局低保", set()),
        ("", {"a", "b", "c", "d"}),
    ],
)
def test_all_words_must_be_there(engine: SearchEngine, words: str, expected: set[str]) -> None:
    assert set(found(engine, words, expand=False)) == expected


def test_nothing_is_relaxed_unless_asked_and_then_it_is_said(engine: SearchEngine) -> None:
    assert engine.search(SearchQuery(on=ON, words="低保 报告")).total == 0
    relaxed = engine.search(SearchQuery(on=ON, words="低保 报告", relax=True))
    assert relaxed.relaxed
    assert set(ids(relaxed)) == {"a", "b", "d"}
    assert not engine.search(SearchQuery(on=ON, words="低保 津贴", relax=True)).relaxed


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("清政办发2017 5", "a"),
        ("清政办发〔2017〕5号", "a"),
        ("清政办发[2017]6号", "b"),
        ("政办发（2017）6号", "b"),
        ("〔2017〕5号", "a"),
        ("清民发２０２０第15号", "c"),
        ("QHCR-2020-0050002", "c"),
        ("qhcr20200050002", "c"),
        ("关于公布低保标准的公告", "b"),
        ("高龄老人津贴发放办法", "c"),
    ],
)
def test_an_exact_number_or_title_comes_first(engine: SearchEngine, words: str, first: str) -> None:
    assert found(engine, words)[:1] == [first]


def test_S5_a_number_finds_its_document_then_those_that_name_it_and_no_other(engine: SearchEngine) -> None:
    assert found(engine, numbers=("清政办发〔2017〕5号",)) == ["a", "b"]
    assert found(engine, numbers=("清政办发〔2017〕5号",), search_in="number") == ["a"]
    assert found(engine, "清民发2020 5", search_in="number") == []


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("发展银行", {"b"}),
        ("政务公开", {"d"}),
        ("低保农村", set()),
        ("清政办发〔2017〕5号同时废止", {"b"}),
        ("保", {"a", "b"}),
    ],
)
def test_phrases_are_strings_of_the_text(engine: SearchEngine, phrase: str, expected: set[str]) -> None:
    assert set(found(engine, phrases=(phrase,))) == expected
    assert set(found(engine, phrase, exact=True)) == expected


def test_S4_a_word_only_in_an_attachment_is_found_there_and_in_everything(engine: SearchEngine) -> None:
    for place, expected in (("attachment", ["b"]), ("all", ["b"]), ("text", []), ("title", []), ("number", [])):
        assert found(engine, "高龄津贴", search_in=place) == expected, place


def test_S12_fields_excluded_words_and_earlier_queries(engine: SearchEngine) -> None:
    assert set(found(engine, "高龄", search_in="title")) == {"c"}
    assert set(found(engine, "低保", search_in="text", expand=False)) == {"a", "b"}
    assert set(found(engine, "低保", excluded=("银行",))) == {"a"}
    assert set(found(engine, "津贴", within=("低保",))) == {"b"}


def test_official_words_are_searched_and_said(engine: SearchEngine) -> None:
    results = engine.search(SearchQuery(on=ON, words="低保"))
    assert results.expansions == (("低保", ("最低生活保障",)),)
    assert not engine.search(SearchQuery(on=ON, words="低保", expand=False)).expansions


def test_status_is_that_of_the_day_and_later_documents_do_not_exist_yet(engine: SearchEngine) -> None:
    for day, status in ((date(2017, 4, 30), "unknown"), (date(2017, 5, 1), "in_force"), (date(2022, 5, 1), "lapsed")):
        results = engine.search(SearchQuery(on=day, words="通知", search_in="title", facets=("status",)))
        assert results.hits[0].status.value == status
        assert [(v.value, v.count) for v in results.facets[0].values] == [(status, 1)]
    assert set(found(engine, on=date(2018, 1, 9))) == {"a"}
    assert set(found(engine, on=date(2018, 1, 10))) == {"a", "b"}
    assert found(engine, on=date(2022, 5, 1), filters={"status": ("lapsed",)}) == ["a"]


def test_S2_S3_ranges_include_both_days_and_sorts_put_missing_dates_last(engine: SearchEngine) -> None:
    whole = DateRange(date(2017, 4, 20), date(2018, 1, 10))
    assert set(found(engine, ranges={"issued": whole})) == {"a", "b"}
    assert set(found(engine, ranges={"issued": DateRange(end=date(2017, 4, 19))})) == set()
    assert found(engine, sort="issued") == ["c", "b", "a", "d"]
    assert found(engine, sort="published") == ["d", "c", "a", "b"]


def test_a_facet_ignores_its_own_filter_and_shows_what_is_selected(engine: SearchEngine) -> None:
    query = SearchQuery(on=ON, filters={"issuer": (CIVIL, "无此机关")}, facets=("issuer", "form"), facet_size=1)
    results = engine.search(query)
    assert set(ids(results)) == {"b", "c"}
    issuer, form = results.facets
    values = {value.value: (value.count, value.selected) for value in issuer.values}
    assert values[CIVIL] == (2, True)
    assert values["无此机关"] == (0, True)
    assert len(form.values) == 1
    assert OFFICE in values or len(values) == 3 or issuer.values[0].count == 2


def test_marks_are_the_words_and_pages_do_not_overlap(engine: SearchEngine) -> None:
    hit = engine.search(SearchQuery(on=ON, words="农村 低保")).hits[0]
    for part in (hit.title, hit.snippet):
        assert {part.text[start:end] for start, end in part.marks} <= {"农村", "低保", "最低生活保障"}
        assert part.marks
    pages = [found(engine, offset=offset, limit=1)[0] for offset in range(4)]
    assert sorted(pages) == ["a", "b", "c", "d"]


WORDS = ["农村", "低保", "补贴", "通知", "标准"]
DAYS = st.none() | st.dates(date(2018, 1, 1), date(2026, 12, 31))
STEPS = st.lists(st.tuples(DAYS, st.sampled_from(list(Status))), max_size=3)


@st.composite
def entry_lists(draw: st.DrawFn) -> list[IndexEntry]:
    made = []
    for number in range(draw(st.integers(0, 12))):
        text = st.lists(st.sampled_from(WORDS), max_size=5).map("，".join)
        steps = draw(STEPS)
        made.append(
            IndexEntry(
                id=f"id{number}",
                title=draw(text),
                text=draw(text),
                attachment_text=draw(text),
                kind=draw(st.sampled_from([kind.value for kind in Kind])),
                issuers=tuple(draw(st.lists(st.sampled_from(["甲局", "乙局", "丙局"]), unique=True, max_size=2))),
                issued_on=draw(DAYS),
                published_on=draw(DAYS),
                expires_on=draw(DAYS),
                timeline=tuple(TimelineStep(since, status, "测试") for since, status in steps),
                interpreted=draw(st.booleans()),
            )
        )
    return made


QUERIES = st.builds(
    SearchQuery,
    on=st.dates(date(2018, 1, 1), date(2027, 1, 1)),
    words=st.lists(st.sampled_from(WORDS), max_size=2, unique=True).map(" ".join),
    phrases=st.sampled_from([(), ("低保", "标准"), ("村，低",)]),
    excluded=st.sampled_from([(), ("补贴",)]),
    expand=st.just(False),
    search_in=st.sampled_from(["all", "title", "text", "attachment"]),
    filters=st.fixed_dictionaries(
        {},
        optional={
            "issuer": st.sampled_from([("甲局",), ("甲局", "乙局")]),
            "kind": st.just(("notice", "law")),
            "status": st.just(("in_force", "unknown")),
        },
    ),
    ranges=st.sampled_from([{}, {"issued": DateRange(date(2020, 1, 1), date(2024, 1, 1))}]),
    limit=st.just(100),
    facets=st.just(FACETS),
    facet_size=st.just(100),
)


@pytest.fixture(scope="module")
def changing(place: Place) -> Iterator[SearchEngine]:
    """An engine whose documents each example replaces: a new index for each would take OpenSearch minutes."""
    opened = open_engine(place())
    opened.rebuild([])
    yield opened
    opened.close()


def fill(engine: SearchEngine, entries: list[IndexEntry]) -> None:
    engine.update(entries, {f"id{n}" for n in range(14)} - {entry.id for entry in entries})


@pytest.mark.parametrize("place", ["whoosh", pytest.param("opensearch", marks=pytest.mark.slow)], indirect=True)
@settings(max_examples=40, deadline=None)
@given(entry_lists(), st.lists(QUERIES, min_size=1, max_size=8))
def test_S1_totals_and_counts_equal_brute_force(changing: SearchEngine, entries: list[IndexEntry], queries: list[SearchQuery]) -> None:  # fmt: skip
    fill(changing, entries)
    for query in queries:
        results = changing.search(query)
        expected, counts = brute_force(entries, query)
        assert set(ids(results)) == expected
        assert results.total == len(expected)
        for facet in results.facets:
            assert {v.value: v.count for v in facet.values if v.count} == counts[facet.name], facet.name


@pytest.mark.parametrize("name", ["published", "issued", "effective", "expires"])
def test_S3_both_days_of_a_range_are_in_it_and_their_neighbours_out(changing: SearchEngine, name: str) -> None:
    """Each of the four dates alone: the other three of a document are another day."""
    days = [date(2020, 2, 28), date(2020, 2, 29), date(2020, 12, 31), date(2021, 1, 1), None]
    other = {f"{one}_on": date(1999, 1, 1) for one in ("published", "issued", "effective", "expires")}
    fill(changing, [IndexEntry(f"id{n}", **{**other, f"{name}_on": day}) for n, day in enumerate(days)])
    asked = DateRange(days[1], days[2])
    assert set(found(changing, ranges={name: asked})) == {"id1", "id2"}
    assert set(found(changing, ranges={name: replace(asked, end=None)})) == {"id1", "id2", "id3"}
    assert set(found(changing, ranges={name: replace(asked, start=None)})) == {"id0", "id1", "id2"}
    assert found(changing, sort=name) == ["id3", "id2", "id1", "id0", "id4"]


@pytest.mark.parametrize("place", ["whoosh", pytest.param("opensearch", marks=pytest.mark.slow)], indirect=True)
@settings(max_examples=10, deadline=None)
@given(entry_lists(), st.data())
def test_an_updated_index_finds_what_a_rebuilt_one_does(changing: SearchEngine, place: Place, entries: list[IndexEntry], data: st.DataObject) -> None:  # fmt: skip
    """Order and scores are `test_updates.py`'s: an engine may go on counting deleted documents in them for a while."""
    fill(changing, entries)
    state = {entry.id: entry for entry in entries}
    for _ in range(data.draw(st.integers(1, 3))):
        names = data.draw(st.lists(st.sampled_from([f"id{n}" for n in range(14)]), max_size=4, unique=True))
        changed = [replace(state.get(name, SAMPLE[0]), id=name, title="低保，标准") for name in names[1:]]
        changing.update(changed, names[:1])
        state |= {entry.id: entry for entry in changed}
        for name in names[:1]:
            state.pop(name, None)
    for words in ("", "低保", "农村 标准"):
        query = SearchQuery(on=date(2030, 1, 1), words=words, limit=50, facets=FACETS, expand=False, facet_size=50)
        results = changing.search(query)
        expected, counts = brute_force(list(state.values()), query)
        assert set(ids(results)) == expected
        assert {f.name: {v.value: v.count for v in f.values} for f in results.facets} == counts
    assert changing.count() == len(state)


def test_a_second_engine_sees_an_update(place: Place) -> None:
    url = place()
    writer, reader = open_engine(url), open_engine(url)
    writer.rebuild(SAMPLE)
    assert found(reader, "公开") == ["d"]
    changed = replace(SAMPLE[3], title="废旧标题", text="改了")
    writer.update([changed], ["a"])
    assert found(reader, "公开") == []
    results = reader.search(SearchQuery(on=ON, facets=FACETS, facet_size=50))
    expected, counts = brute_force([*SAMPLE[1:3], changed], SearchQuery(on=ON, facets=FACETS))
    assert (set(ids(results)), writer.count()) == (expected, 3)
    assert {f.name: {v.value: v.count for v in f.values} for f in results.facets} == counts


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("低保 OR 公开", {"a", "b", "d"}),
        ("低保 -银行", {"a"}),
        ("标题:低保", {"a", "b"}),
        ("(高龄 OR 八十周岁) 津贴", {"b", "c"}),
        ("农村 NEAR/2 标准", {"a", "b"}),
        ("农村 NEAR/1 标准", set()),
        ("标准 NEAR/2 农村", {"a", "b"}),
        ("保 NEAR/1 农村", {"a", "b"}),
        ("保 NEAR/0 农村", set()),
        ("低保 NEAR/0 保标准", {"a", "b"}),
    ],
)
def test_operators(engine: SearchEngine, typed: str, expected: set[str]) -> None:
    read = parse(typed)
    query = SearchQuery(
        on=ON, words=read.words, phrases=read.phrases, excluded=read.excluded, conditions=read.conditions
    )
    assert set(ids(engine.search(replace(query, expand=False)))) == expected


@pytest.mark.parametrize("sort", ["relevance", "published", "issued", "expires"])
@pytest.mark.parametrize("words", ["", "低保 OR 津贴 OR 报告"])
def test_a_walk_by_the_last_hit_sees_each_document_once(engine: SearchEngine, words: str, sort: str) -> None:
    read = parse(words)
    query = SearchQuery(on=ON, words=read.words, conditions=read.conditions, sort=sort, limit=1)
    whole, seen = ids(engine.search(replace(query, limit=10))), list[str]()
    while len(seen) < len(whole):
        results = engine.search(replace(query, after=seen[-1] if seen else ""))
        assert results.offset == len(seen)
        seen += ids(results)
    assert seen == whole
    assert not engine.search(replace(query, after=seen[-1])).hits


def test_what_names_a_number_is_found_by_it(place: Place) -> None:
    engine = open_engine(place())
    engine.rebuild([replace(SAMPLE[0], cites=("清政发〔2010〕3号", "work-9")), SAMPLE[1]], revision=3)
    assert found(engine, cites="清政发[2010]3号") == ["a"]
    assert found(engine, cites="work-9") == ["a"]
    assert found(engine, cites="清政发〔2011〕3号") == []
    assert (engine.revision(), engine.count()) == (3, 2)


def test_an_interpretation_stands_under_what_it_explains_where_both_are_found(place: Place) -> None:
    engine = open_engine(place())
    reading = IndexEntry(
        id="r",
        title="农村低保解读",
        text="农村低保怎么办。",
        kind="interpretation",
        explains=("a",),
        issued_on=date(2017, 4, 21),
    )
    engine.rebuild([*SAMPLE, reading])
    query = SearchQuery(on=ON, words="农村低保", fold=True, expand=False)
    results = engine.search(query)
    assert (results.total, results.folded, set(ids(results))) == (3, 1, {"a", "b"})
    assert [hit.id for hit in next(hit for hit in results.hits if hit.id == "a").folded] == ["r"]
    assert set(ids(engine.search(replace(query, fold=False)))) == {"a", "b", "r"}
    alone = engine.search(replace(query, words="解读"))
    assert (alone.total, alone.folded, ids(alone)) == (1, 0, ["r"])


@pytest.mark.parametrize("asked", [
    {"words": "农村 低保"}, {"words": "清政办发〔2017〕5号"}, {"words": "年度报告"}, {"words": "高龄老人怎么申请津贴", "relax": True},
    {"words": "低保标准", "expand": False}, {"words": "農村低保"},
])  # fmt: skip
def test_reasons_make_the_score(engine: SearchEngine, asked: dict[str, Any]) -> None:
    results = engine.search(SearchQuery(on=ON, explain=True, **asked))
    assert results.hits
    for hit in results.hits:
        score = 0.0
        for reason in hit.reasons:
            score = score + reason.value if reason.how == "+" else score * reason.value
        assert score == pytest.approx(hit.score, rel=1e-4, abs=1e-3)
        assert all(reason.value > -1e-3 for reason in hit.reasons)
        assert any(place in reason.text for reason in hit.reasons for place in ("标题", "正文", "附件", "文号"))


def test_suggestions(engine: SearchEngine) -> None:
    assert [one.text for one in engine.suggest("清政办发2017")][:2] == ["清政办发〔2017〕5号", "清政办发〔2017〕6号"]
    assert [one.text for one in engine.suggest("民政局") if one.kind == "issuer"] == [CIVIL]
    assert "低保" in [one.text for one in engine.suggest("dibao")]
    assert [one.id for one in engine.suggest("高龄老人") if one.kind == "title"] == ["c"]
    assert engine.suggest("没有这样的东西") == ()


def test_what_leaves_nothing_is_named(engine: SearchEngine) -> None:
    blockers = engine.search(SearchQuery(on=ON, words="低保 没有此词", expand=False)).blockers
    assert blockers[0].alone == 0
    narrowed = engine.search(SearchQuery(on=ON, words="低保", filters={"issuer": ("无此机关",)})).blockers
    assert [(one.kind, one.value, one.total) for one in narrowed] == [("filter", "issuer", 2)]


def test_a_failed_build_leaves_the_served_index_and_each_change_has_a_version(place: Place) -> None:
    engine = open_engine(place())
    engine.rebuild(SAMPLE)
    before = engine.version()

    def failing() -> Iterator[IndexEntry]:
        yield SAMPLE[0]
        raise IndexUnavailableError("the store went away")

    with pytest.raises(IndexUnavailableError, match="went away"):
        engine.rebuild(failing())
    assert len(found(engine)) == 4
    assert engine.version() == before
    engine.update([], ["a"])
    assert engine.version() != before


def test_no_search_fails_while_a_new_index_takes_over(place: Place) -> None:
    """O5: every answer is that of the old index or of the new one."""
    url = place()
    writer, done, totals = open_engine(url), threading.Event(), list[int]()
    writer.rebuild(SAMPLE[:1])

    def ask() -> list[int]:
        reader = open_engine(url)
        while not done.is_set():
            totals.append(reader.search(SearchQuery(on=ON, facets=("kind",))).total)
        return totals

    with ThreadPoolExecutor(1) as readers:
        asking = readers.submit(ask)
        try:
            writer.rebuild(SAMPLE)
            while totals[-1:] != [4] and not asking.done():
                done.wait(0.01)
        finally:
            done.set()
        assert sorted(asking.result()) == totals
    assert set(totals) == {1, 4}


def test_no_index_says_what_to_do(place: Place) -> None:
    with pytest.raises(IndexUnavailableError, match="govdoc index --rebuild"):
        open_engine(place()).search(SearchQuery(on=ON))
