"""Room: from index to pages. A document's text made readable: paragraphs, headings, anchors, contents, marks. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from govdoc.numerals import chinese_int
from search_web.present import Piece, mark_terms

NUMERAL = r"[〇零一二三四五六七八九十百千两0-9０-９]{1,9}"
ARTICLE = re.compile(rf"第({NUMERAL})条(?:之({NUMERAL}))?(?=[\s\u3000：:【（(]|$|[\u4e00-\u9fff])")
CHAPTER = re.compile(rf"第({NUMERAL})([编章节])(?=[\s\u3000]|$|[\u4e00-\u9fff])")
SECTION = re.compile(rf"({NUMERAL})、")
BREAK = re.compile(
    rf"(?<=[。；;！？：])\s*(?=第{NUMERAL}[章节条]|[一二三四五六七八九十]{{1,3}}、|（[一二三四五六七八九十]{{1,3}}）)"
)
DAY = re.compile(
    r"[12〇○零一二][\d〇○零一二三四五六七八九]{3}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
ANCHORS = {"编": "part", "章": "ch", "节": "sub"}
LONG_HEADING = 40
SIGNATURE = 60
WALL = 300
ENTRIES = 400
SPACES = " \t\u3000\xa0"


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of the text, in characters, that the page sets apart under `anchor`."""

    start: int
    end: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`tag`: h (chapter), s (一、 heading), t (a title inside the text), a (starts with 第…条), e (signature, day) or p.

    `label` is the 第…条 that a template sets apart, `start` the paragraph's offset in the text.
    """

    tag: str
    pieces: tuple[Piece, ...]
    start: int
    anchor: str = ""
    label: str = ""


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
    taken: set[str] = set()
    paragraphs: list[Paragraph] = []
    entries: list[Entry] = []
    for start, line in lines_with_offsets(text):
        paragraph = _paragraph(start, line, terms, quotes, taken, title)
        paragraphs.append(paragraph)
        if paragraph.anchor:
            entries.append(Entry(paragraph.anchor, _shortened(line), 2 if paragraph.tag == "a" else 1))
    marks = sum(piece.marked for p in paragraphs for piece in p.pieces)
    return Reading(_opened(_signed(paragraphs)), _contents(entries), marks)


def lines_of(text: str) -> list[str]:
    """The lines as they are shown."""
    return [line for _, line in lines_with_offsets(text)]


def lines_with_offsets(text: str) -> list[tuple[int, str]]:
    """Lines with something in them, without the indent that the page sets itself, each with its offset in the text.

    Some sources lost their line breaks: a line longer than WALL is cut where a sentence ends and 第二条, 三、 or （四） begins.
    """
    found: list[tuple[int, str]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        cuts = [0, *(m.end() for m in BREAK.finditer(line))] if len(line) > WALL else [0]
        for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True):
            part = line[start:end].strip()
            if part := part.strip(SPACES):
                found.append((at + start + line[start:end].index(part), part))
        at += len(line)
    return found


def _paragraph(
    start: int, line: str, terms: tuple[str, ...], quotes: tuple[Quote, ...], taken: set[str], title: str
) -> Paragraph:
    short = len(line) <= LONG_HEADING
    tag, anchor, label, skipped = "p", "", "", 0
    if match := ARTICLE.match(line):
        tag, label, anchor = "a", match[0], "-".join(["art", *(_number(n) for n in match.groups() if n)])
        skipped = len(line) - len(line[match.end() :].lstrip(SPACES))
    elif short and (match := CHAPTER.match(line)):
        tag, label, anchor = "h", match[0], f"{ANCHORS[match[2]]}-{_number(match[1])}"
    elif short and (match := SECTION.match(line)) and line[-1] not in "。；;":
        tag, label, anchor = "s", match[1], f"sec-{_number(match[1])}"
    elif 4 <= len(line) <= SIGNATURE and line in title[1:]:
        tag = "t"
    pieces = set_apart(mark_terms(line[skipped:], terms), start + skipped, quotes)
    return Paragraph(tag, pieces, start, _free(anchor, taken) if anchor else "", label)


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


def _number(written: str) -> str:
    """三十二 → 32, ３ → 3; what is no number (1十) stays as written."""
    try:
        return str(int(written)) if written.isdecimal() else str(chinese_int(written))
    except ValueError:
        return written


def _free(name: str, taken: set[str]) -> str:
    """The anchor art-3, or art-3_2 when an annex counts its articles again."""
    number = 1
    anchor = name
    while anchor in taken:
        number += 1
        anchor = f"{name}_{number}"
    taken.add(anchor)
    return anchor


def _contents(entries: list[Entry]) -> tuple[Entry, ...]:
    headings = [e for e in entries if e.level == 1]
    return tuple(entries)[:ENTRIES] if len(headings) >= 4 or len(entries) >= 8 else ()


def _shortened(line: str, width: int = 24) -> str:
    line = re.sub(r"\s+", " ", line)
    return line if len(line) <= width else line[:width] + "…"
