"""Room: from facts to a searchable index. A long text as passages, each an article or a few paragraphs that a link can point at. Pure.

What answers a question is seldom a whole law: it is an article of it, which is found, shown and linked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from govdoc.outline import Line, outline
from indexer.inversion import END_OF_TEXT, code_units

LONG = 1_500
"""Characters of a text from which on it is cut; a shorter one is one passage."""
SIZE = 400
"""A passage that has so many characters ends with its paragraph."""


@dataclass(frozen=True, slots=True)
class Passage:
    """`start` to `end` are characters of the text, headings above it included, `shown` where its own words begin."""

    start: int
    shown: int
    end: int


def passages(text: str) -> list[Passage]:
    """In order, without gaps, the first from 0 on. A text that is not long is one passage."""
    groups = list(_groups(outline(text))) if len(text) >= LONG else []
    if len(groups) < 2:
        return [Passage(0, 0, len(text))]
    starts = [0, *(group[0].start for group in groups[1:]), len(text)]
    return [Passage(start, _shown(group), end) for group, (start, end) in zip(groups, pairwise(starts), strict=True)]


def place_of(text: str, at: int) -> tuple[str, str]:
    """The article that a character belongs to, else its line, as (第三条, art-3) or ("", p-12)."""
    article = line = None
    for one in outline(text):
        if one.start > at:
            break
        line, article = one, one if one.tag == "a" else None if one.anchor else article
    named = article or line
    return (named.label, named.name) if named else ("", "")


def cuts(text: str) -> list[int]:
    """Where its passages begin, in UTF-16 units of the squeezed text; nothing for a text that is one."""
    found = passages(text)
    if len(found) < 2:
        return []
    plain = text.replace(END_OF_TEXT, " ")
    return [0, *accumulate(code_units("".join(plain[p.start : p.end].split())) for p in found[:-1])]


def _groups(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines that are one passage, headings before what stands under them."""
    group, size = list[Line](), 0
    for line in lines:
        if size and (line.anchor or size >= SIZE):
            yield group
            group, size = [], 0
        group.append(line)
        size += len(line.text) if line.tag != "h" else 0
    if group:
        yield group


def _shown(group: list[Line]) -> int:
    return next((line for line in group if line.tag != "h"), group[0]).start
