"""Room: from index to pages. The annual report's first table, computed, and its way into docx and xlsx. Pure.

The form is that of 国办公开办函〔2021〕30号: 二、主动公开政府信息情况, 第二十条第（一）项.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from docx import Document as Docx
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from govdoc.audits.annual import COUNTS, SORTS
from govdoc.cells import safe_cell

PARTS = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项")  # fmt: skip
"""The six parts of the form; govdoc can compute figures of the second, the others are written by people."""

DUE = {"department": "1月31日", "government": "3月31日"}
"""条例 art. 49, 50: departments report to the office in charge, governments publish."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the list behind it."""

    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one year; `issuer` empty: of all. `rows`: 信息内容 and its figures in the order of COUNTS."""

    year: int
    issuer: str
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]

    @property
    def title(self) -> str:
        return f"{self.issuer or '全部机关'}{self.year}年政府信息公开工作年度报告"


def report(year: int, issuer: str, counts: Mapping[str, int]) -> Report:
    """`counts`: reason of the audit `annual` → rows on 31 December of the year."""
    rows = tuple(
        (name, tuple(Figure(counts.get(f"{sort}_{count}", 0), _list(year, issuer, f"{sort}_{count}")) for count in COUNTS))
        for sort, name in SORTS.items()
    )  # fmt: skip
    return Report(year, issuer, rows)


def _list(year: int, issuer: str, reason: str) -> str:
    pairs = [("on", f"{year}-12-31"), ("reason", reason), *([("issuer", issuer)] if issuer else [])]
    return f"/audit/annual?{urlencode(pairs)}"


def to_xlsx(made: Report) -> bytes:
    """One sheet, as the form has it, with the address of the list behind each row's figures left out: it is a report."""
    book = Workbook()
    sheet = book.active
    sheet.title = "主动公开"
    sheet.append([safe_cell(made.title)])
    sheet.append(["第二十条第（一）项"])
    sheet.append(["信息内容", *COUNTS.values()])
    for name, figures in made.rows:
        sheet.append([name, *(figure.count for figure in figures)])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A2:D2")
    sheet["A1"].font = Font(bold=True, size=14)
    for row in sheet.iter_rows(min_row=1, max_row=3):
        for cell in row:
            cell.alignment = Alignment(horizontal="center", wrap_text=True)
    for column, width in zip("ABCD", (24, 18, 18, 18), strict=True):
        sheet.column_dimensions[column].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def to_docx(made: Report) -> bytes:
    """The whole form: what is computed is filled in, what people write has its heading and a line that says so."""
    paper = Docx()
    paper.add_heading(made.title, 0)
    for number, part in zip("一二三四五六", PARTS, strict=True):
        paper.add_heading(f"{number}、{part}", 1)
        if part != PARTS[1]:
            paper.add_paragraph("（由机关填写）")
            continue
        table = paper.add_table(rows=0, cols=1 + len(COUNTS))
        table.style = "Table Grid"
        head = table.add_row().cells
        head[0].merge(head[-1]).text = "第二十条第（一）项"
        _fill(table.add_row().cells, ["信息内容", *COUNTS.values()])
        for name, figures in made.rows:
            _fill(table.add_row().cells, [name, *(str(figure.count) for figure in figures)])
        paper.add_paragraph("第二十条第（五）、（六）、（八）项：（由机关填写）")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _fill(cells: object, texts: list[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):  # type: ignore[call-overload]
        cell.text = text
