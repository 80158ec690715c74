"""Room: from facts to a searchable index. From tokens to postings, a whole segment at a time, with numpy sorts."""

from __future__ import annotations

import itertools
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.tokenizer import is_searchable

Ints = NDArray[Any]
END_OF_TEXT = "\x00"
SORTED = 4_000_000
"""Pairs that are put in order at a time, 8 bytes each: what lies in the cache is sorted twice as fast."""


@dataclass(frozen=True, slots=True)
class Postings:
    """For term number t: documents ids[starts[t]:starts[t + 1]] in order, with their frequencies beside them."""

    starts: Ints
    ids: Ints
    frequencies: Ints


@dataclass(frozen=True, slots=True)
class BigramPostings:
    """As `Postings` for pairs of UTF-16 units (codes sorted, first << 16 | second), and where each pair stands.

    `offsets[offset_starts[t]:offset_starts[t + 1]]` are offsets of pair t in the squeezed texts of its documents, document after
    document, ascending in each, as many as the frequency says: pairs of one phrase are neighbours there.
    """

    codes: Ints
    postings: Postings
    offset_starts: Ints
    offsets: Ints


NO_WORD = 0xFFFFFFFF


class Vocabulary(dict[str, int]):
    """Word → number, given in order of appearance; what is no word is NO_WORD, unless everything is (`plain`)."""

    def __init__(self, plain: bool = False) -> None:
        super().__init__()
        self.words: list[str] = []
        self._plain = plain

    def __missing__(self, word: str) -> int:
        if not self._plain and not is_searchable(word):
            self[word] = NO_WORD
            return NO_WORD
        self[word] = number = len(self.words)
        self.words.append(word)
        return number


class WordInverter:
    """Collects the words of one field; documents are added in order, those without words may be left out."""

    def __init__(self, plain: bool = False) -> None:
        self.vocabulary = Vocabulary(plain)
        self._numbers = array("I")
        self._documents = array("I")
        self._lengths = array("I")

    def add(self, document: int, words: list[str]) -> int:
        """How many of them are words: punctuation is not."""
        numbers = np.fromiter(map(self.vocabulary.__getitem__, words), np.uint32, len(words))
        numbers = numbers[numbers != NO_WORD]
        self._numbers.frombytes(numbers.tobytes())
        self._documents.append(document)
        self._lengths.append(len(numbers))
        return len(numbers)

    def invert(self) -> tuple[list[bytes], Postings]:
        """Terms as UTF-8 in byte order, and their postings."""
        encoded = [word.encode("utf-8", "surrogatepass") for word in self.vocabulary.words]
        order = sorted(range(len(encoded)), key=encoded.__getitem__)
        rank = np.empty(len(order), np.uint64)
        rank[order] = np.arange(len(order), dtype=np.uint64)
        keys = rank[_view(self._numbers)]  # in place from here on: they are the largest that is held
        keys <<= np.uint64(32)
        keys |= np.repeat(_view(self._documents), _view(self._lengths))
        keys.sort()
        return [encoded[i] for i in order], _runs(keys, len(order))


class BigramInverter:
    """Collects the squeezed texts of one field, in order of documents."""

    def __init__(self) -> None:
        self._texts: list[bytes] = []
        self._documents = array("I")
        self.size = 0

    def add(self, document: int, squeezed: str) -> int:
        """The text's size in UTF-16 units; an empty text leaves no trace."""
        if not squeezed:
            return 0
        encoded = (squeezed.replace(END_OF_TEXT, " ") + END_OF_TEXT).encode("utf-16-le", "surrogatepass")
        self._texts.append(encoded)
        self._documents.append(document)
        self.size += len(encoded) // 2
        return len(encoded) // 2 - 1

    def invert(self) -> list[BigramPostings]:
        """By ranges of first characters, so that what is sorted at a time stays small; the codes ascend from part to part."""
        lengths = np.array([len(text) // 2 for text in self._texts], np.int64)
        units = np.frombuffer(b"".join(self._texts), "<u2")
        self._texts.clear()
        held = _view(self._documents)
        documents = np.repeat(narrowed(held), lengths)
        begins = np.zeros(int(held[-1]) + 1 if len(held) else 0, np.uint32)
        begins[held] = np.cumsum(lengths) - lengths
        return [_invert_range(units, documents, begins, first, last) for first, last in _ranges(units)]


def _ranges(units: Ints) -> list[tuple[int, int]]:
    """Ranges [first, last) of characters that begin about SORTED pairs each, without END_OF_TEXT."""
    begun = np.cumsum(np.bincount(units, minlength=0x10000)[1:])
    cuts = np.searchsorted(begun, np.arange(SORTED, begun[-1] if len(begun) else 0, SORTED)) + 2
    bounds = np.unique(np.concatenate([[1], cuts, [0x10000]])).tolist()
    return list(itertools.pairwise(bounds))


def _invert_range(units: Ints, documents: Ints, begins: Ints, first: int, last: int) -> BigramPostings:
    """`documents`: of each unit; `begins`: where the text of each document begins."""
    place = np.flatnonzero((units >= first) & (units < last))
    keys = (units[place].astype(np.uint64) << np.uint64(48)) | (units[place + 1].astype(np.uint64) << np.uint64(32))
    keys |= place.astype(np.uint64)
    del place
    keys.sort()
    places, pair = keys.astype(np.uint32), (keys >> np.uint64(32)).astype(np.uint32)
    del keys
    new_pair = _changes(pair)
    firsts = np.flatnonzero(new_pair)
    holding = documents[places]
    starts = np.flatnonzero(new_pair | _changes(holding))
    frequencies = np.diff(np.append(starts, len(places)))
    postings = Postings(np.append(np.searchsorted(starts, firsts), len(starts)), holding[starts], narrowed(frequencies))
    return BigramPostings(pair[firsts], postings, np.append(firsts, len(pair)), narrowed(places - begins[holding]))


def narrowed(values: Ints) -> Ints:
    """In the smallest of the types that hold them: they are many, and wait in memory to be written."""
    most = int(values.max()) if len(values) else 0
    return values.astype(np.min_scalar_type(most), copy=False)


def chained(starts: list[Ints]) -> Ints:
    """Starts of parts, each counted from its own beginning and closed by its length, as starts of the whole."""
    before = np.cumsum([0, *(part[-1] for part in starts)])
    return np.concatenate([*(part[:-1] + at for part, at in zip(starts, before, strict=False)), before[-1:]]).astype(
        np.int64
    )


def code_units(squeezed: str) -> int:
    """How many UTF-16 units the text has: what all places are counted in."""
    return len(squeezed.encode("utf-16-le", "surrogatepass")) // 2


@lru_cache(maxsize=10_000)
def bigram_codes(squeezed: str) -> Ints:
    """Codes of the neighbouring pairs of a text: n UTF-16 units give n - 1. To be read only: the same strings are looked up all the time."""
    units = np.frombuffer(squeezed.encode("utf-16-le", "surrogatepass"), "<u2").astype(np.uint32)
    codes: Ints = (units[:-1] << np.uint32(16)) | units[1:]
    codes.flags.writeable = False
    return codes


def _runs(keys: Ints, terms: int) -> Postings:
    """Sorted (term << 32 | document), with repeats, to postings."""
    firsts = np.flatnonzero(_changes(keys))
    frequencies = np.diff(np.append(firsts, len(keys)))
    distinct = keys[firsts]
    counts = np.bincount((distinct >> np.uint64(32)).astype(np.int64), minlength=terms)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Postings(starts, distinct.astype(np.uint32), narrowed(frequencies))


def _changes(values: Ints) -> NDArray[np.bool_]:
    """True where a value differs from the one before it."""
    changed = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed


def _view(numbers: array[int]) -> Ints:
    return np.frombuffer(numbers, np.uint32) if numbers else np.zeros(0, np.uint32)
