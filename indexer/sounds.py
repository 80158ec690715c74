"""Room: from facts to a searchable index. Titles by sound: where letters, initials, or characters and letters mixed stand in them.

zhengwugongkai, zwgk and 政务gk all stand in 2017年政务公开工作要点, from its 6th character on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from indexer.inversion import Ints
from indexer.readings import main_reading, unusual_pairs
from indexer.vocabulary import is_han

END = "\n"
MOST_PLACES = 200
PRIVATE_USE = 0xF0000
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
        codes, said = _sounding(self.text)
        sounding = codes.tobytes().decode("utf-32-le", "surrogatepass")
        self._initials = sounding.translate({code: reading[0] for code, reading in said.items()})
        self._letters = sounding.translate(said)
        sizes = np.ones(int(codes.max()) + 1, np.int8)
        sizes[list(said)] = [len(reading) for reading in said.values()]
        self._starts = np.concatenate([np.zeros(1, np.int32), np.cumsum(sizes[codes], dtype=np.int32)])

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
            start, end = self._before(at, before), self._after(at + len(anchor), after)
            if start is not None and end is not None:
                yield start, end

    def _spelled(self, letters: str) -> Iterator[tuple[int, int]]:
        for at in _finds(self._initials, letters):
            yield at, at + len(letters)
        for offset in _finds(self._letters, letters):
            start, end = self._place(offset), self._place(offset + len(letters))
            if self._starts[start] == offset and self._starts[end] == offset + len(letters):
                yield start, end

    def _before(self, at: int, letters: str) -> int | None:
        """Where the stretch begins that ends before `at` and is spelled so, None where it is something else."""
        if at >= len(letters) and self._initials.startswith(letters, at - len(letters)):
            return at - len(letters)
        offset = int(self._starts[at]) - len(letters)
        start = self._place(offset)
        fits = offset >= 0 and self._starts[start] == offset and self._letters.startswith(letters, offset)
        return start if fits else None

    def _place(self, offset: int) -> int:
        """The character of `text` whose letters begin at the offset, or the next one."""
        return int(np.searchsorted(self._starts, np.int32(offset)))  # of the same type: nothing is converted

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
                at = self._place(int(self._starts[at]) + len(piece))
            else:
                return None
        return at


def _sounding(text: str) -> tuple[Ints, dict[int, str]]:
    """The text's characters as numbers, and how each is said; one that is said otherwise in its word has a number of its own."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").copy()
    said = {ord(character): main_reading(character) for character in set(text) if is_han(character)}
    pairs = (codes[:-1].astype(np.uint64) << np.uint64(32)) | codes[1:]
    unusual = {ord(word[0]) << 32 | ord(word[1]): both for word, both in unusual_pairs().items()}
    own: dict[str, int] = {}
    for at in np.flatnonzero(np.isin(pairs, np.array(sorted(unusual), np.uint64))).tolist():
        for place, reading in zip((at, at + 1), unusual[int(pairs[at])], strict=True):
            codes[place] = own.setdefault(reading, PRIVATE_USE + len(own))
    return codes, said | {code: reading for reading, code in own.items()}


def _finds(text: str, piece: str) -> Iterator[int]:
    at, found = text.find(piece), 0
    while at >= 0 and found < MOST_PLACES:
        yield at
        at, found = text.find(piece, at + 1), found + 1
