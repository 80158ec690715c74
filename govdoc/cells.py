"""Room: what a government document is. Rows to files that spreadsheets open, CSV and XLSX; nothing in them is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

_FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe_cell(value: object) -> str:
    """What a spreadsheet shows and never runs: 「=HYPERLINK(…)」 gets an apostrophe before it. Idempotent.

    Control characters go, and what is longer than a cell of Excel may be is cut with ….
    """
    text = CONTROL.sub("", "" if value is None else str(value))
    text = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return f"'{text}" if _FORMULA.match(text) else text


def plain_cell(text: str) -> str:
    """What `safe_cell` was given: the apostrophe before what would be a formula is taken away again."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """CSV (RFC 4180) line by line; a byte order mark in front, so that Excel reads the Chinese in it."""
    buffer = io.StringIO("\ufeff")
    buffer.seek(1)
    writer = csv.writer(buffer)
    for row in chain([header], rows):
        writer.writerow([safe_cell(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def csv_text(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    return "".join(csv_lines(header, rows))


def xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet of text cells; its first row stays in sight, columns are as wide as their first values, within reason."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "", title)[:31] or "Sheet")
    iterator = iter(rows)
    first = list(islice(iterator, 50))
    for column, name in enumerate(header):
        longest = max((len(str(row[column])) for row in first), default=0)
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(60, max(len(name), longest) * 2 + 2)
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, name) for name in header])
    for row in chain(first, iterator):
        sheet.append([safe_cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell
