"""Long documents: the article that answers is found, shown, named by its anchor, and counts for the order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govdoc.outline import outline
from indexer.boosts import boosts
from indexer.engine import SearchEngine, open_engine
from indexer.fields import IndexEntry
from indexer.nearness import best_passage, best_passages
from indexer.passages import LONG, cuts, passages, place_of
from indexer.query import SearchQuery
from indexer.tokenizer import squeeze
from indexer.units import plan
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.conftest import Place
from tests.indexer.helpers import ON

FILLER = "各单位应当加强组织领导，落实工作责任，按时报送情况，确保各项任务落到实处。"
NUMERALS = "一二三四五六七八九十"


def article(number: int, text: str) -> str:
    return f"第{NUMERALS[number - 1]}条 {text}{FILLER * 4}"


RULES = "\n".join(
    ["第一章 总则"]
    + [article(n, "养犬应当文明。") for n in range(1, 7)]
    + [
        "第二章 责任",
        article(7, "犬只伤人的，饲养人应当立即送医并承担医疗费用。"),
        article(8, "本办法自公布之日起施行。"),
    ]
)
SCATTERED = "\n".join(article(n, text) for n, text in enumerate(["犬只登记。", "伤人事故统计。", "医疗机构。", "承担宣传费用。", "饲养家禽。", *["卫生。"] * 4], 1))  # fmt: skip
NOTICE = "\n".join([FILLER * 2] * 20 + ["申领高龄津贴的，向户籍所在地的社区提出。" + FILLER] + [FILLER * 2] * 5)


@pytest.fixture(scope="module")
def engine(place: Place) -> Iterator[SearchEngine]:
    opened = open_engine(place())
    opened.rebuild(
        [
            IndexEntry(id="scattered", title="综合管理办法", text=SCATTERED),
            IndexEntry(id="rules", title="城市管理办法", text=RULES),
            IndexEntry(id="notice", title="通知", text=NOTICE),
            IndexEntry(id="short", title="公告", text="第一条 依法办理。\n第二条 高温津贴按月发放。"),
        ]
    )
    yield opened
    opened.close()


def test_the_article_that_answers_is_shown_and_named(engine: SearchEngine) -> None:
    hit = engine.search(SearchQuery(on=ON, words="犬只伤人谁承担医疗费用", relax=True)).hits[0]
    assert (hit.id, hit.place, hit.anchor) == ("rules", "第七条", "art-7")
    assert hit.snippet.text.startswith("第七条 犬只伤人的")
    assert RULES[hit.snippet.start :].startswith(hit.snippet.text)
    assert {"犬", "伤人", "医疗费用"} & {hit.snippet.text[a:b] for a, b in hit.snippet.marks}


@pytest.mark.parametrize("place", ["whoosh"], indirect=True)
def test_words_together_in_one_article_outdo_the_same_words_here_and_there(engine: SearchEngine) -> None:
    hits = engine.search(SearchQuery(on=ON, words="犬 伤人 医疗 承担 饲养")).hits
    assert [hit.id for hit in hits] == ["rules", "scattered"]


def test_a_paragraph_of_a_notice_is_named_too_and_so_is_one_of_a_short_text(engine: SearchEngine) -> None:
    (hit,) = engine.search(SearchQuery(on=ON, words="高龄津贴")).hits
    assert (hit.place, hit.anchor) == ("", "p-21")
    (short,) = engine.search(SearchQuery(on=ON, words="高温津贴")).hits
    assert (short.place, short.anchor) == ("第二条", "art-2")


def test_what_matches_in_the_title_alone_has_no_anchor(engine: SearchEngine) -> None:
    (hit,) = engine.search(SearchQuery(on=ON, words="综合", search_in="title")).hits
    assert hit.anchor == ""


def test_an_update_and_a_merge_keep_the_passages(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild([IndexEntry(id=f"x{n}", title="通知", text=NOTICE) for n in range(3)])
    for n in range(9):
        engine.update([IndexEntry(id=f"y{n}", title="办法", text=RULES)], deleted=[f"x{n}"] if n < 2 else [])
    hits = engine.search(SearchQuery(on=ON, words="犬只伤人", limit=20)).hits
    assert [(hit.id, hit.anchor) for hit in hits] == [(f"y{n}", "art-7") for n in range(9)]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "第一条 甲乙",
                "第二章 丙",
                "一、丁",
                "戊己庚" * 60,
                "己庚；" * 110 + "  二、辛。（三）壬",
                " 𠮷字 ",
                "",
                "乙丙" * 30,
            ]
        ),
        max_size=60,
    )
)
def test_passages_cover_the_text_and_cuts_are_their_places_when_squeezed(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = passages(text)
    assert (found[0].start, found[-1].end) == (0, len(text))
    assert all(one.end == other.start for one, other in pairwise(found))
    assert all(one.start <= one.shown <= one.end for one in found)
    units = squeeze(text).encode("utf-16-le")
    starts = cuts(text)
    assert len(starts) == (len(found) if len(found) > 1 else 0)
    for start, passage in zip(starts, found, strict=False):
        assert units[start * 2 :].decode("utf-16-le").startswith(squeeze(text[passage.start : passage.end]))
    if len(text) < LONG:
        assert starts == []
    assert all(place_of(text, line.start)[1] in {one.name for one in outline(text)} for line in outline(text))


@pytest.mark.parametrize("place", ["whoosh"], indirect=True)
def test_the_best_passage_is_the_one_that_brute_force_finds(engine: SearchEngine) -> None:
    """Most different words of the query in one passage; and by the text alone it is the same."""
    assert isinstance(engine, WhooshEngine)
    collection = engine.generation.collection
    for words in ("犬只 伤人 送医", "高龄 津贴 户籍", "伤人事故 统计", "公布 施行"):
        asked, documents = plan(SearchQuery(on=ON, words=words)), np.arange(collection.size)
        best = best_passages(collection, asked, documents, boosts().fields, boosts())
        for document, at in zip(best.documents.tolist(), best.passages.tolist(), strict=True):
            text = collection.entry(document).text
            had = [sum(word in text[p.start : p.end] for word in words.split()) for p in passages(text)]
            assert had[at] == max(had)
            alone = best_passage(text, [(word, 1.0) for word in words.split()])
            assert alone is None or had[alone] == max(had)
