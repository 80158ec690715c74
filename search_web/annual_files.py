"""Room: from index to pages. The annual report as a document to hand in (docx) and as tables (xlsx). Pure."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document as Docx
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from govdoc.annual_form import Part, Table
from govdoc.cells import safe_cell
from search_web.annual import NUMERALS, Report

BY_PEOPLE = "（由机关填写）"
NOTE = "注：带“*”的数字由机关填写，其他数字由本站按收录的文件计算。"


def lines(made: Report, table: Table) -> Iterator[list[str]]:
    """The head, then a line for each row; figures that were entered by hand carry a star."""
    yield ["信息内容", *(label for _, label in table.columns)]
    for row, label in table.rows:
        yield [label, *(f"{f.value}*" if f.value and not f.href else f.value for f in made.row(table, row))]


def _handed_in(part: Part) -> list[Table]:
    """The tables that the form has; figures for reference are for those who write."""
    return [table for table in part.tables if not table.reference]


def to_docx(made: Report) -> bytes:
    """Every part under its heading, its text, its tables; an empty part says that people write it."""
    paper = Docx()
    paper.add_heading(made.title, 0)
    for number, part in zip(NUMERALS, made.form.parts, strict=False):
        paper.add_heading(f"{number}、{part.heading}", 1)
        words = made.texts.get(part.id, "").strip()
        for paragraph in words.splitlines() or ([] if _handed_in(part) else [BY_PEOPLE]):
            paper.add_paragraph(paragraph)
        for table in _handed_in(part):
            paper.add_paragraph(table.title)
            grid = paper.add_table(rows=0, cols=1 + len(table.columns))
            grid.style = "Table Grid"
            for line in lines(made, table):
                for cell, text in zip(grid.add_row().cells, line, strict=True):
                    cell.text = text
    paper.add_paragraph(NOTE)
    for fault in made.faults:
        paper.add_paragraph(f"请核对：{fault}")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def to_xlsx(made: Report) -> bytes:
    """A sheet for each table, numbers as numbers; a last column says which rows were entered by hand."""
    book = Workbook()
    book.remove(book.active)
    for part in made.form.parts:
        for table in _handed_in(part):
            _sheet(book, made, table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, made: Report, table: Table) -> None:
    sheet = book.create_sheet(table.title[:20])
    sheet.append([safe_cell(made.title)])
    sheet.append([table.title])
    sheet.append(["信息内容", *(label for _, label in table.columns), "来源"])
    for row, label in table.rows:
        figures = made.row(table, row)
        source = "本站计算" if all(figure.href for figure in figures) else "机关填写"
        sheet.append([label, *(_cell(figure.value) for figure in figures), source])
    for row_cells in sheet.iter_rows(min_row=1, max_row=3):
        for cell in row_cells:
            cell.alignment = Alignment(horizontal="left" if cell.row < 3 else "center", wrap_text=cell.row == 3)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = 40
    for column in range(2, len(table.columns) + 3):
        sheet.column_dimensions[sheet.cell(3, column).column_letter].width = 18


def _cell(value: str) -> int | float | str:
    return "" if not value else float(value) if "." in value else int(value)
