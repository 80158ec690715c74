"""Terms that change later: the table of wordings, spans for any text, work that grows with the text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.conditions import find_conditions
from govdoc.term_changes import TermChange, find_term_changes
from tests.govdoc.growth import grows_linearly

TABLE = tomllib.loads((Path(__file__).parents[1] / "cases" / "term_changes.toml").read_text(encoding="utf-8"))
PIECES = st.sampled_from(
    ["《甲办法》", "（云政发〔2015〕3号）", "有效期", "延长", "至", "2025年12月31日", "5年", "推迟", "施行", "本办法", "自", "新办法施行之日起", "自动失效", "，", "。", "\n", "《", "“", "暂停执行", "恢复执行", "继续有效", "由", "调整为"]
)  # fmt: skip
HOSTILE = [
    "《甲办法》有效期",
    "《甲》自",
    "本办法自新",
    "《",
    "有效期延长",
    "自新规定出台",
    "至",
    "，",
    "本办法，",
    "继续有效，",
    "经研究，决定将有效期",
    "暂停执行《甲办法》",
]


def row(change: TermChange) -> str:
    cells = (
        change.change,
        change.title,
        change.number,
        change.on,
        change.until,
        change.period.iso if change.period else None,
    )
    return " | ".join(str(cell or "") for cell in cells)


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["note"])
def test_changes(case: dict[str, Any]) -> None:
    assert [row(change) for change in find_term_changes(case["text"], case.get("title"))] == case["found"], case["note"]


@pytest.mark.parametrize("case", TABLE["condition"], ids=lambda case: case["note"])
def test_conditions(case: dict[str, Any]) -> None:
    found = [condition.quote for condition in find_conditions(case["text"])]
    assert found == ([case["quote"]] if "quote" in case else []), case["note"]


def test_the_texts_own_title_is_not_changed_by_it() -> None:
    text = "《云川市燃气办法》有效期延长至2025年12月31日。"
    assert find_term_changes(text, title="云川市燃气办法") == ()


def test_an_interpretation_has_no_condition_of_its_own() -> None:
    assert find_conditions("本通知自新办法施行之日起自行废止。", "interpretation") == ()


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=120))
def test_every_quote_is_the_text_at_its_span(text: str) -> None:
    for found in (*find_term_changes(text), *find_conditions(text)):
        assert text[found.start : found.end] == found.quote
        assert found.start < found.end


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    assert grows_linearly(lambda text: (find_term_changes(text), find_conditions(text)), unit)
