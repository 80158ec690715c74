"""Passages and their marks; the measures of a ranking; the JSON of an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.document import Status
from govdoc.errors import DataError
from indexer.evaluation import Judged, evaluate, read_queries
from indexer.results import Facet, FacetValue, Hit, SearchResults, Snippet
from indexer.results_json import results_json
from indexer.snippets import WINDOW, marks, snippet
from indexer.tokenizer import squeeze


@pytest.mark.parametrize(
    ("text", "needle", "marked"),
    [
        ("关于农村 低保的通知", "农村低保", ["农村 低保"]),
        ("国办发〔２０２３〕26 号文件", "国办发(2023)26号", ["国办发〔２０２３〕26 号"]),
        ("ＷＴＯ与wto", "wto", ["ＷＴＯ", "wto"]),
        ("没有", "低保", []),
    ],
)
def test_S6_marks_are_slices_of_the_text_as_it_is(text: str, needle: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in marks(text, (needle,))] == marked


@given(
    st.text(alphabet="低保农村标准，。 \nＡa"),
    st.lists(st.sampled_from(["低保", "农村", "a", "标准"]), max_size=3, unique=True),
)
def test_every_mark_of_a_passage_is_a_needle(text: str, needles: list[str]) -> None:
    found = snippet([("text", text)], tuple(needles))
    assert found.text in text
    assert all(squeeze(found.text[start:end]) in needles for start, end in found.marks)
    assert bool(found.marks) == bool(marks(text, tuple(needles)))


def test_the_best_passage_has_the_most_different_words() -> None:
    text = "低保低保低保。" + "无关的话。" * 80 + "这里规定低保标准如何确定。" + "无关的话。" * 80
    found = snippet([("text", text)], ("低保", "标准"))
    assert found.text.startswith("这里规定低保标准")
    assert len(found.text) <= WINDOW + 2


def test_an_attachment_gives_the_passage_when_the_text_has_none() -> None:
    assert snippet([("text", "正文"), ("attachment", "名册中的低保户")], ("低保",)).part == "attachment"
    assert snippet([("text", "正文"), ("attachment", "名册")], ("低保",)) == Snippet("正文")


def test_measures() -> None:
    rankings = {"one": ["x", "a", "b"], "two": ["y"] * 10 + ["c"]}
    queries = [Judged("one", ("a",)), Judged("two", ("c", "d")), Judged("no answer", ())]
    figures = evaluate(queries, lambda words, limit: rankings[words][:limit])
    assert figures == {"queries": 2, "hit@10": 0.5, "mrr@10": 0.25, "ndcg@10": 0.3155, "recall@100": 0.75}


@pytest.mark.parametrize("body", ["{", "{}", '[{"query": 1, "relevant": []}]', '["x"]'])
def test_judged_queries_that_are_none(tmp_path: Path, body: str) -> None:
    path = tmp_path / "queries.json"
    path.write_text(body, "utf-8")
    with pytest.raises(DataError, match=r"queries\.json"):
        read_queries(path)


def test_the_answer_as_json() -> None:
    hit = Hit("a", Snippet("低保办法", ((0, 2),)), Snippet("正文"), 1.5, Status.LAPSED, "有效期满", issuers=("甲局",))
    facet = Facet("status", (FacetValue("lapsed", 1, True),))
    answer = results_json(SearchResults(1, (hit,), (facet,), expansions=(("低保", ("最低生活保障",)),)), "低保")
    assert answer["expansions"] == [{"word": "低保", "also": ["最低生活保障"]}]
    assert {"total", "took_ms", "query", "correction", "hits", "facets"} <= set(answer)
    assert answer["hits"][0]["status"] == "lapsed"
    assert answer["hits"][0]["marks"] == {"title": [[0, 2]], "snippet": []}
    assert answer["facets"][0]["values"] == [{"value": "lapsed", "label": "已失效", "count": 1, "selected": True}]
