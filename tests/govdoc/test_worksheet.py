"""U11: the worksheet out and back, through whatever program it went, and what must not be opened."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from govdoc.audits.row import Row
from govdoc.campaign import Item, State
from govdoc.document import Evidence, Review
from govdoc.people import DECISIONS, REASONS, Standing
from govdoc.worksheet import HIDDEN, WIDTHS, WRITABLE, item_line, row_line, worksheet
from govdoc.worksheet_reading import FORMULA, Filled, SheetRefused, read_worksheet
from search_web.review.sheet_plan import CHANGE, PROBLEM, SAME, Plan, Planned, plan

ON = date(2026, 5, 6)
WORDS = Evidence("a", "0" * 12, "text", 0, 3, "有效期")
ROW = Row("lapse", "有效期已届满", "a", "甲办法", "清政发〔2016〕1号", "清水区人民政府", evidence=(WORDS,), details=("2016-01-02", "2016-01-05", "至2020-12-31"))  # fmt: skip
ITEM = Item("2026-1", 1, "a", "0" * 12, ROW)
OTHER = replace(ITEM, position=2, document_id="b", row=replace(ROW, document_id="b", title="乙办法", reason="keep"))
FILLED = {"清理意见": "失效", "理由": "适用期已过", "说明": "期满"}


def stands(item: Item, decision: str = "lapsed", note: str = "期满", sequence: int = 7, by: str = "li") -> Item:
    made = Review(item.document_id, item.version, decision, f"{DECISIONS[decision]}。{note}", by, datetime(2026, 5, 1, tzinfo=UTC))  # fmt: skip
    return replace(item, state=State(Standing(sequence, made, "term_over", note=note), revision=sequence))


def back(*lines: dict[str, str]) -> list[Filled]:
    """The sheet of these lines, as any program would write it."""
    return read_worksheet(worksheet(lines))


def planned(lines: list[dict[str, str]], *items: Item) -> Plan:
    return plan(back(*lines), {item.document_id: item for item in items}, "2026-1", ON)


def only(lines: list[dict[str, str]], *items: Item) -> Planned:
    (row,) = planned(lines, *items).rows
    return row


def test_the_sheet_protects_offers_and_escapes() -> None:
    evil = replace(ITEM, row=replace(ROW, title="=HYPERLINK(1)", issuer="@甲局", said="+1"))
    book = load_workbook(io.BytesIO(worksheet([item_line(evil)])))
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == list(WIDTHS)
    line = dict(zip(WIDTHS, (cell.value for cell in sheet[2]), strict=True))
    assert (line["文件名称"], line["实施单位"], line["建议的理由"]) == ("'=HYPERLINK(1)", "'@甲局", "'+1")
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    assert sheet.protection.sheet
    assert [n for n, cell in zip(WIDTHS, sheet[2], strict=True) if not cell.protection.locked] == list(WRITABLE)
    hidden = {sheet.cell(1, n).value for n in range(1, len(WIDTHS) + 1) if sheet.column_dimensions[sheet.cell(1, n).column_letter].hidden}  # fmt: skip
    assert hidden == set(HIDDEN)
    lists = book["选项"]
    assert lists.sheet_state == "hidden"
    assert [cell.value for cell in lists["A"] if cell.value] == list(DECISIONS.values())
    assert [cell.value for cell in lists["B"] if cell.value] == list(REASONS.values())
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"K2": "选项!$A$1:$A$5", "M2": "选项!$B$1:$B$9"}


def test_what_went_out_comes_back_and_changes_nothing() -> None:
    items = (ITEM, stands(OTHER, note="=1+1"))
    made = planned([item_line(item) for item in items], *items)
    assert [row.kind for row in made.rows] == [SAME, SAME]
    assert made.untouched == 0


def test_a_filled_row_changes_its_item_and_a_second_import_nothing() -> None:
    line = item_line(ITEM) | FILLED
    first = only([line], ITEM)
    assert (first.kind, first.said) == (CHANGE, "未定 → 失效，适用期已过：期满")
    assert only([line], stands(ITEM)).kind == SAME


def test_a_formula_that_was_typed_as_text_is_kept_as_it_was_typed() -> None:
    made = only([item_line(ITEM) | FILLED | {"说明": "'=A1"}], ITEM).made
    assert made is not None
    assert made.reason == "=A1"
    assert only([item_line(ITEM) | FILLED | {"说明": "'=A1"}], stands(ITEM, note="=A1")).kind == SAME


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"清理意见": "作废"}, "不在列表里"),
        ({"清理意见": ""}, "清理意见是空的"),
        ({"理由": "随便"}, "不在列表里"),
        ({"清理意见": "延长有效期"}, "请填写延长至哪一天"),
        ({"清理意见": "延长有效期", "延长至": "2020-01-01"}, "已经过去"),
        ({"延长至": "2027-01-01"}, "只有“延长有效期”"),
        ({"理由": "其他", "说明": ""}, "写明"),
        ({"文件名称": "丙办法"}, "“文件名称”原为“甲办法”，表中是“丙办法”"),
        ({"依据原文": ""}, "“依据原文”"),
        ({"版本": "9"}, "“版本”"),
        ({"校验": ""}, "“校验”"),
        ({"文件编号": "zzz"}, "清单里没有编号为“zzz”的文件"),
        ({"文件编号": ""}, "没有文件编号"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_what_to_do(change: dict[str, str], said: str) -> None:
    row = only([item_line(ITEM) | FILLED | change], ITEM)
    assert row.kind == PROBLEM
    assert said in row.said
    assert row.todo
    assert row.line == 2


def test_a_day_may_be_a_real_day_a_slashed_one_or_text() -> None:
    extended = {"清理意见": "延长有效期", "理由": "仍需执行，合法有效", "说明": ""}
    for written in ("2027-12-31", "2027/12/31"):
        made = only([item_line(ITEM) | extended | {"延长至": written}], ITEM).made
        assert made is not None
        assert made.until == date(2027, 12, 31)


def test_an_item_that_changed_meanwhile_is_a_conflict_only_for_a_row_that_was_filled_in() -> None:
    line = item_line(ITEM)
    assert only([line], stands(ITEM)).kind == SAME
    row = only([line | FILLED | {"清理意见": "废止"}], stands(ITEM, by="wang"))
    assert row.kind == PROBLEM
    assert "wang 把意见改成了“失效。期满”" in row.said
    taken_back = only([item_line(stands(ITEM)) | {"清理意见": "废止"}], ITEM)
    assert "意见已经撤回" in taken_back.said


def test_two_rows_of_one_item_are_both_refused_and_a_removed_item_too() -> None:
    line = item_line(ITEM) | FILLED
    assert {row.kind for row in planned([line, line], ITEM).rows} == {PROBLEM}
    gone = replace(ITEM, state=State(removed="会议通知"))
    assert "会议通知" in only([line], gone).said


def test_a_row_of_another_campaign_or_of_the_public_list_is_refused() -> None:
    assert only([item_line(replace(ITEM, campaign="2025-1")) | FILLED], ITEM).kind == PROBLEM
    assert only([row_line(ROW, 1) | FILLED], ITEM).kind == PROBLEM


def through_openpyxl(body: bytes) -> bytes:
    """Opened and saved again: other styles, other order of parts, shared strings."""
    book, out = load_workbook(io.BytesIO(body)), io.BytesIO()
    book.save(out)
    return out.getvalue()


def in_another_order(body: bytes) -> bytes:
    """Another sheet in front, columns turned round, a line above the header, real days and numbers in cells."""
    book, moved, out = load_workbook(io.BytesIO(body)), Workbook(), io.BytesIO()
    sheet = moved.create_sheet("底稿（1）")
    sheet.append(["清水区规范性文件清理"])
    for n, row in enumerate(book.active.iter_rows(values_only=True)):
        values = dict(zip(WIDTHS, row, strict=True))
        if n:
            values["成文日期"] = datetime.fromisoformat(str(values["成文日期"]))
            values["版本"] = float(str(values["版本"]))
        sheet.append(list(reversed(values.values())))
    moved.save(out)
    return out.getvalue()


def with_inline_strings(body: bytes) -> bytes:
    """As programs write that know no shared strings, with a namespace of their own and a false dimension."""
    sheet = load_workbook(io.BytesIO(body)).active
    rows = "".join(
        f'<x:row r="{n}">' + "".join(f'<x:c t="inlineStr"><x:is><x:t>{"" if v is None else v}</x:t></x:is></x:c>' for v in row) + "</x:row>"
        for n, row in enumerate(sheet.iter_rows(values_only=True), 1)
    )  # fmt: skip
    xml = f'<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:dimension ref="A1:XFD1048576"/><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    return rewritten(body, {"xl/worksheets/sheet1.xml": xml.encode()})


def rewritten(body: bytes, parts: dict[str, bytes]) -> bytes:
    """The same workbook with some parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            new.writestr(name, parts.get(name) or old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("program", [through_openpyxl, in_another_order, with_inline_strings])
def test_whatever_program_saved_it_the_sheet_is_understood(program: Callable[[bytes], bytes]) -> None:
    lines = [item_line(ITEM) | FILLED, item_line(stands(OTHER))]
    rows = read_worksheet(program(worksheet(lines)))
    made = plan(rows, {"a": ITEM, "b": stands(OTHER)}, "2026-1", ON)
    assert [row.kind for row in made.rows] == [CHANGE, SAME]


def test_a_formula_is_said_to_be_one_and_not_taken_for_empty() -> None:
    book, out = load_workbook(io.BytesIO(worksheet([item_line(ITEM) | FILLED]))), io.BytesIO()
    book.active.cell(2, list(WIDTHS).index("说明") + 1).value = '=CONCATENATE("a","b")'
    book.save(out)
    (row,) = read_worksheet(out.getvalue())
    assert row.cells["说明"] == FORMULA
    assert "是公式" in plan([row], {"a": ITEM}, "2026-1", ON).rows[0].said


SHEET = worksheet([item_line(ITEM)])
BOMB = b"<x>" + b" " * 90_000_000 + b"</x>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "不是表格文件"),
        (b"id,decision\n", "不是表格文件"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "旧格式"),
        (b"PK\x03\x04" + b"x" * 600, "损坏"),
        (SHEET[: len(SHEET) // 2], "损坏"),
        (b"PK\x03\x04" + b"x" * 9_000_000, "超过 8 MB"),
        (rewritten(SHEET, {"xl/worksheets/sheet1.xml": BOMB}), "展开后过大"),
        (rewritten(SHEET, {f"xl/a{n}.xml": b"<a/>" for n in range(500)}), "展开后过大"),
        (rewritten(SHEET, {"xl/vbaProject.bin": b"x"}), "宏"),
        (rewritten(SHEET, {"xl/embeddings/oleObject1.bin": b"x"}), "宏或者嵌入"),
        (rewritten(SHEET, {"xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "不该有的声明"),
        (rewritten(SHEET, {"xl/worksheets/sheet1.xml": '<!DOCTYPE a><a/>'.encode("utf-16")}), "不该有的声明"),
        (rewritten(SHEET, {"xl/worksheets/sheet1.xml": b"<worksheet"}), "损坏|没有找到"),
        (rewritten(SHEET, {"xl/workbook.xml": b"<x/>"}), "损坏|没有找到"),
    ],
)  # fmt: skip
def test_what_must_not_be_opened_is_refused_in_words(body: bytes, said: str) -> None:
    with pytest.raises(SheetRefused) as error:
        read_worksheet(body)
    assert re.search(said, str(error.value))


def test_a_directory_that_lies_about_its_sizes_is_found_out() -> None:
    body = bytearray(rewritten(SHEET, {"xl/worksheets/sheet1.xml": BOMB}))
    real = len(BOMB).to_bytes(4, "little")
    while (at := body.find(real)) >= 0:
        body[at : at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(SheetRefused, match=r"过大|损坏"):
        read_worksheet(bytes(body))


def test_a_sheet_without_our_columns_or_with_one_twice_is_refused() -> None:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["文件名称", "清理意见"])
    book.save(out)
    with pytest.raises(SheetRefused, match="没有找到这些列"):
        read_worksheet(out.getvalue())
    book.active.insert_rows(1)
    for place, name in enumerate((*WIDTHS, "理由"), 1):
        book.active.cell(1, place).value = name
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(SheetRefused, match="同名"):
        read_worksheet(out.getvalue())


def test_a_cell_in_the_last_row_there_can_be_costs_no_million_rows() -> None:
    xml = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    with pytest.raises(SheetRefused, match="没有找到"):
        read_worksheet(rewritten(SHEET, {"xl/worksheets/sheet1.xml": xml}))
