"""Room: what a government document is. A text as its lines: chapters, headings, articles, each under a name that a link can point at. Pure.

The names are what a page gives its elements as `id`, so that a search result can link to the very article: art-47, ch-3, p-12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from govdoc.numerals import chinese_int

NUMERAL = r"[〇零一二三四五六七八九十百千两0-9０-９]{1,9}"
ARTICLE = re.compile(rf"第({NUMERAL})条(?:之({NUMERAL}))?(?=[\s\u3000：:【（(]|$|[\u4e00-\u9fff])")
CHAPTER = re.compile(rf"第({NUMERAL})([编章节])(?=[\s\u3000]|$|[\u4e00-\u9fff])")
SECTION = re.compile(rf"({NUMERAL})、")
BREAK = re.compile(
    rf"[。；;！？：]\s*(?=第{NUMERAL}[章节条]|[一二三四五六七八九十]{{1,3}}、|（[一二三四五六七八九十]{{1,3}}）)"
)
FIRST = frozenset("第〇零一二三四五六七八九十百千两0123456789０１２３４５６７８９")
"""What an article or a heading begins with."""
ANCHORS = {"编": "part", "章": "ch", "节": "sub"}
LONG_HEADING = 40
WALL = 300
SPACES = " \t\u3000\xa0"


class Line(NamedTuple):
    """`text` begins at the character `start`. `tag`: h (chapter), s (一、 heading), a (begins with 第…条) or p.

    `label` is its 第…条 or number; `anchor` its name, empty for p; `number` its place among the lines, from 1.
    """

    start: int
    text: str
    tag: str
    label: str
    anchor: str
    number: int

    @property
    def name(self) -> str:
        """What links point at: art-3, or p-12 for a line without an anchor of its own."""
        return self.anchor or f"p-{self.number}"


def outline(text: str) -> Iterator[Line]:
    """All lines of the text that have something in them, read as far as they are wanted."""
    taken: set[str] = set()
    for number, (start, line) in enumerate(lines_with_offsets(text), 1):
        tag, label, anchor = _kind(line)
        yield Line(start, line, tag, label, _free(anchor, taken) if anchor else "", number)


def lines_with_offsets(text: str) -> Iterator[tuple[int, str]]:
    """Lines with something in them, without the indent that a page sets itself, each with its offset in the text.

    Some sources lost their line breaks: a line longer than WALL is cut where a sentence ends and 第二条, 三、 or （四） begins.
    """
    at = 0
    for line in text.splitlines(keepends=True):
        cuts = [0, *(m.end() for m in BREAK.finditer(line))] if len(line) > WALL else [0]
        for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True):
            piece = line[start:end].lstrip()
            if part := piece.rstrip():
                yield at + end - len(piece), part
        at += len(line)


def _kind(line: str) -> tuple[str, str, str]:
    """Tag, label and anchor."""
    if line[0] not in FIRST:
        return "p", "", ""
    short = len(line) <= LONG_HEADING
    if match := ARTICLE.match(line):
        return "a", match[0], "-".join(["art", *(_number(n) for n in match.groups() if n)])
    if short and (match := CHAPTER.match(line)):
        return "h", match[0], f"{ANCHORS[match[2]]}-{_number(match[1])}"
    if short and (match := SECTION.match(line)) and line[-1] not in "。；;":
        return "s", match[1], f"sec-{_number(match[1])}"
    return "p", "", ""


@lru_cache(maxsize=2_000)
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
