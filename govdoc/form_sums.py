"""Room: what a government document is. Do the tables of a published report add up? Rows, columns, and the official form. Pure.

Tables come as lines with tabs, or, from pages that lost their table, one cell a line. The form of 国办公开办函〔2021〕30号 states its own
rule: 第一项加第二项之和，等于第三项加第四项之和; a row's last figure is the sum of those before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from govdoc.sums import OVER, SHORT, Sum, amount, in_order

_CELL = re.compile(r"[^\t\n]+")
_NUMBER = re.compile(r"\s*(?P<n>\d{1,3}(?:[,，]\d{3})+|\d+(?:\.\d+)?)\s*")
_TOTAL = re.compile(r"\s*(?:总\s*计|合\s*计|共\s*计)\s*")
_SERIAL = re.compile(r"序号|年份|年度|编号|电话|代码|邮编|日期|时间")
APPLICANTS, LAWSUITS = 7, 15
"""Figures in a row of the table of applications (six kinds of applicants and their total), and of 复议、诉讼 (three times five)."""
_NEW, _CARRIED, _DONE, _NEXT = "本年新收", "上年结转", "总计", "结转下年度"


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int

    @property
    def value(self) -> Decimal | None:
        match = _NUMBER.fullmatch(self.text)
        return amount(match["n"]) if match else None


@dataclass(frozen=True, slots=True)
class _Row:
    """Figures, and the cell before them; `start`: where that begins."""

    label: str
    start: int
    cells: tuple[_Cell, ...]

    @property
    def values(self) -> tuple[Decimal, ...]:
        return tuple(cell.value or Decimal(0) for cell in self.cells)


def find_form_sums(text: str) -> tuple[Sum, ...]:
    """Every total of a table with what it should be the sum of, in order of place."""
    cells = [_Cell(match[0], *match.span()) for match in _CELL.finditer(text)]
    return in_order((*_form(cells), *_tables(text)))


def _form(cells: Sequence[_Cell]) -> Iterator[Sum]:
    """The two tables of the official form, wherever their figures stand in runs of the right length."""
    rows = list(_runs(cells))
    applications = [row for row in rows if len(row.cells) == APPLICANTS]
    for row in applications:
        yield _sum(row.cells[-1], row.cells[:-1], row)
    yield from _balanced(applications)
    for row in rows:
        if len(row.cells) == LAWSUITS and any("复议" in cell.text for cell in cells):
            for at in (0, 5, 10):
                yield _sum(row.cells[at + 4], row.cells[at : at + 4], row)


def _runs(cells: Sequence[_Cell]) -> Iterator[_Row]:
    """Figures in unbroken runs, each with the cell before it."""
    run: list[_Cell] = []
    label = _Cell("", 0, 0)
    for cell in (*cells, _Cell("。", 0, 0)):
        if cell.value is not None:
            run.append(cell)
            continue
        if run:
            yield _Row(re.sub(r"\s", "", label.text), label.start, tuple(run))
        run, label = [], cell


def _balanced(rows: Sequence[_Row]) -> Iterator[Sum]:
    """Column by column: new + carried over = finished + carried on, and finished = all the ways to finish."""
    new, carried, after = (next((row for row in rows if key in row.label), None) for key in (_NEW, _CARRIED, _NEXT))
    done = next((row for row in rows if row.label.endswith(_DONE)), None)
    if new is None or carried is None or after is None or done is None:
        return
    ways = rows[rows.index(carried) + 1 : rows.index(done)]
    for at in range(APPLICANTS):
        if len(ways) > 1:
            yield _sum(done.cells[at], [row.cells[at] for row in ways], done)
        left, right = new.values[at] + carried.values[at], (done.values[at], after.values[at])
        verdict = _verdict(left, sum(right, Decimal(0)))
        yield Sum(left, right, after.start, after.cells[at].end, verdict, "本年新收加上年结转，与办理总计加结转下年")


def _tables(text: str) -> Iterator[Sum]:
    """A last row 合计 under rows of figures: each of its columns."""
    table: list[list[_Cell]] = []
    for line in re.finditer(r"[^\n]+", text):
        if "\t" in line[0]:
            table.append(_split(line[0], line.start()))
        else:
            yield from _columns(table)
            table = []
    yield from _columns(table)


def _split(line: str, start: int) -> list[_Cell]:
    """The cells of a line, empty ones too, so that columns keep their places."""
    cells, at = [], start
    for text in line.split("\t"):
        cells.append(_Cell(text, at, at + len(text)))
        at += len(text) + 1
    return cells


def _columns(table: Sequence[list[_Cell]]) -> Iterator[Sum]:
    if len(table) < 4 or not any(_TOTAL.fullmatch(cell.text) for cell in table[-1][:2]):
        return
    for at, total in enumerate(table[-1]):
        column = [row[at] if at < len(row) else None for row in table[:-1]]
        figures = [cell for cell in column if cell is not None and cell.value is not None]
        head = "".join(row[at].text for row in table[:2] if at < len(row))
        whole = [cell is not None and cell.value is not None for cell in column]
        first = whole.index(True) if True in whole else len(whole)
        if total.value is not None and len(figures) > 1 and all(whole[first:]) and not _SERIAL.search(head):
            yield _sum(total, figures, _Row(table[-1][0].text.strip(), table[-1][0].start, ()))


def _sum(total: _Cell, parts: Sequence[_Cell], row: _Row) -> Sum:
    values = tuple(cell.value or Decimal(0) for cell in parts)
    stated = total.value or Decimal(0)
    return Sum(stated, values, row.start, total.end, _verdict(stated, sum(values, Decimal(0))), row.label)


def _verdict(stated: Decimal, added: Decimal) -> str | None:
    return None if stated == added else OVER if added > stated else SHORT
