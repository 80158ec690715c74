"""Operators: what is read, what is found, and that nothing typed breaks or delays a search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.conditions import AllOf, AnyOf, Condition, Near, NoneOf, Sought, wanted
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from indexer.syntax import Parsed, parse
from indexer.tokenizer import squeeze, terms
from indexer.whoosh_engine import WhooshEngine
from tests.effort import calls
from tests.indexer.helpers import ON, SAMPLE

A, B = Sought("低保"), Sought("特困")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("农村 低保", Parsed("农村 低保")),
        ('"农村低保" 标准 -解读', Parsed("标准", ("农村低保",), ("解读",))),
        ("清政办发〔2017〕5号 低保", Parsed("低保", numbers=("清政办发〔2017〕5号",))),
        ("低保 OR 特困", Parsed(conditions=(AnyOf((A, B)),))),
        ("(低保 OR 特困) 标准", Parsed("标准", conditions=(AnyOf((A, B)),))),
        ("低保 or 特困", Parsed("低保 or 特困")),
        ("低保 AND 标准 NOT 解读", Parsed("低保 标准", excluded=("解读",))),
        ("标题：低保 标准", Parsed("标准", conditions=(Sought("低保", field="title"),))),
        ('-title:"低保 办法" 标准', Parsed("标准", conditions=(NoneOf(Sought("低保 办法", True, "title")),))),
        ("正文:(低保 特困)", Parsed(conditions=(Sought("低保", field="text"), Sought("特困", field="text")))),
        ("文号:(2017)5号", Parsed(conditions=(Sought("(2017)5号", field="number"),))),
        ("低保 NEAR/5 特困", Parsed(conditions=(Near(A, B, 5),))),
        ("-(低保 特困) 标准", Parsed("标准", conditions=(NoneOf(AllOf((A, B))),))),
        ("关于印发办法（试行）的通知", Parsed("关于印发办法（试行）的通知")),
        ("通知:低保", Parsed("通知:低保")),
    ],
)
def test_what_is_read(typed: str, read: Parsed) -> None:
    assert parse(typed) == read


@pytest.mark.parametrize(
    ("typed", "words", "said"),
    [
        ('"农村 低保', "农村 低保", "引号"),
        ("(低保 OR 特困", "低保 特困", "括号"),
        ("低保) OR 特困", "低保 特困", "括号"),
        ("低保 OR", "低保", "OR"),
        ("AND 低保", "低保", "AND"),
        ("低保 NOT", "低保", "NOT"),
        ("低保 NEAR (特困 标准)", "低保 特困 标准", "NEAR"),
        ("低保 NEAR/5000 特困", "低保 特困", "200"),
        ("标题: 低保", "低保", "字段"),
        ("低保 OR ()", "低保", "括号"),
        ("(" * 30 + "低保 OR 特困" + ")" * 30, "低保 特困", "12"),
        (" OR ".join(["低保"] * 90), " ".join(["低保"] * 90), "40"),
    ],
)
def test_S11_wrong_syntax_is_read_as_plain_words_and_said(typed: str, words: str, said: str) -> None:
    read = parse(typed)
    assert (read.words, read.conditions, read.phrases) == (words, (), ())
    assert said in read.notice
    assert read.notice.endswith("已按普通词语检索。")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    opened = WhooshEngine(tmp_path_factory.mktemp("index"))
    opened.rebuild(SAMPLE)
    yield opened
    opened.close()


def query(typed: str, **rest: object) -> SearchQuery:
    read = parse(typed)
    return SearchQuery(
        on=ON, words=read.words, phrases=read.phrases, excluded=read.excluded, numbers=read.numbers,
        conditions=read.conditions, notice=read.notice, expand=False, **rest,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("低保 OR 高龄", {"a", "b", "c"}),
        ("(低保 OR 高龄) 津贴", {"b", "c"}),
        ("标题:津贴", {"c"}),
        ("附件:津贴", {"b"}),
        ("文号:清政办发2017第5", {"a"}),
        ("文号:〔2017〕5号 OR 年度报告", {"a", "d"}),
        ("低保 -文号:〔2017〕5号", {"b"}),
        ("-(低保 银行)", {"a", "c", "d"}),
        ("-低保", {"c", "d"}),
        ("八十 NEAR/4 老人", {"c"}),
        ("八十 NEAR/3 老人", set()),
        ("老人 NEAR 八十", {"c"}),
        ("银行 NEAR/200 名册", set()),
        ('title:"低保标准" OR text:"政务公开"', {"b", "d"}),
        ("-！ 低保", {"a", "b"}),
    ],
)
def test_what_is_found(engine: WhooshEngine, typed: str, expected: set[str]) -> None:
    assert {hit.id for hit in engine.search(query(typed)).hits} == expected


def test_earlier_queries_keep_their_operators(engine: WhooshEngine) -> None:
    assert {hit.id for hit in engine.search(query("津贴", within=("低保 OR 高龄", "-年度"))).hits} == {"b", "c"}


def test_a_notice_reaches_the_results_and_alternatives_are_marked(engine: WhooshEngine) -> None:
    assert "括号" in engine.search(query("(低保 OR 高龄")).notices[0]
    assert not engine.search(query("低保 OR 高龄")).notices
    hit = engine.search(query("银行 OR 名册")).hits[0]
    assert {hit.snippet.text[a:b] for a, b in hit.snippet.marks} == {"银行"}


WORDS = ["农村", "低保", "补贴", "通知", "标准"]
SOUGHT = st.builds(Sought, st.sampled_from(WORDS), st.booleans(), st.sampled_from(["all", "title", "text"]))
NEARS = st.builds(
    lambda a, b, field, n: Near(Sought(a, field=field), Sought(b, field=field), n),
    st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(["all", "text"]), st.integers(0, 6),
)  # fmt: skip
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    SOUGHT | NEARS,
    lambda inner: (
        st.builds(NoneOf, inner)
        | st.builds(AnyOf, st.tuples(inner, inner))
        | st.builds(AllOf, st.tuples(inner, inner) | st.tuples(inner, inner, inner))
    ),
    max_leaves=6,
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map("，".join)


def holds(entry: IndexEntry, condition: Condition) -> bool:
    """The meaning of a condition, written down without an index."""
    match condition:
        case Sought(text, phrase, field):
            searched = _texts(entry, field)
            return any(squeeze(text) in squeeze(t) if phrase else text in terms(t) for t in searched)
        case AllOf(parts):
            return all(holds(entry, part) for part in parts)
        case AnyOf(parts):
            return any(holds(entry, part) for part in parts)
        case NoneOf(part):
            return not holds(entry, part)
        case Near(first, second, distance):
            return any(_near(squeeze(t), first.text, second.text, distance) for t in _texts(entry, first.field))


def _texts(entry: IndexEntry, field: str) -> list[str]:
    fields = {"title": entry.title, "text": entry.text}
    return list(fields.values()) if field == "all" else [fields[field]]


def _near(text: str, one: str, other: str, distance: int) -> bool:
    first, second = ([i for i in range(len(text)) if text.startswith(word, i)] for word in (one, other))
    return any(-len(other) <= b - a + distance and b - a <= len(one) + distance for a in first for b in second)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=8), st.lists(CONDITIONS, min_size=1, max_size=8))
def test_conditions_find_what_they_mean(tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]], conditions: list[Condition]) -> None:  # fmt: skip
    entries = [IndexEntry(id=str(n), title=title, text=text) for n, (title, text) in enumerate(texts)]
    opened = WhooshEngine(tmp_path_factory.mktemp("index"))
    opened.rebuild(entries)
    for condition in conditions:
        asked = SearchQuery(on=ON, conditions=(condition,), limit=100)
        assert {hit.id for hit in opened.search(asked).hits} == {e.id for e in entries if holds(e, condition)}


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='低保 ()"“”OR-NEAR/1标题:号〔2017〕\x00\ud800😀', max_size=80))
def test_anything_is_read(typed: str) -> None:
    read = parse(typed)
    assert isinstance(read.words, str)
    assert all(one.text for condition in read.conditions for one in wanted(condition))


HARD = [
    '"', "“", "(", ")", "（", "-", "- ", "1", "12:", "第", "第一条", "〔2017〕", "国办发〔2017〕5号", "😀", "\ud800", "\x00", " ",
    "(a|b)*+", "(?:.*)*", "a OR ", "(a ", "a( ", "标题:", "标题:a ", "NOT a ", "a NEAR b ", '"a" ', "中华人民共和国", "的", "2023年5月1日",
    "abc", "a-", "QHCR-2020-0050002 ", "低保，", "國務院", "！", "一二三四", "海关总署公告2016年第", "\u200b", "零〇",
]  # fmt: skip


MANY = {
    "different words": " ".join(f"{chr(0x4E00 + n)}{chr(0x5E00 + n)}" for n in range(4_000)),
    "different characters": " ".join(chr(0x4E00 + n) for n in range(5_000)),
    "a text without an end": "".join(chr(0x4E00 + n * 7 % 20_000) for n in range(10_000)),
    "exclusions": " ".join(f"-{chr(0x4E00 + n)}" for n in range(4_000)),
    "phrases": " ".join(f'"{chr(0x4E00 + n)}"' for n in range(3_000)),
    "numbers": " ".join(f"国办发〔2017〕{n}号" for n in range(1, 900)),
}


@pytest.mark.parametrize(
    "typed", [*((piece * 10_000) for piece in HARD), *MANY.values()], ids=[*map(repr, HARD), *MANY]
)
def test_ten_thousand_characters_cost_no_more_than_five_thousand(engine: WhooshEngine, typed: str) -> None:
    """And little: half a million calls are a fraction of a second. A paragraph took half a minute when every word was tried."""

    def asked(size: int) -> int:
        text = typed[:size]
        return calls(lambda: engine.search(query(text, relax=True))) + calls(
            lambda: engine.search(SearchQuery(on=ON, words=text, exact=True))
        )

    asked(100)
    small, large = asked(5_000), asked(10_000)
    assert large < 500_000
    assert large < 1.2 * small


def test_what_is_left_out_of_a_long_query_is_said(engine: WhooshEngine) -> None:
    assert any("前 64 个词" in notice for notice in engine.search(query(MANY["different words"])).notices)
    assert any("前 2000 个字" in n for n in engine.search(SearchQuery(on=ON, words="低保" * 5_000)).notices)
    assert "短语过多，只用了前 40 个。" in parse(MANY["phrases"]).notice
    assert "排除词过多" in parse(MANY["exclusions"]).notice
    assert "文号过多" in parse(MANY["numbers"]).notice
