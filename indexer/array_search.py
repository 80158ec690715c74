"""Room: from facts to a searchable index. The opened index as arrays: where words and phrases stand, and all columns.

Everything here speaks of documents by number, segment after segment, and never of queries.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3PerDocReader

from indexer.array_codec import BIGRAM_ARRAYS, ArrayCodec, bigram_path, columns_path
from indexer.columns import COLUMN_FACETS, Columns, FacetColumn, load_columns
from indexer.fields import DATE_FIELDS, TEXT_FIELDS, IndexEntry, load_entry
from indexer.inversion import Ints, bigram_codes
from indexer.vocabulary import LARGEST, LONGEST_WORD, Vocabulary, is_han, merged

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]
K1, B = 1.2, 0.75
POSTING_CACHE = 512


class Segment:
    """One segment's files. They never change, so a segment is kept when the index moves on to its next generation."""

    def __init__(self, folder: Path, storage: Any, segment: Any) -> None:
        self.columns: Columns = load_columns(columns_path(folder, segment))
        self._terms = ArrayCodec().terms_reader(storage, segment)
        self._stored = W3PerDocReader(storage, segment)
        self._lock = threading.Lock()
        self._bigrams = {
            field: {name: np.load(bigram_path(folder, segment, field, name), mmap_mode="r").view(np.ndarray) for name in BIGRAM_ARRAYS}
            for field in TEXT_FIELDS
        }  # fmt: skip
        if len(self):
            self.entry(0)  # opens the stored fields now: the directory may be gone when they are first wanted
        self._text_starts = {field: self._starts(field) for field in TEXT_FIELDS}

    def __len__(self) -> int:
        return len(self.columns.ids)

    def _starts(self, field: str) -> tuple[Ints, Ints]:
        """Documents that have the field, and where each text starts in the texts laid end to end."""
        sizes = self.columns.sizes[field]
        documents = np.flatnonzero(sizes)
        return documents, np.concatenate([[0], np.cumsum(sizes[documents] + 1)[:-1]]).astype(np.int64)

    def entry(self, document: int) -> IndexEntry:
        with self._lock:
            stored = self._stored.stored_fields(document)["entry"]
        return load_entry(stored)

    def word(self, field: str, word: str) -> tuple[Ints, Ints]:
        """Documents in order, frequencies."""
        with self._lock:
            found = self._terms.arrays(field, word)
        return found if found is not None else (_NOTHING, _NOTHING)

    def bigram(self, field: str, code: int) -> tuple[Ints, Ints]:
        """Documents in order, frequencies, of one pair of characters."""
        arrays = self._bigrams[field]
        at = int(np.searchsorted(arrays["codes"], np.uint32(code)))
        if at == len(arrays["codes"]) or arrays["codes"][at] != code:
            return _NOTHING, _NOTHING
        start, stop = arrays["starts"][at], arrays["starts"][at + 1]
        return arrays["ids"][start:stop], arrays["frequencies"][start:stop]

    @cached_property
    def word_counts(self) -> Counter[str]:
        """The most frequent words of Han characters in titles and texts, and how many documents have them."""
        found: Counter[str] = Counter()
        for field in ("title", "text"):
            for word, documents in self._terms.han_words(field):
                if 2 <= len(word) <= LONGEST_WORD and is_han(word):
                    found[word] = max(found[word], documents)
        return Counter(dict(found.most_common(LARGEST)))

    def phrase(self, field: str, squeezed: str) -> tuple[Ints, Ints]:
        """Documents whose squeezed text has the string, and how often."""
        places = self._places(field, squeezed)
        if not len(places):
            return _NOTHING, _NOTHING
        documents, starts = self._text_starts[field]
        holding = documents[np.searchsorted(starts, places, side="right") - 1]
        found, counts = np.unique(holding, return_counts=True)
        return found, counts

    def _places(self, field: str, squeezed: str) -> Ints:
        arrays = self._bigrams[field]
        codes = arrays["codes"]
        if len(squeezed.encode("utf-16-le", "surrogatepass")) == 2:
            first = np.uint32(ord(squeezed) << 16)
            low, high = np.searchsorted(codes, first), np.searchsorted(codes, first | np.uint32(0xFFFF), side="right")
            return np.sort(arrays["places"][arrays["place_starts"][low] : arrays["place_starts"][high]])
        pairs = bigram_codes(squeezed)
        at = np.searchsorted(codes, pairs)
        if (at >= len(codes)).any() or (codes[at] != pairs).any():
            return _NOTHING
        sizes = arrays["place_starts"][at + 1] - arrays["place_starts"][at]
        order = np.argsort(sizes, kind="stable")
        places: Ints | None = None
        for offset in order.tolist():
            start, stop = arrays["place_starts"][at[offset]], arrays["place_starts"][at[offset] + 1]
            other = arrays["places"][start:stop]
            if places is None:
                places = other.astype(np.int64) - offset
                continue
            wanted = places + offset
            spots = np.minimum(np.searchsorted(other, wanted.astype(np.uint32)), len(other) - 1)
            places = places[other[spots] == wanted]
            if not len(places):
                break
        return _NOTHING if places is None else places


_NOTHING: Ints = np.zeros(0, np.int64)


class Collection:
    """One generation of the index: its segments, less the deleted documents. Safe across threads."""

    def __init__(self, segments: Sequence[Segment], deleted: Sequence[Sequence[int]]) -> None:
        self.segments = tuple(segments)
        self.offsets = np.concatenate([[0], np.cumsum([len(segment) for segment in segments])]).astype(np.int64)
        self.size = int(self.offsets[-1])
        self.live: Mask = np.ones(self.size, bool)
        for offset, numbers in zip(self.offsets, deleted, strict=False):
            self.live[np.array(list(numbers), np.int64) + offset] = False
        self.count = int(self.live.sum())
        columns = [segment.columns for segment in segments]
        self.ids = [i for column in columns for i in column.ids]
        self.titles = [t for column in columns for t in column.titles]
        self.numbers = [n for column in columns for n in column.numbers]
        self.by_id = {self.ids[i]: i for i in np.flatnonzero(self.live).tolist()}
        self.rank = np.empty(self.size, np.int64)
        self.rank[sorted(range(self.size), key=self.ids.__getitem__)] = np.arange(self.size)
        self.dates = {name: _joined([c.dates[name] for c in columns]) for name in DATE_FIELDS}
        self.exists_since = _joined([c.exists_since for c in columns])
        self.lengths = {name: _joined([c.lengths[name] for c in columns]) for name in TEXT_FIELDS}
        self.sizes = {name: _joined([c.sizes[name] for c in columns]) for name in TEXT_FIELDS}
        self.facets = {name: self._merged([c.facets[name] for c in columns]) for name in COLUMN_FACETS}
        self._steps = tuple(
            _joined(parts)
            for parts in (
                [c.step_documents + offset for c, offset in zip(columns, self.offsets, strict=False)],
                [c.step_since for c in columns],
                [c.step_status for c in columns],
            )
        )
        self.status_at = lru_cache(maxsize=8)(self._status_at)
        self.scored_word = lru_cache(maxsize=POSTING_CACHE)(self._scored_word)
        self.scored_phrase = lru_cache(maxsize=POSTING_CACHE)(self._scored_phrase)
        self.scored_bigram = lru_cache(maxsize=POSTING_CACHE)(self._scored_bigram)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Made when first asked for; deleted documents still count in it."""
        return merged([segment.word_counts for segment in self.segments])

    def _merged(self, parts: Sequence[FacetColumn]) -> FacetColumn:
        """Segments number their values apart; here they are numbered once."""
        numbers: dict[str, int] = {}
        documents, codes = [], []
        for part, offset in zip(parts, self.offsets, strict=False):
            renumbered = np.array([numbers.setdefault(value, len(numbers)) for value in part.values], np.int32)
            documents.append(part.documents + offset)
            codes.append(renumbered[part.codes] if len(part.codes) else part.codes)
        return FacetColumn(tuple(numbers), _joined(documents), _joined(codes))

    def _status_at(self, ordinal: int, unknown: int) -> Ints:
        """Each document's status code on a day: the last step that has begun, in the order of its timeline."""
        documents, since, status = self._steps
        begun = since <= ordinal
        codes = np.full(self.size, unknown, np.int32)
        codes[documents[begun]] = status[begun]
        return codes

    def entry(self, document: int) -> IndexEntry:
        at = int(np.searchsorted(self.offsets, document, side="right")) - 1
        return self.segments[at].entry(document - int(self.offsets[at]))

    def _gather(self, parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        ids = _joined([part[0].astype(np.int64) + offset for part, offset in zip(parts, self.offsets, strict=False)])
        frequencies = _joined([part[1] for part in parts])
        alive = self.live[ids]
        return ids[alive], frequencies[alive]

    def word(self, field: str, word: str) -> tuple[Ints, Ints]:
        return self._gather([segment.word(field, word) for segment in self.segments])

    def phrase(self, field: str, squeezed: str) -> tuple[Ints, Ints]:
        return self._gather([segment.phrase(field, squeezed) for segment in self.segments])

    def _scored_word(self, field: str, word: str) -> tuple[Ints, Floats]:
        """Documents and their BM25 scores."""
        return self._bm25(self.lengths[field], *self.word(field, word))

    def _scored_phrase(self, field: str, squeezed: str) -> tuple[Ints, Floats]:
        return self._bm25(self.lengths[field], *self.phrase(field, squeezed))

    def _scored_bigram(self, field: str, code: int) -> tuple[Ints, Floats]:
        found = self._gather([segment.bigram(field, code) for segment in self.segments])
        return self._bm25(self.sizes[field], *found)

    def _bm25(self, lengths: Ints, ids: Ints, frequencies: Ints) -> tuple[Ints, Floats]:
        """Counts only living documents, so that an updated index scores as a rebuilt one does."""
        if not len(ids):
            return ids, np.zeros(0, np.float32)
        filled = lengths[self.live]
        filled = filled[filled > 0]
        average = float(filled.mean()) if len(filled) else 1.0
        idf = np.log(1 + (self.count - len(ids) + 0.5) / (len(ids) + 0.5))
        frequency = frequencies.astype(np.float64)
        norm = K1 * (1 - B + B * lengths[ids] / average)
        return ids, (idf * frequency * (K1 + 1) / (frequency + norm)).astype(np.float32)


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else _NOTHING
