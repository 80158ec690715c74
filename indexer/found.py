"""Room: from facts to a searchable index. Sets of scored documents, and how they combine. Pure numpy, no index.

Time and memory go by the documents found, not by those there are, except where a table over all is the quicker way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
SPARSE = 16
"""Fewer documents than one in so many are looked up by bisection; more, in a table over all documents."""


@dataclass(frozen=True, slots=True)
class Found:
    """`documents` ascending, each once; `scores` beside them."""

    documents: Ints
    scores: Floats

    def __len__(self) -> int:
        return len(self.documents)

    def where(self, mask: Mask) -> Found:
        return Found(self.documents[mask], self.scores[mask])

    def times(self, weight: float) -> Found:
        return self if weight == 1.0 else Found(self.documents, self.scores * np.float32(weight))


NOTHING = Found(np.zeros(0, np.int64), np.zeros(0, np.float32))


def unscored(documents: Ints) -> Found:
    return Found(documents, np.zeros(len(documents), np.float32))


class Places:
    """Where documents stand in an ascending list of documents."""

    def __init__(self, documents: Ints) -> None:
        self._documents = documents
        self._table: Ints | None = None

    def of(self, wanted: Ints) -> Ints:
        """The place of each, -1 for those that are not in the list."""
        if not len(self._documents) or not len(wanted):
            return np.full(len(wanted), -1)
        span = int(max(self._documents[-1], wanted.max())) + 1
        if self._table is None and len(wanted) * SPARSE < span:
            at = np.minimum(np.searchsorted(self._documents, wanted), len(self._documents) - 1)
            return np.where(self._documents[at] == wanted, at, -1)
        if self._table is None or len(self._table) < span:
            self._table = np.full(span, -1, np.int64)
            self._table[self._documents] = np.arange(len(self._documents))
        return self._table[wanted]


def scores_in(found: Found, documents: Ints) -> Floats:
    """The score of each of the documents (ascending) in `found`, 0 where it is not there."""
    if not len(found) or not len(documents):
        return np.zeros(len(documents), np.float32)
    if len(documents) * SPARSE < len(found):
        at = np.minimum(np.searchsorted(found.documents, documents), len(found) - 1)
        return np.where(found.documents[at] == documents, found.scores[at], np.float32(0))
    table = np.zeros(int(max(found.documents[-1], documents[-1])) + 1, np.float32)
    table[found.documents] = found.scores
    scores: Floats = table[documents]
    return scores


def both(one: Found, other: Found) -> Found:
    """Documents of both, their scores added."""
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    at = Places(large.documents).of(small.documents)
    kept = at >= 0
    return Found(small.documents[kept], small.scores[kept] + large.scores[at[kept]])


def without(one: Found, unwanted: Found) -> Found:
    return one.where(Places(unwanted.documents).of(one.documents) < 0) if len(unwanted) else one


def either(parts: Sequence[Found], combine: np.ufunc = np.add) -> Found:
    """Documents of any part; the scores of those in several are combined, in the order of the parts."""
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    total, span = sum(map(len, parts)), max(int(part.documents[-1]) for part in parts) + 1
    if total * SPARSE < span:
        return _merged(parts, combine)
    present, scores = np.zeros(span, bool), np.zeros(span, np.float32)
    for part in parts:
        scores[part.documents] = combine(scores[part.documents], part.scores)
        present[part.documents] = True
    documents = np.flatnonzero(present)
    return Found(documents, scores[documents])


def _merged(parts: Sequence[Found], combine: np.ufunc) -> Found:
    documents = np.concatenate([part.documents for part in parts])
    order = np.argsort(documents, kind="stable")
    documents = documents[order]
    firsts = np.flatnonzero(np.concatenate([[True], documents[1:] != documents[:-1]]))
    scores = np.concatenate([part.scores for part in parts])[order]
    return Found(documents[firsts], combine.reduceat(scores, firsts).astype(np.float32, copy=False))
