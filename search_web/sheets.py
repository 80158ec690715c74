"""Room: from index to pages. The image edition of a document: its text set on A4 sheets, each drawn as SVG. Pure.

The measures are those of GB/T 9704-2012 (156 mm × 225 mm, 22 lines of 28 characters), the look is this site's own: a reading edition made
from the stored text, and every sheet says so. Lines are stretched to their measure, so that any font of the reader's gives the same sheet.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from search_web.reading import Reading

WIDE, HIGH = 794, 1123
"""A4 at 96 dots an inch."""
LEFT, TOP, EM, STEP = 106, 150, 21, 38.6
CHARACTERS, LINES = 28, 22
TITLE_EM, TITLE_CHARACTERS, NOTE = 29, 20, 45
NO_START = frozenset("，。、；：？！）》」』”’〉】〕·,.;:?!)%")
NO_END = frozenset("（《「『“‘〈【〔(")
STYLE = (
    "text{font-family:FangSong,STFangsong,'Noto Serif CJK SC',serif;fill:#000}"
    ".h{font-family:'Source Han Serif SC','Noto Serif CJK SC',SimSun,serif;font-weight:700}"
    ".s{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;font-size:13px;fill:#444}.r{stroke:#9b1c1c;stroke-width:2}"
)


@dataclass(frozen=True, slots=True)
class Row:
    """`em` is the size of its characters; `full` rows are stretched from `indent` to the right edge; `place`: start, middle or end."""

    text: str
    indent: float = 0
    em: float = EM
    place: str = "start"
    strong: bool = False
    full: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What the first sheet begins with, and what every sheet says at its foot."""

    issuers: str
    number: str
    title: str
    status: str
    foot: str


def width(text: str) -> float:
    """In characters: Han are one, Latin letters and digits half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def wrapped(text: str, first: float, measure: float) -> Iterator[str]:
    """Lines of `measure` characters, the first `first` shorter. A stop never begins a line, an opening bracket never ends one."""
    line, room = "", measure - first
    for character in text:
        if line and width(line + character) > room and character not in NO_START:
            kept = line.rstrip("".join(NO_END)) or line
            yield kept
            line, room = line[len(kept) :], measure
        line += character
    if line:
        yield line


def rows(head: Head, reading: Reading) -> Iterator[Row]:
    for line in wrapped(head.title, 0, TITLE_CHARACTERS):
        yield Row(line, em=TITLE_EM, place="middle", strong=True)
    yield Row("")
    for paragraph in reading.paragraphs:
        text = (f"{paragraph.label}　" if paragraph.tag == "a" else "") + "".join(
            p.text for p in paragraph.pieces
        ).strip()
        if paragraph.tag in "ht":
            yield from (Row(line, place="middle", strong=True) for line in wrapped(text, 0, CHARACTERS - 4))
        elif paragraph.tag == "e":
            yield Row(text, place="end")
        else:
            cut = list(wrapped(text, 2, CHARACTERS))
            last = len(cut) - 1
            yield from (
                Row(line, 0 if n else 2, strong=paragraph.tag == "s", full=n < last) for n, line in enumerate(cut)
            )


def sheets(head: Head, reading: Reading) -> list[list[Row]]:
    """The rows, sheet by sheet; none is empty but that of a document without a text."""
    every = list(rows(head, reading))
    return [every[at : at + LINES] for at in range(0, len(every), LINES)]


def drawn(head: Head, every: list[list[Row]], number: int) -> str:
    """The sheet `number` (from 1) as SVG."""
    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}">',
        f'<style>{STYLE}</style><rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
        *(_top(head) if number == 1 else ()),
        *(_row(row, TOP + STEP * (n + 0.7)) for n, row in enumerate(every[number - 1])),
        *_foot(f"{head.foot}", f"第 {number} 页，共 {len(every)} 页"),
        "</svg>",
    ]
    return "\n".join(made)


def _top(head: Head) -> Iterable[str]:
    right = WIDE - LEFT
    yield f'<text class="h" x="{LEFT}" y="88" font-size="18" style="fill:#9b1c1c">{escape(head.issuers[:24])}</text>'
    yield f'<text class="h" x="{right}" y="88" font-size="18" text-anchor="end" style="fill:#9b1c1c">{escape(head.number[:24])}</text>'
    yield f'<path class="r" d="M{LEFT} 102H{right}"/>'
    for n, line in enumerate(list(wrapped(head.status, 0, NOTE))[:2]):
        yield f'<text class="s" x="{LEFT}" y="{124 + 18 * n}">{escape(line)}</text>'


def _row(row: Row, y: float) -> str:
    measure = CHARACTERS * EM
    x = {"start": LEFT + row.indent * EM, "middle": WIDE / 2, "end": LEFT + measure - 4 * EM}[row.place]
    stretched = f' textLength="{measure - row.indent * EM:g}"' if row.full else ""
    strong = ' class="h"' if row.strong else ""
    anchor = f' text-anchor="{row.place}"' if row.place != "start" else ""
    return f'<text{strong} x="{x:g}" y="{y:.1f}" font-size="{row.em}"{anchor}{stretched}>{escape(row.text)}</text>'


def _foot(said: str, page: str) -> Iterable[str]:
    yield f'<text class="s" x="{LEFT}" y="{HIGH - 62}">{escape(said)}</text>'
    yield f'<text class="s" x="{LEFT}" y="{HIGH - 42}">由政府文件检索按收录的文字排版，供阅读和转发，不是原件的影印。</text>'
    yield f'<text class="s" x="{WIDE - LEFT}" y="{HIGH - 42}" text-anchor="end">{page}</text>'
