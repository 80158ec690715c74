"""Room: what a government document is. Hard-wrapped lines (text taken from PDF) joined for reading, with the way back to the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import Field, dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar, Protocol, TypeVar

from govdoc.numerals import HAN


class Spanned(Protocol):
    """A finding: a dataclass with `start`, `end` and `quote`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=Spanned)

# A full line and a next one that goes on with the sentence; a heading, a signature or a list item starts anew.
_WRAP = re.compile(
    rf"(?:(?<=[{HAN}，、]{{18}})|(?<=[0-9{HAN}，、《》（）〔〕“”]{{22}}))[ \t\u3000]{{0,4}}\r?\n[ \t]{{0,4}}"
    rf"(?=[{HAN}，、0-9])(?!第[一二三四五六七八九十百零〇0-9]{{1,6}}[章条节款]|[一二三四五六七八九十]{{1,3}}[、.．]|[0-9]{{1,3}}[.、．]|附件)"
)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """`text` without the breaks inside sentences; `place` maps an offset in it back to the original text."""

    text: str
    cuts: tuple[int, ...]
    shifts: tuple[int, ...]

    def place(self, at: int) -> int:
        """The offset in the original of the character at `at`."""
        return at + self.shifts[bisect_right(self.cuts, at)]

    def in_place(self, original: str, found: T) -> T:
        """The finding with its span and quote in the original; no break hangs on at its end."""
        start, end = self.place(found.start), self.place(found.end - 1) + 1
        return replace(found, start=start, end=end, quote=original[start:end])


@lru_cache(maxsize=4)
def unwrap(text: str) -> Unwrapped:
    """自公布之⏎日起施行 → 自公布之日起施行, where the line before the break is full (18 characters and more).

    The last texts are remembered: every reader of a document begins with this.
    """
    pieces: list[str] = []
    cuts: list[int] = []
    shifts = [0]
    at = length = 0
    for found in _WRAP.finditer(text):
        pieces.append(text[at : found.start()])
        length += found.start() - at
        at = found.end()
        cuts.append(length)
        shifts.append(at - length)
    pieces.append(text[at:])
    return Unwrapped("".join(pieces), tuple(cuts), tuple(shifts))
