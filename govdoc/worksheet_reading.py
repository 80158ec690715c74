"""Room: what a government document is. A worksheet that came back, read from whatever program wrote it; hostile files are refused.

A workbook is a ZIP of XML. Before a library opens it: how large it would grow, whether it carries programs, whether its XML
declares entities. Columns are found by their names, so that a program may move them; formulas are said to be formulas.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from govdoc.errors import DataError
from govdoc.worksheet import HIDDEN, WIDTHS, WRITABLE

LARGEST, GROWN, PARTS = 8_000_000, 80_000_000, 400
"""Bytes of a file, bytes of all its parts unpacked, number of parts. 20,000 rows with long quotes are 3 MB and 40 MB."""
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS, HEADER_WITHIN = 20_000, 60, 12, 10
NEEDED = (*WRITABLE, *HIDDEN)
FORMULA = "\x00formula"
"""The value of a cell that holds a formula: nothing that can be typed."""


class SheetRefused(DataError):
    """The file is no worksheet of ours, or one that must not be opened. The message is Chinese and for the reviewer."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A row that came back. `line` is its number in the sheet; `cells`: column → text, spaces around it cut off."""

    line: int
    cells: dict[str, str]


def read_worksheet(body: bytes) -> list[Filled]:
    """The rows that are not empty. SheetRefused says what is wrong and what to do."""
    _examine(body)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
        try:
            return _rows(book)
        finally:
            book.close()
    except SheetRefused:
        raise
    except Exception as error:
        raise SheetRefused(
            f"文件损坏，读不出来（{type(error).__name__}）。请用表格软件打开，另存为 .xlsx 后再上传。"
        ) from error


def _examine(body: bytes) -> None:
    if body[:4] == b"\xd0\xcf\x11\xe0":
        raise SheetRefused("这是旧格式（.xls）或者加密的文件。请去掉密码，另存为 .xlsx 后再上传。")
    if body[:4] != b"PK\x03\x04":
        raise SheetRefused("这不是表格文件。请上传从本页下载、填好的 .xlsx 底稿。")
    if len(body) > LARGEST:
        raise SheetRefused(f"文件超过 {LARGEST // 1_000_000} MB。请只保留底稿这一张表后再上传。")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            _examine_parts(parts)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise SheetRefused("文件损坏，或者有密码。请用表格软件打开，另存为 .xlsx 后再上传。") from error


def _examine_parts(parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > PARTS or sum(entry.file_size for entry in entries) > GROWN:
        raise SheetRefused("文件展开后过大，没有打开。请只保留底稿这一张表后再上传。")
    if any(
        "vbaproject" in name or "macrosheet" in name or (name.endswith(".bin") and "embed" in name) for name in names
    ):
        raise SheetRefused("文件带有宏或者嵌入的程序，没有打开。请另存为不带宏的 .xlsx 后再上传。")
    if "xl/workbook.xml" not in names:
        raise SheetRefused("这不是 .xlsx 表格。请上传从本页下载、填好的底稿。")
    left = GROWN
    for entry in entries:
        left -= _examine_part(parts, entry, left)


def _examine_part(parts: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """How long a part really is: a directory may lie. XML that declares a document type could grow without end."""
    size, xml, tail = 0, entry.filename.lower().endswith((".xml", ".rels", ".vml")), b""
    with parts.open(entry) as part:
        while chunk := part.read(1 << 16):
            size += len(chunk)
            if size > left:
                raise SheetRefused("文件展开后过大，没有打开。请只保留底稿这一张表后再上传。")
            if xml and (b"\x00" in chunk or b"<!DOCTYPE" in (seen := tail + chunk) or b"<!ENTITY" in seen):
                raise SheetRefused("文件里有不该有的声明，没有打开。请用表格软件另存为 .xlsx 后再上传。")
            tail = chunk[-10:]
    return size


def _rows(book: Any) -> list[Filled]:
    for sheet in book.worksheets[:MOST_SHEETS]:
        sheet.reset_dimensions()
        found = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
        rows = enumerate(found, 1)
        header = _header(rows)
        if header:
            return list(_filled(rows, header))
    raise SheetRefused(f"表里没有找到这些列：{'、'.join(NEEDED)}。请用从本页下载的底稿，不要删除列（后几列是隐藏的）。")


def _header(rows: Iterator[tuple[int, Sequence[Any]]]) -> dict[int, str] | None:
    """Place → name of the columns known, from the first row that has all that are needed."""
    for number, cells in rows:
        names = {place: name for place, name in enumerate(map(_text, cells)) if name in WIDTHS}
        if set(NEEDED) <= set(names.values()):
            if len(set(names.values())) < len(names):
                raise SheetRefused("有两列同名。请用从本页下载的底稿，不要复制列。")
            return names
        if number >= HEADER_WITHIN:
            return None
    return None


def _filled(rows: Iterator[tuple[int, Sequence[Any]]], header: dict[int, str]) -> Iterator[Filled]:
    for number, cells in rows:
        if number > MOST_ROWS:
            raise SheetRefused(f"表里超过 {MOST_ROWS} 行。请删去多余的行后再上传。")
        values = {name: _text(cells[place]) if place < len(cells) else "" for place, name in header.items()}
        if any(values.values()):
            yield Filled(number, values)


def _text(cell: Any) -> str:
    """What a person sees in a cell: 2027-12-31 for a day, 5 for 5.0."""
    value = cell.value
    if getattr(cell, "data_type", "") == "f":
        return FORMULA
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def as_json(rows: Sequence[Filled]) -> list[list[Any]]:
    return [[row.line, row.cells] for row in rows]


def from_json(rows: Sequence[Sequence[Any]]) -> list[Filled]:
    return [Filled(int(line), dict(cells)) for line, cells in rows]
