"""Dates: the table of cases, the floor on real ones, what holds for any text."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.dates import find_dates, parse_date
from tests.govdoc.growth import grows_linearly

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "dates.toml").read_text(encoding="utf-8"))["case"]
PIECES = st.sampled_from(list("年月日曰至到0129lO２〇○Ｏ零一二十元-./ \n"))
HOSTILE = ["2019年", "2019年1月1日至", "二〇", "1", "年", "2019-", "20190101-", " ", "一月", "2019年1月1日"]
FLOOR = 0.99


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_case(case: dict[str, Any]) -> None:
    found = [[d.date.isoformat(), *([d.until.isoformat()] if d.until else [])] for d in find_dates(case["text"])]
    assert found == case["found"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021-03-05", date(2021, 3, 5)),
        ("2021-03-05 10:20:30", date(2021, 3, 5)),
        ("2021年3月5日印发", date(2021, 3, 5)),
        ("20210305", date(2021, 3, 5)),
        ("2021年3月", None),
        ("2021年3月5日至2021年4月5日", None),
        ("约于2021年3月5日", None),
    ],
)
def test_a_whole_field_is_a_date_or_none(written: str, day: date | None) -> None:
    assert parse_date(written) == day


@given(st.lists(PIECES, max_size=50).map("".join))
def test_quote_is_the_text_at_its_place(text: str) -> None:
    last = 0
    for found in find_dates(text):
        assert text[found.start : found.end] == found.quote
        assert found.start >= last
        assert found.until is None or found.until >= found.date
        last = found.end


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day:%Y%m%d}") == day


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    assert grows_linearly(find_dates, unit)


def test_real_dates(real_data: Path) -> None:
    hits = wrong = missed = 0
    for line in (real_data / "truth" / "dates_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        start = row["text"].find(row["quote"])
        end, want = start + len(row["quote"]), row["expected"]
        found = [d for d in find_dates(row["text"]) if d.start < end and d.end > start]
        if want is None:
            wrong += any(d.start >= start and d.end <= end for d in found)
            continue
        days = (want.get("date") or want["start"], want.get("end"))
        hit = any((str(d.date), str(d.until) if d.until else None) == days for d in found)
        hits, missed, wrong = hits + hit, missed + (not hit), wrong + (bool(found) and not hit)
    assert 2 * hits / (2 * hits + wrong + missed) >= FLOOR
