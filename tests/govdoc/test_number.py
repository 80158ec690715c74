"""Document numbers: the table of cases, the floor on real ones, what holds for any text."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.number import DocumentNumber, NumberType, find_numbers, normalise_number, parse_number
from tests.govdoc.growth import grows_linearly

TABLE = tomllib.loads((Path(__file__).parent.parent / "cases" / "numbers.toml").read_text(encoding="utf-8"))
CASES = TABLE["case"]
PIECES = st.sampled_from(list("国发办令公告第号年〔〕（）[]【】0129２０ 　\n\u200b、和根据-ABJFS《》一〇"))
HOSTILE = [
    "〔",
    "（2019）",
    "令",
    "第1号",
    "国",
    "海关总署、",
    "国发〔2019〕5号、",
    "交通部令第5号公布、",
    "2019年第",
    "1",
    " ",
    "A-",
]
FLOOR = 0.99


@pytest.mark.parametrize("case", CASES + TABLE["list"], ids=lambda case: case["text"][:24])
def test_case(case: dict[str, Any]) -> None:
    assert [[n.number.normal, n.number.type.value] for n in find_numbers(case["text"])] == case["found"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_each_quote_reads_as_the_number_it_was_found_as(case: dict[str, Any]) -> None:
    for found in find_numbers(case["text"]):
        assert parse_number(found.quote) == found.number or found.quote.startswith("原")


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("发文字号：晋政发(2007)18号", "晋政发〔2007〕18号"),
        ("文号: 晋政办发(2017〕109号", "晋政办发〔2017〕109号"),
        ("渝府发〔2000〕48号〔〕", "渝府发〔2000〕48号"),
        ("晋政发〔2014〕号16", "晋政发〔2014〕16号"),
        ("晋政办发〔2012〕18", "晋政办发〔2012〕18号"),
        ("（国办发〔2006〕22号）", "国办发〔2006〕22号"),
        (" 无文号 ", "无文号"),
    ],
)
def test_a_whole_field_is_normalised(written: str, normal: str) -> None:
    assert normalise_number(written) == normal


def test_a_sentence_is_no_number() -> None:
    assert parse_number("根据国发〔2019〕5号和国发〔2019〕6号") is None
    assert parse_number("") is None


def test_the_writers_style_does_not_make_another_number() -> None:
    one, other = parse_number("财政部令〔2010〕第1号"), parse_number("财政部令2010年第1号")
    assert one is not None
    assert other is not None
    assert one == other
    assert one.key == other.key
    assert one.normal != other.normal


def test_a_registration_keeps_its_department() -> None:
    one, other = parse_number("SDPR-2023-0010001"), parse_number("SDPR-2023-0020001")
    assert one == DocumentNumber(NumberType.REGISTRATION, "SDPR", 2023, 1, "0010001")
    assert one != other


@given(st.lists(PIECES, max_size=60).map("".join))
def test_quote_is_the_text_at_its_place(text: str) -> None:
    last = 0
    for found in find_numbers(text):
        assert text[found.start : found.end] == found.quote
        assert found.start >= last
        last = found.end


@given(
    st.sampled_from(["国发", "鲁政办发", "冀人社规", "工信部企业", "和政发"]),
    st.integers(1949, 2026),
    st.integers(1, 9999),
)
def test_the_print_form_reads_back(agency: str, year: int, serial: int) -> None:
    number = DocumentNumber(NumberType.BRACKET, agency, year, serial)
    assert parse_number(number.normal) == number


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    assert grows_linearly(find_numbers, unit)


def test_real_numbers(real_data: Path) -> None:
    hits = wrong = missed = 0
    for line in (real_data / "truth" / "document_numbers_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        start = row["text"].find(row["quote"])
        end, want = start + len(row["quote"]), row["expected"]
        found = [n.number for n in find_numbers(row["text"]) if n.start < end and n.end > start]
        if want is None:
            wrong += bool(found)
            continue
        forms = {want["number"], *want.get("also_accept", [])}
        fields = (want["type"], want["agency"], want["year"], want["serial"])
        hit = any((n.type, n.agency, n.year, n.serial) == fields and n.normal in forms for n in found)
        hits, missed, wrong = hits + hit, missed + (not hit), wrong + (bool(found) and not hit)
    assert 2 * hits / (2 * hits + wrong + missed) >= FLOOR
