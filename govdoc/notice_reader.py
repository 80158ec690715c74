"""Room: what a government document is. Reads a clean-up notice (txt, html, docx, xlsx, pdf) as lines; table cells are parted by tabs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any
from xml.etree import ElementTree

from govdoc.errors import DataError
from govdoc.pdf_text import pdf_text
from govdoc.table_grid import WIDEST, Cell, table_lines

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr", "section", "article", "dd", "dt")
_MAX_BYTES = 200_000_000
_STREAMED = 5_000_000


def read_notice(body: bytes, name: str) -> str:
    """The text of a notice. What it is, the bytes decide; `name` only for messages and for plain text against html.

    DataError when it is none of the five formats, or damaged.
    """
    if body[:5] == b"%PDF-":
        return _unwrap(pdf_text(body, name).split("\n"))
    if body[:4] == b"PK\x03\x04":
        return _zipped(body, name)
    if body[:4] == b"\xd0\xcf\x11\xe0":
        raise DataError(f"{name}: an old .doc or .xls file: save it as .docx or .xlsx and try again")
    text = _decode(body, name)
    if PurePath(name).suffix.lower() in (".html", ".htm", ".shtml") or re.search(
        r"<(?:html|body|table|!doctype)\b", text[:5000], re.I
    ):
        return _html(text)
    return _PIPES.sub(_tabbed, text.replace("\r\n", "\n").replace("\r", "\n"))


# A table as Markdown has it: | 1 | 甲办法 | 云政发〔2010〕1号 | 废止 |
_PIPES = re.compile(r"^[ \t]*\|(?P<cells>[^\n]*)\|[ \t]*$", re.M)


def _tabbed(line: re.Match[str]) -> str:
    return "\t".join(cell.strip() for cell in line["cells"].split("|"))


def _decode(body: bytes, name: str) -> str:
    declared = re.search(rb"charset=[\"']?([A-Za-z0-9_-]+)", body[:3000])
    charsets = ["utf-8-sig", "gb18030"]
    if declared and declared[1].lower().startswith(b"gb"):
        charsets.reverse()
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        charsets.insert(0, "utf-16")
    for charset in charsets:
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    raise DataError(f"{name}: neither UTF-8 nor GB18030 text: convert the file to UTF-8")


_EDGE = "\x00"
"""Between the paragraphs or runs of one cell; 农机管理<br>办法 is one name, 农机管理 办法 none."""
_BROKEN = re.compile(rf"(?<=[^\x00-\x7f])\s*{_EDGE}\s*(?=[^\x00-\x7f])")


def _cell(text: str) -> str:
    return re.sub(rf"[\s{_EDGE}]+", " ", _BROKEN.sub("", text)).strip()


def _html(text: str) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "lxml")
    for tag in soup(["script", "style", "noscript", "head"]):
        tag.decompose()
    for table in soup.find_all("table"):
        if table.find("table") or _for_layout(table):
            continue
        rows = [
            [
                Cell(_cell(c.get_text(_EDGE)), _span(c, "rowspan"), _span(c, "colspan"))
                for c in row.find_all(["td", "th"])
            ]
            for row in table.find_all("tr")
        ]
        table.replace_with("\n" + "\n".join(table_lines(rows)) + "\n")
    for block in soup.find_all(_BLOCKS):
        block.insert_before("\n")
        block.append("\n")
    lines = (re.sub(r"[ \xa0\r\f]+", " ", line).strip(" ") for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _for_layout(table: Any) -> bool:
    """A table that only places things on the page; one row of several short cells goes on with a table before it (续表)."""
    rows = [row.find_all(["td", "th"]) for row in table.find_all("tr")]
    widest = max((len(cells) for cells in rows), default=0)
    one_row = len(rows) == 1 and (widest < 3 or any(len(cell.get_text()) > 200 for cell in rows[0]))
    return widest < 2 or one_row


def _span(cell: Any, name: str) -> int:
    said = str(cell.get(name) or "").strip()
    return max(1, int(said)) if said.isdecimal() and len(said) < 6 else 1


def _zipped(body: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            if "word/document.xml" in names:
                if archive.getinfo("word/document.xml").file_size > _MAX_BYTES:
                    raise DataError(f"{name}: the text unpacks to more than {_MAX_BYTES} bytes: split the file")
                return _docx(archive.read("word/document.xml"))
            if any(n.startswith("xl/") for n in names):
                return _xlsx(body)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError) as error:
        raise DataError(f"{name}: damaged ({error}): open it in an office program and save it again") from None
    raise DataError(f"{name}: a zip file, but neither .docx nor .xlsx: unpack it first")


def _docx(xml: bytes) -> str:
    if b"<!ENTITY" in xml[:2000]:
        raise ValueError("entities are not allowed")
    body = ElementTree.fromstring(xml).find(f"{_W}body")
    lines: list[str] = []
    for block in body if body is not None else ():
        if block.tag == f"{_W}tbl":
            lines += table_lines(_docx_rows(block))
        else:
            lines += [_runs(p) for p in block.iter(f"{_W}p")]
    return "\n".join(line for line in lines if line.strip())


def _docx_rows(table: ElementTree.Element) -> list[list[Cell]]:
    """The rows of a Word table; a cell that goes on from the row above (vMerge) says what that one says."""
    rows: list[list[Cell]] = []
    above: dict[int, str] = {}
    for row in table.iter(f"{_W}tr"):
        cells: list[Cell] = []
        at = 0
        for cell in row.findall(f"{_W}tc"):
            width = _property(cell, "gridSpan")
            text = _cell(_EDGE.join(_runs(p) for p in cell.iter(f"{_W}p")))
            if _property(cell, "vMerge") == "continue":
                text = text or above.get(at, "")
            columns = min(int(width), WIDEST) if width.isdecimal() else 1
            above[at] = text
            cells.append(Cell(text, columns=columns))
            at += columns
        rows.append(cells)
    return rows


def _property(cell: ElementTree.Element, name: str) -> str:
    """The value of a cell's property; a property without a value means it goes on (vMerge), "" that there is none."""
    found = cell.find(f"{_W}tcPr/{_W}{name}")
    return "" if found is None else found.get(f"{_W}val", "continue")


def _runs(paragraph: ElementTree.Element) -> str:
    parts = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br"):
            parts.append(" ")
    return "".join(parts)


def _xlsx(body: bytes) -> str:
    from openpyxl import load_workbook

    # Merged cells are known only to a workbook that is read whole; a very large one is read as a stream, without them.
    book = load_workbook(io.BytesIO(body), read_only=len(body) > _STREAMED, data_only=True)
    lines: list[str] = []
    for sheet in book.worksheets:
        lines.append(sheet.title)
        merged = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges} if len(body) <= _STREAMED else {}
        lines += table_lines(_xlsx_rows(sheet.iter_rows(values_only=True), merged))
    book.close()
    return "\n".join(lines)


def _xlsx_rows(rows: Iterable[tuple[Any, ...]], merged: dict[tuple[int, int], Any]) -> Iterator[list[Cell]]:
    covered: dict[tuple[int, int], int] = {}
    for y, row in enumerate(rows, 1):
        cells: list[Cell] = []
        x = 1
        while x <= len(row):
            if (y, x) in covered:
                x += covered.pop((y, x))
                continue
            block = merged.get((y, x))
            height, width = (block.max_row - y + 1, block.max_col - x + 1) if block else (1, 1)
            covered.update({(y + down, x): width for down in range(1, min(height, WIDEST))})
            cells.append(Cell(_value(row[x - 1]), height, width))
            x += width
        yield cells


def _value(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "date"):
        return str(value.date())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _cell(str(value))


_NEW_LINE = re.compile(
    r"[ 　]*(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|附[ 　]?件|第[一二三四五六七八九十]+条|—|序号|\d{1,3}[ 　]*(?![号年月日期届次])[《\u4e00-\u9fff])"
)


def _unwrap(lines: list[str]) -> str:
    """Joins the lines that a page's width has cut: a long line without a full stop goes on in the next; table rows stay."""
    joined: list[str] = []
    for line in lines:
        last = joined[-1] if joined else ""
        full = len(last) >= 22 and last.rstrip()[-1] not in "。；：:;！？"
        if full and "\t" not in last + line and (_open_bracket(last) or not _NEW_LINE.match(line)):
            joined[-1] = last.rstrip() + line.lstrip()
        else:
            joined.append(line)
    return "\n".join(joined)


def _open_bracket(line: str) -> bool:
    return any(line.rfind(opening) > line.rfind(closing) for opening, closing in ("（）", "《》", "〔〕", "()"))
