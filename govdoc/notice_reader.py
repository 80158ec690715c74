"""Room: what a government document is. Reads a clean-up notice (txt, html, docx, xlsx, pdf) as lines; table cells are parted by tabs."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Any
from xml.etree import ElementTree

from govdoc.errors import DataError
from govdoc.pdf_text import pdf_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr", "section", "article", "dd", "dt")
_MAX_BYTES = 200_000_000


def read_notice(body: bytes, name: str) -> str:
    """The text of a notice. What it is, the bytes decide; `name` only for messages and for plain text against html.

    DataError when it is none of the five formats, or damaged.
    """
    if body[:5] == b"%PDF-":
        return _unmark(pdf_text(body, name))
    if body[:4] == b"PK\x03\x04":
        return _zipped(body, name)
    if body[:4] == b"\xd0\xcf\x11\xe0":
        raise DataError(f"{name}: an old .doc or .xls file: save it as .docx or .xlsx and try again")
    text = _decode(body, name)
    if PurePath(name).suffix.lower() in (".html", ".htm", ".shtml") or re.search(
        r"<(?:html|body|table|!doctype)\b", text[:5000], re.I
    ):
        return _html(text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


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


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _html(text: str) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "lxml")
    for tag in soup(["script", "style", "noscript", "head"]):
        tag.decompose()
    for table in soup.find_all("table"):
        if (
            table.find("table")
            or len(table.find_all("tr")) < 2
            or max((len(r.find_all(["td", "th"])) for r in table.find_all("tr")), default=0) < 2
        ):
            continue
        rows = [[_cell(c.get_text(" ")) for c in row.find_all(["td", "th"])] for row in table.find_all("tr")]
        table.replace_with("\n" + "\n".join("\t".join(row) for row in rows if any(row)) + "\n")
    for block in soup.find_all(_BLOCKS):
        block.insert_before("\n")
        block.append("\n")
    lines = (re.sub(r"[ \xa0\r\f]+", " ", line).strip(" ") for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line.strip())


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
            for row in block.iter(f"{_W}tr"):
                lines.append(
                    "\t".join(_cell(" ".join(_runs(p) for p in c.iter(f"{_W}p"))) for c in row.findall(f"{_W}tc"))
                )
        else:
            lines += [_runs(p) for p in block.iter(f"{_W}p")]
    return "\n".join(line for line in lines if line.strip())


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

    book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    lines: list[str] = []
    for sheet in book.worksheets:
        lines.append(sheet.title)
        for row in sheet.iter_rows(values_only=True):
            cells = [_value(value) for value in row]
            filled = [cell for cell in cells if cell]
            if len(filled) == 1:
                lines.append(filled[0])
            elif filled:
                lines.append("\t".join(cells).rstrip("\t"))
    book.close()
    return "\n".join(lines)


def _value(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "date"):
        return str(value.date())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _cell(str(value))


def _unmark(text: str) -> str:
    """Lines of a PDF. A table's row becomes one line of its words: where its columns end, a PDF does not say reliably."""
    lines: list[str] = []
    carried = ""
    for line in text.replace("\r", "").split("\n"):
        if re.fullmatch(r"[\s:|-]*", line):
            continue
        if not (line.startswith("|") and line.count("|") > 2):
            lines.append(carried + re.sub(r"^#+[ ]", "", line))
            carried = ""
            continue
        words = [cell for cell in map(_cell, line.strip().strip("|").split("|")) if cell]
        serial = re.match(r"[0-9]{1,3}[ ](?=\D)", words[0])
        if carried and serial:
            words[0] = serial[0] + carried + words[0][serial.end() :]
        elif len(words) == 1 and not serial and not re.search(r"目录|清单|附件|结果|[。：；]", words[0]):
            carried += words[0]
            continue
        elif carried:
            lines.append(carried)
        carried = ""
        lines.append(" ".join(words))
    return _unwrap([*lines, *([carried] if carried else [])])


_NEW_LINE = re.compile(
    r"[ 　]*(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|附[ 　]?件|第[一二三四五六七八九十]+条|—|序号|\d{1,3}[ 　]*[《\u4e00-\u9fff])"
)


def _unwrap(lines: list[str]) -> str:
    """Joins the lines that a page's width has cut: a long line without a full stop goes on in the next."""
    joined: list[str] = []
    for line in lines:
        last = joined[-1] if joined else ""
        if len(last) >= 22 and last.rstrip()[-1] not in "。；：:;！？" and not _NEW_LINE.match(line):
            joined[-1] = last.rstrip() + line.lstrip()
        else:
            joined.append(line)
    return "\n".join(joined)
