"""Room: from index to pages. A document's text made readable: paragraphs, headings, anchors, contents, differences. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from search_web.present import Piece, mark_terms

NUMERAL = r"[〇零一二三四五六七八九十百千两0-9０-９]{1,9}"
ARTICLE = re.compile(rf"第{NUMERAL}条(?:之{NUMERAL})?(?=[\s\u3000：:【（(]|$|[\u4e00-\u9fff])")
CHAPTER = re.compile(rf"第{NUMERAL}[编章节](?=[\s\u3000]|$|[\u4e00-\u9fff])")
SECTION = re.compile(rf"{NUMERAL}、")
BREAK = re.compile(
    rf"(?<=[。；;！？：])\s*(?=第{NUMERAL}[章节条]|[一二三四五六七八九十]{{1,3}}、|（[一二三四五六七八九十]{{1,3}}）)"
)
LONG_HEADING = 40
WALL = 300
SPACES = " \t\u3000\xa0"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`tag`: h (chapter), s (一、 heading), a (starts with 第…条) or p. `label` is the 第…条 that a template sets apart."""

    tag: str
    pieces: tuple[Piece, ...]
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


@dataclass(frozen=True, slots=True)
class Change:
    """`op`: same, added, removed, or skipped (then `text` says how many paragraphs)."""

    op: str
    text: str


def read(text: str, terms: Iterable[str] = ()) -> Reading:
    """Paragraphs of the text; a table of contents when it has at least four headings or eight articles."""
    terms = tuple(terms)
    taken: set[str] = set()
    paragraphs: list[Paragraph] = []
    entries: list[Entry] = []
    for line in lines_of(text):
        paragraph = _paragraph(line, terms, taken)
        paragraphs.append(paragraph)
        if paragraph.anchor:
            level = 2 if paragraph.tag == "a" else 1
            entries.append(Entry(paragraph.anchor, _shortened(line), level))
    marks = sum(piece.marked for p in paragraphs for piece in p.pieces)
    return Reading(tuple(paragraphs), _contents(entries), marks)


def lines_of(text: str) -> list[str]:
    """Lines with something in them, without the indent that the page sets itself.

    Some sources lost their line breaks: a line longer than WALL is cut where a sentence ends and 第二条, 三、 or （四） begins.
    """
    lines = [line.strip(SPACES) for line in text.splitlines() if line.strip(SPACES)]
    return [part.strip(SPACES) for line in lines for part in (BREAK.split(line) if len(line) > WALL else [line])]


def compare(old: str, new: str, around: int = 1) -> tuple[Change, ...]:
    """The changed paragraphs with `around` unchanged ones beside them; longer unchanged runs are one `skipped`."""
    before, after = lines_of(old), lines_of(new)
    changes: list[Change] = []
    for op, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=len(before) > 2000).get_opcodes():
        if op == "equal":
            changes += [Change("same", line) for line in before[a:b]]
        else:
            changes += [Change("removed", line) for line in before[a:b]]
            changes += [Change("added", line) for line in after[c:d]]
    return _folded(changes, around)


def _folded(changes: list[Change], around: int) -> tuple[Change, ...]:
    changed = [i for i, c in enumerate(changes) if c.op != "same"]
    near = {j for i in changed for j in range(i - around, i + around + 1)}
    kept = [-1, *(i for i in range(len(changes)) if i in near), len(changes)]
    folded: list[Change] = []
    for previous, i in pairwise(kept):
        if i - previous > 1:
            folded.append(Change("skipped", f"（{i - previous - 1} 段没有变化）"))
        if i < len(changes):
            folded.append(changes[i])
    return tuple(folded)


def _paragraph(line: str, terms: tuple[str, ...], taken: set[str]) -> Paragraph:
    if match := ARTICLE.match(line):
        anchor = _free(match[0], taken)
        return Paragraph("a", mark_terms(line[match.end() :].lstrip(SPACES), terms), anchor, match[0])
    if len(line) <= LONG_HEADING and (match := CHAPTER.match(line)):
        return Paragraph("h", mark_terms(line, terms), _free(match[0], taken))
    if len(line) <= LONG_HEADING and (match := SECTION.match(line)) and line[-1] not in "。；;":
        return Paragraph("s", mark_terms(line, terms), _free(match[0].rstrip("、"), taken))
    return Paragraph("p", mark_terms(line, terms))


def _free(name: str, taken: set[str]) -> str:
    """The anchor 第三条, or 第三条-2 when an annex counts its articles again."""
    number = 1
    anchor = name
    while anchor in taken:
        number += 1
        anchor = f"{name}-{number}"
    taken.add(anchor)
    return anchor


def _contents(entries: list[Entry]) -> tuple[Entry, ...]:
    headings = [e for e in entries if e.level == 1]
    if len(headings) >= 4 or (headings and len(entries) >= 8):
        return tuple(entries)[:400]
    return tuple(entries)[:400] if len(entries) >= 8 else ()


def _shortened(line: str, width: int = 24) -> str:
    line = re.sub(r"\s+", " ", line)
    return line if len(line) <= width else line[:width] + "…"
