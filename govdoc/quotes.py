"""Room: what a government document is. Titles in 《》 and the brackets that follow them, in linear time.

Real texts nest (《关于修改〈…办法〉的决定》, also <…> and 《…《…》…》), forget a closing mark, or add one too many.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_TITLE = 220
LONGEST_NOTE = 200
DEEPEST = 3

_MARKS = re.compile("[《》]")
# 〈中华人民共和国水法〉 and <水法> outside any 《》: only what ends like a document's name.
_ANGLE = re.compile(
    r"[〈<＜](?P<name>[^〈〉<>＜＞《》。；\n]{3,80}(?:法|条例|办法|规定|细则|规则|通知|意见|决定|公告|方案|规划|解释|标准|批复)(?:[（(][^）)]{1,8}[）)])?)[〉>＞]"
)
# 《某省价格条例〉: the wrong closing mark.
_WRONG_CLOSE = re.compile(r"[^《》〈〉。；\n]{3,80}[〉>]")
# 《某市户外广告管理办法（某政发〔2009〕18号）: no closing mark, but the bracket of its number.
_NEVER_CLOSED = re.compile(
    r"[^《》〈〉。；，（(\n]{3,80}(?:法|条例|办法|规定|细则|规则|通知|意见|决定|公告|方案)(?=[（(][^（）()。；\n]{2,40}号)"
)
_BRACKETS = re.compile(r"[（(）)]")
_SPACE = re.compile(r"[\s\u200b-\u200f\ufeff]+")


@dataclass(frozen=True, slots=True)
class Quoted:
    """`text[start:end]` is the title with its 《》; `title` is without them and without line breaks."""

    title: str
    start: int
    end: int


def find_quoted(text: str) -> tuple[Quoted, ...]:
    """The outermost titles. 《《…》 without its second 》 gives the inner one; a 《 that never closes gives what stands before its number, else nothing."""
    marks = [(m.start(), m.group() == "《") for m in _MARKS.finditer(text)]
    found: list[Quoted] = []
    at = 0
    while at < len(marks):
        if not marks[at][1]:
            at += 1
            continue
        close = _closing(text, marks, at)
        if close is None:
            if wrong := _WRONG_CLOSE.match(text, marks[at][0] + 1):
                found.append(Quoted(tidy_title(wrong[0][:-1]), marks[at][0], wrong.end()))
            elif open_title := _NEVER_CLOSED.match(text, marks[at][0] + 1):
                found.append(Quoted(tidy_title(open_title[0]), marks[at][0], open_title.end()))
            at += 1
            continue
        start, end = marks[at][0], marks[close][0] + 1
        if title := tidy_title(text[start + 1 : end - 1]):
            found.append(Quoted(title, start, end))
        at = close + 1
    return _with_angles(text, found)


def _with_angles(text: str, found: list[Quoted]) -> tuple[Quoted, ...]:
    """The titles in 〈〉 or <> that stand between the others."""
    merged: list[Quoted] = []
    at = 0
    for title in (*found, None):
        stop = title.start if title else len(text)
        merged += [Quoted(m["name"], m.start(), m.end()) for m in _ANGLE.finditer(text, at, stop)]
        if title:
            merged.append(title)
            at = title.end
    return tuple(merged)


def _closing(text: str, marks: list[tuple[int, bool]], first: int) -> int | None:
    """Index of the mark that closes `first`. The depth is bounded, so a run of 《 costs a few steps each."""
    depth = 0
    for at in range(first, len(marks)):
        if marks[at][0] - marks[first][0] > LONGEST_TITLE:
            break
        if at > first and marks[at][1] and "。" in text[marks[at - 1][0] : marks[at][0]]:
            break  # a sentence ended inside: the first mark was never closed
        depth += 1 if marks[at][1] else -1
        if depth == 0:
            return at
        if depth > DEEPEST:
            return None
    following = first + 1
    near = following < len(marks) and marks[following][0] - marks[first][0] <= LONGEST_TITLE
    return following if near and not marks[following][1] else None


def tidy_title(raw: str) -> str:
    """Line breaks and the blanks around them go; a single blank between words stays (财政部 税务总局关于…)."""
    return re.sub(r"\s*\n\s*", "", raw).strip(" \t\u3000\u200b\ufeff")


def note_after(text: str, at: int) -> tuple[int, int] | None:
    """Start and end of the round bracket that opens at `at` (blanks before it allowed), nested ones inside; None if none.

    A bracket that is not closed within reach ends at the last closing mark seen, or does not count.
    """
    gap = _SPACE.match(text, at)
    start = gap.end() if gap and gap.end() - at <= 8 else at
    if start >= len(text) or text[start] not in "（(":
        return None
    depth, end = 0, None
    for match in _BRACKETS.finditer(text, start, min(len(text), start + LONGEST_NOTE)):
        depth += 1 if match.group() in "（(" else -1
        if match.group() in "）)":
            end = match.end()
        if depth == 0:
            return start, match.end()
        if depth > DEEPEST:
            return None
    return (start, end) if end else None
