"""Room: what a government document is. Text of a PDF, read in a process of its own: a broken file can end that one only.

`python -m govdoc.pdf_text < file.pdf` prints UTF-8 text; exit status 1 and the reason on standard error when it fails. Lines and
ruled tables come in the order in which they stand on the page, so that a list keeps the heading above it; the general reader of
attachments (xberg) gives all tables of a page after its text, and in reverse.
"""

from __future__ import annotations

import io
import math
import os
import re
import subprocess
import sys
import time
from typing import Any

from govdoc.errors import DataError
from govdoc.radicals import without_radicals
from govdoc.table_grid import Cell, table_lines

TIMEOUT = 300
_PAGE_NUMBER = re.compile(r"[—–-]{0,2}\s?\d{1,4}\s?[—–-]{0,2}")


def pdf_text(body: bytes, name: str) -> str:
    """The text of a PDF, one line per printed line, table rows with their cells parted by tabs.

    DataError when it is damaged or holds images only.
    """
    command = [sys.executable, "-m", "govdoc.pdf_text"]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise DataError(f"{name}: reading the PDF took more than {TIMEOUT} s: split it") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit status {done.returncode}"]
        raise DataError(f"{name}: the PDF cannot be read ({lines[-1][:80]}): open it and print it to a new PDF")
    text = done.stdout.decode("utf-8", "replace")
    if not text.strip():
        raise DataError(f"{name}: the PDF holds no text, only images: run text recognition on it first")
    return text


def in_page_order(body: bytes, seconds: float = math.inf) -> str:
    """The text, read in this very process: 0.1 s a page. TimeoutError when it costs more than `seconds` of processor time."""
    import pdfplumber

    lines: list[str] = []
    until = time.process_time() + seconds
    with pdfplumber.open(io.BytesIO(body)) as file:
        for page in file.pages:
            _go_on(lines, _page_lines(page))
            page.close()
            if time.process_time() > until:
                raise TimeoutError(f"more than {seconds:g} s for {page.page_number} of {len(file.pages)} pages")
    return without_radicals("\n".join(lines))


def _go_on(lines: list[str], page: list[str]) -> None:
    """Adds a page without its number; a table row that the page's end has cut in two (no serial) becomes one again."""
    if page and _PAGE_NUMBER.fullmatch(page[-1]):
        page = page[:-1]
    if page and lines and page[0].startswith("\t") and "\t" in lines[-1]:
        upper, lower = lines[-1].split("\t"), page[0].split("\t")
        width = max(len(upper), len(lower))
        cells = zip(upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower)), strict=True)
        lines[-1] = "\t".join(a + b for a, b in cells)
        page = page[1:]
    lines += page


def _page_lines(page: Any) -> list[str]:
    """Printed lines and table rows of one page, from top to bottom."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1 or len(table.rows[0].cells) > 1]
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda thing: not any(_within(thing, box) for box in boxes)) if boxes else page
    blocks = [(line["top"], [_joined(line["text"])]) for line in outside.extract_text_lines(return_chars=False)]
    blocks += [(table.bbox[1], table_lines(_cells(table))) for table in tables]
    return [line for _, lines in sorted(blocks, key=lambda block: block[0]) for line in lines]


def _within(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    if thing.get("object_type") != "char":
        return False
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _cells(table: Any) -> list[list[Cell]]:
    """The rows of a ruled table. A place without a cell of its own belongs to the one that reaches over it, from above or the left."""
    texts = table.extract()
    boxes = [row.cells for row in table.rows]
    tops = [row.bbox[1] for row in table.rows]
    lefts = [min((row[x][0] for row in boxes if row[x]), default=0.0) for x in range(len(boxes[0]))]
    rows: list[list[Cell]] = []
    for y, row in enumerate(boxes):
        cells = []
        for x, box in enumerate(row):
            if box is None:
                continue
            under = [boxes[n][x] is None and tops[n] + 1 < box[3] for n in range(y + 1, len(boxes))]
            beside = [row[n] is None and lefts[n] + 1 < box[2] for n in range(x + 1, len(row))]
            cells.append(Cell(_joined(texts[y][x] or ""), 1 + _leading(under), 1 + _leading(beside)))
        rows.append(cells)
    return rows


def _leading(flags: list[bool]) -> int:
    """How many are true before the first that is not."""
    return flags.index(False) if False in flags else len(flags)


def _joined(text: str) -> str:
    """A cell's lines in one: nothing between Chinese characters, a space between words."""
    return re.sub(r"\s+", " ", re.sub(r"(?<=[^\x00-\x7f])\s+(?=\S)|(?<=\S)\s+(?=[^\x00-\x7f])", "", text)).strip()


def main() -> None:
    """The child process."""
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import PdfminerException

    status = 0
    try:
        sys.stdout.buffer.write(in_page_order(sys.stdin.buffer.read()).encode("utf-8", "replace"))
    except (PDFException, PdfminerException, ValueError, TypeError, KeyError, OSError, RecursionError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
