"""Room: from index to pages. A document's text made readable: paragraphs, headings, anchors, contents, marks. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from govdoc.outline import ARTICLE, SPACES, Line, lines_with_offsets, outline
from search_web.present import Piece, mark_terms

DAY = re.compile(
    r"[12〇○零一二][\d〇○零一二三四五六七八九]{3}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
SIGNATURE = 60
ENTRIES = 400


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of the text, in characters, that the page sets apart under `anchor`."""

    start: int
    end: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`tag`: h (chapter), s (一、 heading), t (a title inside the text), a (starts with 第…条), e (signature, day) or p.

    `label` is the 第…条 that a template sets apart, `start` the paragraph's offset in the text; `name` is what links point
    at, `anchor` the same where the paragraph is a heading or an article.
    """

    tag: str
    pieces: tuple[Piece, ...]
    start: int
    anchor: str = ""
    label: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents; `level` 1 or 2."""

    anchor: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Reading:
    paragraphs: tuple[Paragraph, ...]
    contents: tuple[Entry, ...]
    marks: int

    def place(self, offset: int) -> tuple[str, str]:
        """The article or heading that a character belongs to, as (第三条, art-3); empty before the first."""
        at = bisect_right([p.start for p in self.paragraphs], offset)
        for paragraph in reversed(self.paragraphs[:at]):
            if paragraph.anchor:
                return paragraph.label, paragraph.anchor
        return "", ""


def read(text: str, terms: Iterable[str] = (), quotes: Iterable[Quote] = (), title: str = "") -> Reading:
    """Paragraphs of the text; a table of contents when it has at least four headings or eight articles.

    `terms` are marked wherever they stand, `quotes` set apart; a line that the document's `title` contains, not at its
    beginning where the issuer stands, is a title.
    """
    terms, quotes = tuple(terms), tuple(quotes)
    lines = list(outline(text))
    paragraphs = [_paragraph(line, terms, quotes, title) for line in lines]
    entries = [Entry(line.anchor, _shortened(line.text), 2 if line.tag == "a" else 1) for line in lines if line.anchor]
    marks = sum(piece.marked for p in paragraphs for piece in p.pieces)
    return Reading(_opened(_signed(paragraphs)), _contents(entries), marks)


def lines_of(text: str) -> list[str]:
    """The lines as they are shown."""
    return [line for _, line in lines_with_offsets(text)]


def _paragraph(line: Line, terms: tuple[str, ...], quotes: tuple[Quote, ...], title: str) -> Paragraph:
    article = ARTICLE.match(line.text)
    skipped = len(line.text) - len(line.text[article.end() :].lstrip(SPACES)) if article else 0
    inner_title = line.tag == "p" and 4 <= len(line.text) <= SIGNATURE and line.text in title[1:]
    pieces = set_apart(mark_terms(line.text[skipped:], terms), line.start + skipped, quotes)
    return Paragraph("t" if inner_title else line.tag, pieces, line.start, line.anchor, line.label, line.name)


def _signed(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A line that is only a day closes a letter; the short lines before it, without a stop, are who signs."""
    tags = [p.tag for p in paragraphs]
    said = ["".join(piece.text for piece in p.pieces) for p in paragraphs]
    for i, line in enumerate(said):
        if tags[i] == "p" and DAY.fullmatch(re.sub(r"\s", "", line)):
            tags[i] = "e"
            before = i - 1
            while (
                before >= 0
                and tags[before] == "p"
                and len(said[before]) <= 30
                and said[before][-1] not in "。；：:;！？，"
            ):
                tags[before] = "e"
                before -= 1
    return [replace(p, tag=tag) for tag, p in zip(tags, paragraphs, strict=True)]


def set_apart(pieces: Iterable[Piece], offset: int, quotes: Iterable[Quote]) -> tuple[Piece, ...]:
    """The pieces, which begin at `offset` of the text, cut where a quote begins or ends."""
    quotes = tuple(quotes)
    cut: list[Piece] = []
    for piece in pieces:
        end = offset + len(piece.text)
        bounds = sorted({offset, end, *(b for q in quotes for b in (q.start, q.end) if offset < b < end)})
        for left, right in pairwise(bounds):
            quote = next((q for q in quotes if q.start <= left < q.end), None)
            text = piece.text[left - offset : right - offset]
            cut.append(Piece(text, piece.marked, quote.anchor if quote else ""))
        offset = end
    return tuple(cut)


def _opened(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """The first piece of each quote opens it: there the anchor is."""
    seen = {""}
    opened: list[Paragraph] = []
    for paragraph in paragraphs:
        pieces: list[Piece] = []
        for piece in paragraph.pieces:
            pieces.append(piece if piece.quote in seen else replace(piece, opens=True))
            seen.add(piece.quote)
        opened.append(replace(paragraph, pieces=tuple(pieces)))
    return tuple(opened)


def _contents(entries: list[Entry]) -> tuple[Entry, ...]:
    headings = [e for e in entries if e.level == 1]
    return tuple(entries)[:ENTRIES] if len(headings) >= 4 or len(entries) >= 8 else ()


def _shortened(line: str, width: int = 24) -> str:
    line = re.sub(r"\s+", " ", line)
    return line if len(line) <= width else line[:width] + "…"
