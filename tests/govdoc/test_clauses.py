"""Validity clauses: the table, the spans, the arithmetic of days, and the floors on real sentences."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.clauses import Clause, find_clauses
from govdoc.terms import Period, last_day, parse_period, read_last, read_period, start_after
from tests.govdoc.growth import grows_linearly

TABLE = tomllib.loads((Path(__file__).parents[1] / "cases" / "clauses.toml").read_text(encoding="utf-8"))
PRECISION, RECALL, FALSE_FRIENDS = 0.98, 0.95, 0.02


def said(clause: Clause) -> dict[str, Any]:
    return {
        "about_document": clause.about_document,
        "effective_on": clause.effective_on.isoformat() if clause.effective_on else None,
        "effective_rule": clause.effective_rule,
        "expires_on": clause.expires_on.isoformat() if clause.expires_on else None,
        "period": clause.period,
        "trial": clause.trial,
    }


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["text"][:24])
def test_table(case: dict[str, Any]) -> None:
    about = [said(c) for c in find_clauses(case["text"]) if c.about_document]
    nothing: dict[str, Any] = {"effective_on": None, "effective_rule": None, "expires_on": None, "period": None}
    expected = {"about_document": True, "trial": False} | nothing
    expected |= {key: value for key, value in case.items() if key not in ("text", "note")}
    assert about == [expected], case["note"]


@pytest.mark.parametrize("case", TABLE["false_friend"], ids=lambda case: case["text"][:24])
def test_false_friends(case: dict[str, Any]) -> None:
    assert not [c for c in find_clauses(case["text"]) if c.about_document], case["note"]


def test_a_title_makes_the_clause_the_documents_own() -> None:
    text = "《云川市燃气管理办法》自2018年1月1日起施行。"
    assert find_clauses(text, title="关于云川市燃气管理办法的通知")[0].effective_on == date(2018, 1, 1)


def test_an_interpretation_speaks_of_another_document() -> None:
    clauses = find_clauses("本办法自印发之日起施行，有效期5年。", kind="interpretation")
    assert clauses
    assert not any(c.about_document for c in clauses)


def test_real_sentences(real_data: Path) -> None:
    right = wrong = missed = taken = friends = 0
    for line in (real_data / "truth" / "validity_clauses_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        about = [said(c) for c in find_clauses(row["text"], row.get("kind")) if c.about_document]
        if not row["expected"]["about_document"]:
            friends, taken, wrong = friends + 1, taken + bool(about), wrong + len(about)
        elif row["expected"] in about:
            right, wrong = right + 1, wrong + len(about) - 1
        else:
            missed, wrong = missed + 1, wrong + len(about)
    assert right / (right + wrong) >= PRECISION
    assert right / (right + missed) >= RECALL
    assert taken <= FALSE_FRIENDS * friends


PIECES = st.sampled_from(
    ["本办法", "自", "2020年2月29日", "起", "施行", "，", "。", "有效期", "至", "5年", "许可证", "《", "》", "（", "\n", "公布之日", "“", "2021年底", "x", "第三条", "满一个月后", "次日", "推迟至", "试行1年", "计算", "2021年2月28日"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
def test_every_quote_is_the_text_at_its_span(text: str) -> None:
    for clause in find_clauses(text):
        assert text[clause.start : clause.end] == clause.quote
        assert clause.start < clause.end
        if clause.effective_on and clause.expires_on:
            assert clause.expires_on >= clause.effective_on - timedelta(days=1)


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 99), st.integers(0, 99), st.integers(1, 999))
def test_periods_never_fail(start: date, years: int, months: int, days: int) -> None:
    end = last_day(start, Period(years, months, days))
    assert end is not None
    assert end >= start
    longer = last_day(start, Period(years + 1, months, days))
    assert longer is not None
    assert longer > end


@pytest.mark.parametrize(
    ("start", "iso", "end"),
    [
        ("2012-09-10", "P5Y", "2017-09-09"),
        ("2020-02-29", "P1Y", "2021-02-28"),
        ("2020-02-29", "P4Y", "2024-02-28"),
        ("2021-08-31", "P6M", "2022-02-28"),
        ("2021-01-31", "P1M", "2021-02-28"),
        ("2021-01-01", "P1Y", "2021-12-31"),
        ("2021-01-01", "P30D", "2021-01-30"),
        ("2020-03-01", "P1Y", "2021-02-28"),
    ],
)
def test_last_days(start: str, iso: str, end: str) -> None:
    period = parse_period(iso)
    assert period is not None
    assert last_day(date.fromisoformat(start), period) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("day", "iso", "first"),
    [
        ("2020-01-31", "P1M", "2020-03-01"),
        ("2021-12-31", "P30D", "2022-01-30"),
        ("2020-02-29", "P1Y", "2021-03-01"),
        ("2020-02-28", "P1D", "2020-02-29"),
    ],
)
def test_first_days_after_a_delay(day: str, iso: str, first: str) -> None:
    delay = parse_period(iso)
    assert delay is not None
    assert start_after(date.fromisoformat(day), delay) == date.fromisoformat(first)


def test_reading_of_ends_and_lengths() -> None:
    assert read_last("2020年2月底") == date(2020, 2, 29)
    assert read_last("2021年2月30日") is None
    spans = {"半年": "P6M", "两年": "P2Y", "一年半": "P1Y6M", "十二个月": "P12M", "３０日": "P30D"}
    for text, iso in spans.items():
        period = read_period(text)
        assert period is not None
        assert period.iso == iso


@pytest.mark.parametrize(
    "unit",
    ["（", "本办法自", "自2020年1月1日起施行，", "1", "“", "《", "自公布之日起", "有效期", "2020年1月1日至", "本《", "自新", "修改为", "本办法由市财政局负责解释，自公布之\n"],
)  # fmt: skip
def test_hostile_text_costs_linear_time(unit: str) -> None:
    assert grows_linearly(find_clauses, unit)
