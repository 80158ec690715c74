"""Room: from index to pages. The annual report as a document to hand in (docx) and as tables (xlsx). Pure."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from docx import Document as Docx
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from govdoc.annual_form import Part, Table
from govdoc.annual_layout import Box, Layout, laid_out
from govdoc.cells import safe_cell
from search_web.annual import NUMERALS, Report

BY_PEOPLE = "（由机关填写）"
FIRST = 3
"""The line of a sheet that a table begins on, below the titles of the report and of the table."""
NOTE = "注：带“*”的数字由机关填写，其他数字由本站按收录的文件计算。"


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
            _grid(paper, made, laid_out(table))
    paper.add_paragraph(NOTE)
    for fault in made.faults:
        paper.add_paragraph(f"请核对：{fault}")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _grid(paper: Any, made: Report, laid: Layout) -> None:
    """The table as the form has it; figures that were entered by hand carry a star."""
    grid = paper.add_table(len(laid.heads) + len(laid.lines), laid.width)
    grid.style = "Table Grid"
    cells = [row.cells for row in grid.rows]  # asked for once: a table looks for a cell by listing all of them
    for number, line in enumerate(laid.lines, len(laid.heads)):
        for n, key in enumerate(line.keys):
            figure, column = made.figures[key], laid.margin + n * line.across
            cell = cells[number][column].merge(cells[number][column + line.across - 1])
            cell.text = f"{figure.value}*" if figure.value and not figure.href else figure.value
    for box in laid.boxes:
        last = cells[box.line + box.down - 1][box.column + box.across - 1]
        cells[box.line][box.column].merge(last).text = box.text


def to_xlsx(made: Report) -> bytes:
    """A sheet for each table, numbers as numbers; a last column says which lines were entered by hand."""
    book = Workbook()
    book.remove(book.active)
    for part in made.form.parts:
        for table in _handed_in(part):
            _sheet(book, made, table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, made: Report, table: Table) -> None:
    sheet, laid = book.create_sheet(table.title[:20]), laid_out(table)
    sheet["A1"], sheet["A2"] = safe_cell(made.title), table.title
    sheet["A1"].font = Font(bold=True, size=14)
    labelled = {n for n, line in enumerate(laid.lines, len(laid.heads)) if line.keys}
    for box in (*laid.boxes, Box("来源", 0, laid.width, 1, laid.head)):
        cell = _spread(sheet, replace(box, line=box.line + FIRST, column=box.column + 1), box.text)
        cell.alignment = Alignment("left" if box.line in labelled else "center", "center", wrap_text=True)
    for number, line in enumerate(laid.lines, FIRST + len(laid.heads)):
        figures = [made.figures[key] for key in line.keys]
        for n, figure in enumerate(figures):
            _spread(sheet, Box("", number, laid.margin + n * line.across + 1, line.across), _cell(figure.value))
        if not figures:
            continue
        source = "本站计算" if all(figure.href for figure in figures) else "机关填写"
        sheet.cell(number, laid.width + 1, source)
    for column in range(1, laid.width + 2):
        sheet.column_dimensions[get_column_letter(column)].width = 24 if column <= laid.margin else 13


def _spread(sheet: Any, box: Box, value: str | float | None) -> Any:
    """The value over all the cells of a box, whose place is counted from 1."""
    if box.across > 1 or box.down > 1:
        sheet.merge_cells(None, box.line, box.column, box.line + box.down - 1, box.column + box.across - 1)
    return sheet.cell(box.line, box.column, value)


def _cell(value: str) -> int | float | None:
    return None if not value else float(value) if "." in value else int(value)
