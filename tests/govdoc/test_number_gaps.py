"""U12: the numbers of a series that are not in the store. 1, 2, 4 → 3 is missing; 函 and 令 are series of their own."""

from __future__ import annotations

import random

import pytest

from govdoc.audits import AUDITS, Named, Row, Subject
from govdoc.audits.number_gaps import number_gaps, runs
from govdoc.document import Evidence


def holding(*numbers: str, issuer: str = "博山区人民政府办公室") -> list[Subject]:
    return [Subject(f"d{n}-{number}", f"文件{n}", number, (issuer,)) for n, number in enumerate(numbers)]


def gaps(*numbers: str) -> list[Row]:
    return list(number_gaps(holding(*numbers)))


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        (["博政办发〔2017〕1号", "博政办发〔2017〕2号", "博政办发〔2017〕4号"], {"博政办发〔2017〕": "3号"}),
        (["博政办发〔2017〕1号", "博政办发[2017]第2号", "博政办发（2017）4号"], {"博政办发〔2017〕": "3号"}),
        (["博政办发〔2017〕1号", "博政办函〔2017〕2号", "博政办发〔2017〕3号"], {"博政办发〔2017〕": "2号", "博政办函〔2017〕": "1号"}),
        (["博政办发〔2016〕1号", "博政办发〔2017〕1号", "博政办发〔2017〕2号"], {}),
        (["淄政办发〔2017〕1号", "博政办发〔2017〕2号"], {"博政办发〔2017〕": "1号"}),
        (["云川市人民政府令第31号", "云川市人民政府令第33号", "云川市人民政府令第34号"], {"云川市人民政府令": "32号"}),
        (["海关总署公告2021年第1号", "海关总署公告2021年第3号"], {"海关总署公告2021年": "2号"}),
        (["博政发〔2020〕20200105号", "博政发〔2020〕1号", "第7号令", "无", "ZBCR-2021-0020003"], {}),
        (["博政发〔2020〕1号", "博政发〔2020〕1号"], {}),
    ],
)  # fmt: skip
def test_what_is_missing(held: list[str], missing: dict[str, str]) -> None:
    assert {row.title: row.details[3] for row in gaps(*held)} == missing


def test_one_missing_number_is_named_in_full() -> None:
    (row,) = gaps("博政办发〔2017〕1号", "博政办发〔2017〕2号", "博政办发〔2017〕4号")
    assert (row.reason, row.number, row.issuer, row.document_id) == (
        "gap",
        "博政办发〔2017〕3号",
        "博山区人民政府办公室",
        None,
    )
    assert row.said == "已收3件，最大4号，缺1个号：3号"
    assert row.details == ("3", "4", "1", "3号")


def test_a_series_hardly_collected_comes_after_the_gaps() -> None:
    rows = gaps("博政发〔2020〕88号", "淄政发〔2020〕1号", "淄政发〔2020〕3号")
    assert [(row.reason, row.title) for row in rows] == [("gap", "淄政发〔2020〕"), ("sparse", "博政发〔2020〕")]
    assert (rows[1].number, rows[1].details[3]) == (None, "1–87号")


def test_a_missing_number_that_others_name_exists() -> None:
    quote = "博政办发〔2017〕3号"
    naming = Subject(
        "x", "引用", named=(Named("cites", quote, None, None, Evidence("x", "0" * 12, "text", 0, len(quote), quote)),)
    )
    subjects = [*holding("博政办发〔2017〕1号", "博政办发〔2017〕2号", "博政办发〔2017〕4号"), naming]
    (row,) = number_gaps(subjects)
    assert row.said.endswith("；其中3号被库中文件引用，确有其文")


def test_the_order_of_the_store_does_not_matter() -> None:
    subjects = holding(*(f"博政发〔{year}〕{n}号" for year in (2019, 2020) for n in range(1, 40) if n % 7))
    shuffled = random.Random(4).sample(subjects, len(subjects))
    assert list(number_gaps(shuffled)) == list(number_gaps(subjects))
    assert [row.details[2] for row in number_gaps(subjects)] == ["5", "5"]


def test_runs_are_short() -> None:
    assert runs([3, 7, 8, 9]) == "3号、7–9号"
    assert runs(range(1, 60, 2)).endswith("及其后18个号")


def test_it_is_one_of_the_audits() -> None:
    assert AUDITS["number_gaps"].title == "文号缺号"
