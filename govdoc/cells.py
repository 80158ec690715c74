"""Room: what a government document is. Text made safe for the cells of CSV and xlsx files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

_FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_000


def safe_cell(value: object) -> str:
    """What a spreadsheet shows and never runs: 「=HYPERLINK(…)」 gets an apostrophe before it. Idempotent.

    Control characters go, and what is longer than a cell of Excel may be is cut with ….
    """
    text = _CONTROL.sub("", "" if value is None else str(value))
    text = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return f"'{text}" if _FORMULA.match(text) else text


def csv_text(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """CSV with a byte order mark, so that Excel reads the Chinese in it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
