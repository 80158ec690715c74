"""Room: what a government document is. Tables with merged cells as lines of text: cells parted by tabs, each row complete.

A cell merged downwards (one 废止 beside ten files) says the same of each of its rows; one merged sideways stands once, so that a
row that is one wide cell (二、废止的文件) becomes a heading line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDEST = 200
"""Columns and rows that one cell may span; a page that claims more is damaged or hostile."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` without line breaks and tabs, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


def table_lines(rows: Iterable[Iterable[Cell]]) -> list[str]:
    """One line a row, empty rows left out: [[废止 (2 rows), 甲], [乙]] → 废止⇥甲, 废止⇥乙."""
    lines: list[str] = []
    below: dict[int, tuple[str, int]] = {}
    for row in rows:
        cells: dict[int, str] = {}
        pending = below
        below = {at: (text, left - 1) for at, (text, left) in pending.items() if left > 1}
        cells.update({at: text for at, (text, _) in pending.items()})
        at = 0
        for cell in row:
            while at in pending:
                at += 1
            width, height = min(cell.columns, WIDEST), min(cell.rows, WIDEST)
            cells[at] = cell.text
            for column in range(at, at + width):
                cells.setdefault(column, "")
                if height > 1:
                    below[column] = (cell.text if column == at else "", height - 1)
            at += width
        if line := _line(cells):
            lines.append(line)
    return lines


def _line(cells: dict[int, str]) -> str:
    filled = [text for text in cells.values() if text]
    if len(filled) < 2:
        return filled[0] if filled else ""
    return "\t".join(cells.get(at, "") for at in range(max(cells) + 1)).rstrip("\t")
