"""Citations: the table of cases, the floors on real sentences, what holds for any text."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.citations import Citation, find_citations
from govdoc.number import normalise_number
from govdoc.quotes import find_quoted
from tests.govdoc.growth import grows_linearly

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "citations.toml").read_text(encoding="utf-8"))["case"]
PIECES = st.sampled_from(
    [
        "《",
        "》",
        "〈",
        "〉",
        "（",
        "）",
        "办法",
        "同时废止",
        "根据",
        "制定",
        "，",
        "。",
        "、",
        "和",
        "国发〔2019〕5号",
        "附件2",
        "\n",
        "以下简称",
        "某部令第3号",
        "公布的",
        "修订",
        "1.",
        "下列文件废止：",
        "对",
        "解读",
        "印发了",
    ]
)
HOSTILE = [
    "《",
    "》",
    "《甲》、",
    "《甲《乙》",
    "《a》（",
    "《甲》同时",
    "《甲》等",
    "（",
    "国发〔2019〕5号附件",
    "《甲》第一条、",
    "下列废止：",
    "根据",
]
ACTIONS = {"repealed": "repeals", "lapsed": "lapses", "stopped": "stops", "lifted": "lifts"}
REPEALS_FLOOR, CITATIONS_FLOOR, RELATIONS_FLOOR = 0.95, 0.95, 0.93


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_case(case: dict[str, Any]) -> None:
    found = find_citations(case["text"], case.get("kind"), case.get("title"))
    assert [_row(c) for c in found] == case["found"]


def _row(citation: Citation) -> dict[str, Any]:
    row = {
        "relation": citation.relation,
        "title": citation.title,
        "number": citation.number,
        "short": citation.short_name,
        "part": citation.part,
        "inverse": citation.direction == "inverse",
    }
    assert (citation.scope == "part") == (citation.part is not None)
    return {key: value for key, value in row.items() if value}


def test_a_document_named_twice_is_one_citation_with_its_strongest_relation_and_that_evidence() -> None:
    text = "按照《某区救助办法》（某政发〔2011〕3号）办理。《某区救助办法》自2020年1月1日起同时废止。"
    (citation,) = find_citations(text)
    assert (citation.relation, citation.number) == ("repeals", "某政发〔2011〕3号")
    assert citation.start == text.rindex("《")


def test_a_short_name_speaks_of_the_document_it_was_given_to() -> None:
    text = "国务院下发了《关于养老保险改革的决定》（国发〔2015〕2号）。为贯彻落实《决定》精神，提出如下意见。"
    assert [(c.relation, c.title) for c in find_citations(text)] == [("implements", "关于养老保险改革的决定")]


def test_unbalanced_marks_lose_nothing_else() -> None:
    assert [q.title for q in find_quoted("《甲办法。又《乙办法》和《关于印发《丙》的通知》》《丁")] == [
        "乙办法",
        "关于印发《丙》的通知",
    ]


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from([None, "interpretation"]))
def test_quote_is_the_text_at_its_place(text: str, kind: str | None) -> None:
    for citation in find_citations(text, kind):
        assert text[citation.start : citation.end] == citation.quote
        assert citation.title or citation.number


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    assert grows_linearly(lambda text: find_citations(text, "interpretation"), unit)


def test_real_citations(real_data: Path) -> None:
    hits = extra = missed = right = 0
    for row in _rows(real_data, "citations_dev.jsonl"):
        found = list(find_citations(row["text"], row.get("kind")))
        for want in row["expected"]["citations"]:
            key = (want["title"], normalise_number(want["number"]) if want["number"] else None)
            hit = next((c for c in found if (c.title, c.number) == key), None)
            if hit is None:
                missed += 1
                continue
            found.remove(hit)
            hits += 1
            right += (hit.relation, hit.direction) == (want["relation"], want.get("direction", "out"))
        extra += len(found)
    assert 2 * hits / (2 * hits + extra + missed) >= CITATIONS_FLOOR
    assert right / hits >= RELATIONS_FLOOR


def test_real_repeals(real_data: Path) -> None:
    hits = extra = missed = 0
    for row in _rows(real_data, "repeals_dev.jsonl"):
        found = [
            (c.relation, c.title, c.number, c.scope, c.part)
            for c in find_citations(row["text"], row.get("kind"))
            if c.relation in ACTIONS.values()
        ]
        for want in row["expected"]["repeals"]:
            number = normalise_number(want["number"]) if want["number"] else None
            key = (ACTIONS[want["action"]], want["title"], number, want["scope"], want["part"])
            if key in found:
                found.remove(key)
                hits += 1
            else:
                missed += 1
        extra += len(found)
    assert 2 * hits / (2 * hits + extra + missed) >= REPEALS_FLOOR


def _rows(real_data: Path, name: str) -> list[dict[str, Any]]:
    lines = (real_data / "truth" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
