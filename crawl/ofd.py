"""Room: from web to facts. Text of OFD files (GB/T 33190—2016), the state format for documents: a ZIP of XML pages.

`OFD.xml` names the documents, `Document.xml` their pages, each page's `Content.xml` the text objects. A `TextCode` holds from one character to
a whole line, so pieces are put in order by where they stand: the object's `Boundary` (millimetres from the page's upper left corner).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lxml import etree

from govdoc.errors import DataError

MAX_PAGES = 500
MAX_PART = 30 * 1024 * 1024
"""Bytes of one XML part after expansion; a page of a real document has less than 1 MB."""

MAX_TOTAL = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """`y`, `x`: upper left corner in millimetres; `height`, `width` of the object."""

    y: float
    x: float
    height: float
    width: float
    text: str
    turned: bool = False
    """Written sideways: where it stands says nothing about what comes next."""


class _Package:
    """The ZIP, read part by part under caps; names compared without a leading slash and in any case."""

    def __init__(self, body: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(body))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise DataError(f"not an OFD file ({error}): the download may be cut short") from error
        self.names = {self._key(name): name for name in self.zip.namelist()}
        self.left = MAX_TOTAL

    @staticmethod
    def _key(name: str) -> str:
        return posixpath.normpath(name.replace("\\", "/").lstrip("/")).lower()

    def find(self, base: str, location: str) -> str | None:
        """The part that `location` names, seen from the part `base`; absolute, relative, or (in sloppy files) from the root."""
        location = (location or "").strip()
        for name in (
            posixpath.join(posixpath.dirname(base), location) if not location.startswith("/") else location,
            location,
        ):
            if (key := self._key(name)) in self.names:
                return self.names[key]
        return None

    def xml(self, name: str) -> Any:
        info = self.zip.getinfo(name)
        limit = min(MAX_PART, self.left)
        try:
            with self.zip.open(info) as part:
                data = part.read(limit + 1)
        except (
            zipfile.BadZipFile,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
            EOFError,
            zlib.error,
        ) as error:
            raise DataError(f"OFD part {name} cannot be read ({error})") from error
        if len(data) > limit:
            raise DataError(f"OFD part {name} is larger than {limit} bytes: refused")
        self.left -= len(data)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False)
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DataError(f"OFD part {name} is no XML ({error})") from error


def read_ofd(body: bytes) -> tuple[str, bool]:
    """(text, whether a page shows an image). DataError when the file is no OFD, is damaged, or expands beyond the caps."""
    package = _Package(body)
    start = package.find("", "OFD.xml")
    if start is None:
        raise DataError("not an OFD file: OFD.xml is missing")
    pages: list[str] = []
    images = False
    for content in _contents(package, start):
        pieces: list[Piece] = []
        for layer in content:
            found, shown = _pieces(layer)
            pieces += found
            images = images or shown
        pages.append("\n".join(_lines(pieces)))
    return "\n".join(page for page in pages if page), images


def _contents(package: _Package, start: str) -> Iterator[list[Any]]:
    """For every page, in order, the template pages it stands on (forms print their fixed words there) and its own content."""
    count = 0
    for root in _named(package.xml(start), "DocRoot"):
        path = package.find(start, root.text or "")
        if path is None:
            continue
        document = package.xml(path)
        templates = {t.get("ID"): package.find(path, t.get("BaseLoc") or "") for t in _named(document, "TemplatePage")}
        for page in _named(document, "Page"):
            place = package.find(path, page.get("BaseLoc") or "")
            if place is None:
                continue
            count += 1
            if count > MAX_PAGES:
                return
            content = package.xml(place)
            used = [templates.get(t.get("TemplateID")) for t in _named(content, "Template")]
            yield [*(package.xml(name) for name in used[:4] if name), content]


def _named(root: Any, name: str) -> Iterator[Any]:
    """Elements of this local name: files use the namespace http://www.ofdspec.org/2016, an older one, or none."""
    if root is not None:
        for element in root.iter():
            if isinstance(element.tag, str) and etree.QName(element).localname == name:
                yield element


def _numbers(text: str | None) -> list[float]:
    found = []
    for word in re.split(r"[\s,]+", (text or "").strip()):
        try:
            found.append(float(word))
        except ValueError:
            continue
    return found


def _pieces(content: Any) -> tuple[list[Piece], bool]:
    pieces = []
    for item in _named(content, "TextObject"):
        box = (_numbers(item.get("Boundary")) + [0.0] * 4)[:4]
        matrix = _numbers(item.get("CTM"))
        turned = len(matrix) == 6 and matrix[0] == matrix[3] == 0
        scale_x, scale_y = (abs(matrix[0]) or 1.0, abs(matrix[3]) or 1.0) if len(matrix) == 6 else (1.0, 1.0)
        size = (_numbers(item.get("Size")) or [box[3] or 3.0])[0] * scale_y
        for code in _named(item, "TextCode"):
            text = code.text or ""
            if text.strip():
                x, y = _origin(code)
                steps = _steps(code.get("DeltaX"), len(text))
                width = sum(steps) * scale_x + size if steps else max(box[2] - x, 0.0)
                pieces.append(Piece(box[1] + y * scale_y - size, box[0] + x * scale_x, size, width, text, turned))
    images = next(_named(content, "ImageObject"), None) is not None
    return pieces, images


def _origin(code: Any) -> tuple[float, float]:
    return (_numbers(code.get("X")) or [0.0])[0], (_numbers(code.get("Y")) or [0.0])[0]


def _steps(delta: str | None, length: int) -> list[float]:
    """Advances between characters; `g 3 5.2` stands for 5.2 three times."""
    words = (delta or "").split()
    steps: list[float] = []
    while words and len(steps) < length:
        if words[0].lower() == "g" and len(words) > 2 and words[1].isdigit():
            steps += _numbers(words[2]) * min(int(words[1]), length)
            words = words[3:]
        else:
            steps += _numbers(words.pop(0))
    return steps[: max(length - 1, 0)]


def _lines(pieces: Iterable[Piece]) -> Iterator[str]:
    """Pieces whose middles lie within half a character's height are one line, read from the left; a wide gap is a space.

    Text written sideways follows in the order of the file.
    """
    pieces = list(pieces)
    sideways = "".join(piece.text for piece in pieces if piece.turned)
    rows: list[list[Piece]] = []
    for piece in sorted((p for p in pieces if not p.turned), key=lambda p: (p.y + p.height / 2, p.x)):
        middle = piece.y + piece.height / 2
        last = rows[-1][0] if rows else None
        if last is not None and abs(last.y + last.height / 2 - middle) < max(min(last.height, piece.height), 0.5) / 2:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda p: p.x)
        line = row[0].text
        for before, piece in pairwise(row):
            gap = piece.x - (before.x + before.width)
            line += ("  " if gap > 1.5 * max(piece.height, 1.0) else "") + piece.text
        if line.strip():
            yield line.strip()
    if sideways.strip():
        yield sideways.strip()
