"""Room: from facts to a searchable index. Titles by sound: where letters, initials, or characters and letters mixed stand in them.

zhengwugongkai, zwgk and 政务gk all stand in 2017年政务公开工作要点, from its 6th character on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from indexer.edits import main_reading
from indexer.vocabulary import is_han

END = "\n"
MOST_PLACES = 400
BRACKETS = str.maketrans("", "", "()")
PIECES = re.compile(r"[a-z]+|[^a-z]+")


class Lines:
    """Many short texts end to end, to be looked through as one."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.text = END.join(texts) + END
        self._ends = np.cumsum([len(text) + 1 for text in texts])

    def document(self, place: int) -> int:
        """The number of the text that a place of `text` lies in."""
        return int(np.searchsorted(self._ends, place, side="right"))

    def having(self, piece: str) -> Iterator[int]:
        """Numbers of the texts that have the piece."""
        yield from dict.fromkeys(self.document(at) for at in _finds(self.text, piece))


class Titles(Lines):
    """One segment's titles (squeezed), and beside them their initials and letters. Never changes."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(titles)
        readings = [main_reading(character) if is_han(character) else character for character in self.text]
        self._initials = "".join(reading[0] for reading in readings)
        self._letters = "".join(readings)
        self._starts = np.concatenate([[0], np.cumsum([len(reading) for reading in readings])])

    def places(self, typed: str) -> Iterator[tuple[int, int]]:
        """[start:end) of each stretch of `text` that the typed (squeezed) characters and letters spell."""
        pieces = PIECES.findall(typed)
        anchor = next((piece for piece in pieces if not piece.isascii()), None)
        if anchor is None:
            yield from self._spelled(typed)
            return
        before = "".join(pieces[: pieces.index(anchor)])
        after = "".join(pieces[pieces.index(anchor) + 1 :])
        for at in _finds(self.text, anchor):
            end = self._after(at + len(anchor), after)
            if end is not None and not before:
                yield at, end

    def _spelled(self, letters: str) -> Iterator[tuple[int, int]]:
        for at in _finds(self._initials, letters):
            yield at, at + len(letters)
        for offset in _finds(self._letters, letters):
            start, end = np.searchsorted(self._starts, (offset, offset + len(letters)))
            if self._starts[start] == offset and self._starts[end] == offset + len(letters):
                yield int(start), int(end)

    def _after(self, at: int, typed: str) -> int | None:
        """Where the stretch ends that begins at `at` and is spelled so, None where it is something else."""
        for piece in PIECES.findall(typed):
            if not piece.isascii():
                if not self.text.startswith(piece, at):
                    return None
                at += len(piece)
            elif self._initials.startswith(piece, at):
                at += len(piece)
            elif self._letters.startswith(piece, int(self._starts[at])):
                end = int(np.searchsorted(self._starts, int(self._starts[at]) + len(piece)))
                at = end
            else:
                return None
        return at


def _finds(text: str, piece: str) -> Iterator[int]:
    at, found = text.find(piece), 0
    while at >= 0 and found < MOST_PLACES:
        yield at
        at, found = text.find(piece, at + 1), found + 1
