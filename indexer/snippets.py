"""Room: from facts to a searchable index. The best passage of a hit, with marks, found in the stored text itself.

Nothing is segmented again: the query's words become one regular expression over the folded text, whose offsets are the
text's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from indexer.results import Snippet
from indexer.tokenizer import fold

WINDOW = 140
"""Characters of a passage: about three lines on a page."""
MOST_MARKS = 400
_SENTENCE_END = re.compile(r"[。！？；\n]")


@lru_cache(maxsize=256)
def pattern(needles: tuple[str, ...]) -> re.Pattern[str] | None:
    """Squeezed needles, the longest first; blanks may stand between their characters, as they do in scanned texts."""
    found = [r"\s{0,3}".join(map(re.escape, needle)) for needle in sorted(needles, key=len, reverse=True) if needle]
    return re.compile("|".join(found)) if found else None


def marks(text: str, needles: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    return _marks(fold(text), needles)


def _marks(folded: str, needles: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    wanted = pattern(needles)
    return tuple(match.span() for match in islice(wanted.finditer(folded), MOST_MARKS)) if wanted else ()


def whole(text: str, needles: tuple[str, ...], part: str) -> Snippet:
    return Snippet(text, marks(text, needles), part)


def best_window(text: str, folded: str, found: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The window with the most different marked words, then the most marks, then the earliest."""
    if not found:
        return 0, min(len(text), WINDOW)
    best, best_key, last = 0, (-1, -1), 0
    counts: dict[str, int] = {}
    names = ["".join(folded[start:end].split()) for start, end in found]
    for first in range(len(found)):
        while last < len(found) and found[last][1] - found[first][0] <= WINDOW - 20:
            counts[names[last]] = counts.get(names[last], 0) + 1
            last += 1
        key = (len(counts), last - first)
        if key > best_key:
            best, best_key = first, key
        if last > first:
            counts[names[first]] -= 1
            if not counts[names[first]]:
                del counts[names[first]]
        else:
            last = first + 1
    start = _sentence_start(text, found[best][0])
    return start, min(len(text), max(start + WINDOW, found[best][1]))


def _sentence_start(text: str, at: int) -> int:
    """The start of the sentence that holds `at`, not more than a third of a window before it."""
    floor = max(0, at - WINDOW // 3)
    ends = list(_SENTENCE_END.finditer(text, floor, at))
    start = ends[-1].end() if ends else floor
    while start < at and text[start].isspace():
        start += 1
    return start


def snippet(parts: Sequence[tuple[str, str]], needles: tuple[str, ...]) -> Snippet:
    """The best passage of the first part (name, text) that has a mark; the beginning of the first text where none has."""
    for part, text in parts:
        folded = fold(text)
        found = _marks(folded, needles)
        if found:
            start, end = best_window(text, folded, found)
            inside = tuple((a - start, b - start) for a, b in found if start <= a and b <= end)
            return Snippet(text[start:end], inside, part, start)
    part, text = next(((part, text) for part, text in parts if text.strip()), ("text", ""))
    head = text[: WINDOW * 2].strip()[:WINDOW]
    return Snippet(head, (), part)


def passage_snippet(text: str, start: int, end: int, needles: tuple[str, ...]) -> Snippet:
    """The best window of text[start:end], from its beginning where that is near."""
    piece = text[start:end]
    folded = fold(piece)
    found = _marks(folded, needles)
    first, last = best_window(piece, folded, found)
    if first <= WINDOW // 3:
        first, last = 0, min(len(piece), max(WINDOW, last))
    shown = piece[first:last].rstrip()
    inside = tuple((a - first, b - first) for a, b in found if first <= a and b <= first + len(shown))
    return Snippet(shown, inside, "text", start + first)
