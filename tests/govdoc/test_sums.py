"""Do the figures of a report add up? Sentences, equations, tables and the official form, with the traps of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.document import Attachment, Document
from govdoc.form_sums import find_form_sums
from govdoc.sums import OVER, PARTIAL, SHORT, find_sums
from govdoc.traits import read_traits

SENTENCES = [
    ("全区共主动公开政府信息7120条，其中区本级公开1227条，镇办及以下公开5893条。", [None]),
    ("全区共主动公开政府信息7120条，其中区本级公开1227条，镇办及以下公开5894条。", [OVER]),
    ("全区共主动公开政府信息7,120条，其中区本级公开1,227条，镇办及以下公开5,892条。", [SHORT]),
    ("涉及规范性文件７１件。经过清理，拟保留６３件，拟废止６件，拟修改２件。", [None]),
    ("涉及规范性文件71件。经过清理，拟保留63件，拟废止6件，拟修改3件。", [OVER]),
    ("收到申请46件，其中网络申请30件，占65.2%，信函申请16件，占34.8%。", [None]),
    ("收到申请46件，其中网络申请30件，信函申请17件。", [OVER]),
    ("公开信息2251条，其中文件1条、公告132条、其他1859条。", [SHORT]),
    ("全年公开信息28条，其中公告20条、公示7条。", [PARTIAL]),  # one missing: perhaps a third sort, perhaps a slip
    ("全年公开信息100条，其中公告20条、公示7条。", []),  # a selection
    ("公开信息58件，其中规范性文件10件、各类政策文件48件；公开提案办理结果29件。", [None]),
    ("参会120人，其中女性30人，党员25人，45岁以下28人。", []),
    ("参会120人，其中女性80人，党员75人，45岁以下98人。", []),  # people count more than once
    ("公开信息1000余条，其中网站500条，微信400条。", []),
    ("公开信息约1000条，其中网站500条，其他400条。", []),
    ("公开信息1000条，其中网站近500条，其他400条。", []),
    ("网站公开300条，微信公开200条，微博公开100条，共计600条。", [None]),
    ("网站公开300条，微信公开200条，微博公开100条，共计601条。", [SHORT]),
    ("召开会议3次，培训干部5人，共计200人次。", []),
    ("公开信息100条，同比增长12条，其中网站公开60条，其他40条。", [None]),
    ("重点项目10个（其中新建3个），总投资26.5亿元，其中省级12.3亿元、市级14.2亿元。", [None]),
    ("1227+5893=7120", [None]),
    ("1227＋5893＝7121", [SHORT]),
    ("7,120 = 1,227 + 5,893", [None]),
    ("全年公开7120=1227+5894条。", [OVER]),
    ("2 + 5 = 3 + 4", []),
    ("收到申请15件（自然人12件，法人3件），上年结转2件。", [None]),
    ("收到申请15件（其中自然人12件，法人或其他组织4件）。", [OVER]),
    ("公开信息100条（公告20条，公示7条）。", []),
    ("培训3期（每期50人，共150人）。", []),
    ("2017年12月31日，第1条、第2条。", []),
    ("对《甲办法》等3件规章宣布失效。对16件规范性文件予以废止，对10件规范性文件宣布失效。", []),
]


@pytest.mark.parametrize(("text", "verdicts"), SENTENCES)
def test_totals_in_sentences(text: str, verdicts: list[str | None]) -> None:
    assert [one.verdict for one in find_sums(text)] == verdicts


def test_a_sum_tells_what_was_added_and_where() -> None:
    text = "　全区共公开7120条，其中区本级1227条，镇办及以下5894条。"
    (one,) = find_sums(text)
    assert one.told == "7,120 ≠ 1,227 + 5,894（合计 7,121）"
    assert text[one.start : one.end] == "7120条，其中区本级1227条，镇办及以下5894条"


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=6), st.integers(1, 9))
def test_lists_with_a_rest_agree_exactly_when_they_add_up(parts: list[int], off: int) -> None:
    names = [*(f"第{n}类" for n in "甲乙丙丁戊己"[: len(parts) - 1]), "其他"]
    items = "，".join(f"{name}公开{part}条" for name, part in zip(names, parts, strict=True))
    total = sum(parts)
    assert [s.verdict for s in find_sums(f"共公开{total}条，其中{items}。")] == [None]
    wrong = [s.verdict for s in find_sums(f"共公开{total + off}条，其中{items}。")]
    assert wrong in ([SHORT], []) if sum(parts[:-1]) == total + off else wrong == [SHORT]


def official(new: list[int], carried: list[int], granted: list[int], refused: list[int], done: list[int], after: list[int], apart: str) -> str:  # fmt: skip
    rows = {
        "一、本年新收政府信息公开申请数量": new,
        "二、上年结转政府信息公开申请数量": carried,
        "（一）予以公开": granted,
        "1.属于国家秘密": refused,
        "（七）总计": done,
        "四、结转下年度继续办理": after,
    }
    return "\n".join(apart.join([label, *map(str, figures)]) for label, figures in rows.items())


GOOD = ([5, 1, 0, 0, 0, 0, 6], [1, 0, 0, 0, 0, 0, 1], [4, 1, 0, 0, 0, 0, 5], [1, 0, 0, 0, 0, 0, 1], [5, 1, 0, 0, 0, 0, 6], [1, 0, 0, 0, 0, 0, 1])  # fmt: skip


@pytest.mark.parametrize("apart", ["\t", "\n", "\n\n"])
def test_the_official_form_is_checked_by_rows_columns_and_its_own_rule(apart: str) -> None:
    found = find_form_sums(official(*GOOD, apart))
    assert len(found) == 6 + 7 + 7
    assert {one.verdict for one in found} == {None}


@pytest.mark.parametrize(
    ("row", "at", "to", "labels"),
    [
        (0, 6, 7, {"一、本年新收政府信息公开申请数量", "本年新收加上年结转，与办理总计加结转下年"}),
        (3, 0, 2, {"1.属于国家秘密", "（七）总计"}),
        (5, 6, 0, {"四、结转下年度继续办理", "本年新收加上年结转，与办理总计加结转下年"}),
    ],
)
def test_one_wrong_figure_of_the_form_is_named(row: int, at: int, to: int, labels: set[str]) -> None:
    rows = [list(figures) for figures in GOOD]
    rows[row][at] = to
    assert {one.label for one in find_form_sums(official(*rows, "\t")) if one.verdict} == labels


def test_the_table_of_lawsuits_is_three_times_five() -> None:
    figures = [1, 2, 0, 0, 3, 0, 0, 0, 0, 0, 1, 1, 1, 1, 5]
    found = find_form_sums("行政复议\t行政诉讼\n结果维持\n" + "\n".join(map(str, figures)))
    assert [one.verdict for one in found] == [None, None, SHORT]


@pytest.mark.parametrize(
    ("table", "verdicts"),
    [
        ("部门\t许可\t处罚\n甲局\t1\t2\n乙局\t3\t4\n合计\t4\t6", [None, None]),
        ("部门\t许可\t处罚\n甲局\t1\t2\n乙局\t3\t4\n合计\t4\t7", [None, SHORT]),
        ("序号\t部门\t件数\n1\t甲局\t2\n2\t乙局\t4\n合计\t\t6", [None]),
        ("部门\t许可\n甲局\t1\n乙局\t无\n合计\t4", []),
        ("部门\t年度\n甲局\t2019\n乙局\t2020\n合计\t2", []),
        ("合计\t3", []),
    ],
)
def test_tables_with_a_last_row_of_totals(table: str, verdicts: list[str | None]) -> None:
    assert [one.verdict for one in find_form_sums(table)] == verdicts


def test_only_what_does_not_agree_is_kept_with_its_words_and_how_many_were_checked() -> None:
    document = Document(
        "d",
        text="共10件，其中网上4件，当面6件。共10件，其中网上4件，当面7件。",
        attachments=(Attachment("表.xlsx", text="部门\t件数\n甲\t1\n乙\t2\n合计\t4"),),
    )
    traits = read_traits(document)
    assert traits.summed == 3
    assert [(verdict, words.part) for verdict, _, words in traits.sums] == [("over", "text"), ("short", "attachment:0")]
    assert all(document.part(w.part)[w.start : w.end] == w.quote for _, _, w in traits.sums)
