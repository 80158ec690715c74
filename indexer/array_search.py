"""Room: from facts to a searchable index. The opened index as arrays: where words and phrases stand, and all columns.

Everything here speaks of documents by number, segment after segment, and never of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np

from govdoc.document import Kind, Status
from indexer.cache import Cache
from indexer.columns import COLUMN_FACETS, STATUSES, Columns, FacetColumn, FacetValues, by_document, in_order
from indexer.fields import DATE_FIELDS, TEXT_FIELDS, IndexEntry
from indexer.found import SPARSE, Floats, Found, Ints, Mask, scores_in
from indexer.inversion import bigram_codes
from indexer.neighbours import Neighbours
from indexer.segment import Segment
from indexer.tokenizer import squeeze
from indexer.vocabulary import Vocabulary, merged

UNKNOWN = STATUSES.index(Status.UNKNOWN.value)
K1, B = 1.2, 0.75
CACHED_POSTINGS = 4_000_000
"""Documents in the lists that are kept scored, 12 bytes each; half as many again for joined lists of a query's units."""
DAYS = 4
"""Days of which the weights of all documents are kept, 4 bytes each."""
CACHED_ANSWERS = 200_000
"""Documents and facet values in the answers that are kept, about 100 bytes each."""


class Collection:
    """One generation of the index: its segments, less the deleted documents. Safe across threads."""

    def __init__(self, segments: Sequence[Segment], deleted: Sequence[Sequence[int]]) -> None:
        self.segments = tuple(segments)
        self.offsets = np.concatenate([[0], np.cumsum([len(segment) for segment in segments])]).astype(np.int64)
        self.size = int(self.offsets[-1])
        self.live: Mask = np.ones(self.size, bool)
        for offset, numbers in zip(self.offsets, deleted, strict=False):
            self.live[np.array(list(numbers), np.int64) + offset] = False
        self.living: Ints = np.flatnonzero(self.live)
        self.count = len(self.living)
        columns = [segment.columns for segment in segments]
        self.ids = [i for column in columns for i in column.ids]
        self.titles = [t for column in columns for t in column.titles]
        self.numbers = [n for column in columns for n in column.numbers]
        self.by_id = {self.ids[i]: i for i in self.living.tolist()}
        self.rank = np.empty(self.size, np.int64)
        self.rank[sorted(range(self.size), key=self.ids.__getitem__)] = np.arange(self.size)
        self.dates = {name: _joined([c.dates[name] for c in columns]) for name in DATE_FIELDS}
        self.exists_since = _joined([c.exists_since for c in columns])
        self.facets = {name: self._merged([c.facets[name] for c in columns]) for name in COLUMN_FACETS}
        self._steps = tuple(
            _joined(parts)
            for parts in (
                [c.step_documents + offset for c, offset in zip(columns, self.offsets, strict=False)],
                [c.step_since for c in columns],
                [c.step_status for c in columns],
            )
        )
        lengths = {name: _joined([c.lengths[name] for c in columns]) for name in TEXT_FIELDS}
        sizes = {name: _joined([c.sizes[name] for c in columns]) for name in TEXT_FIELDS}
        self.fields = tuple(name for name in TEXT_FIELDS if sizes[name].any())
        self._word_norms = {name: self._norms(lengths[name]) for name in TEXT_FIELDS}
        self._bigram_norms = {name: self._norms(sizes[name]) for name in TEXT_FIELDS}
        self.acts = _joined([c.acts for c in columns])
        self.articles = _joined([c.articles for c in columns])
        self._named = tuple(
            _joined(parts)
            for parts in (
                [c.named for c in columns],
                [c.named_by + offset for c, offset in zip(columns, self.offsets, strict=False)],
            )
        )
        self.explained = self._explained(
            [c.explaining + offset for c, offset in zip(columns, self.offsets, strict=False)], columns
        )
        self.passages = tuple(
            _joined(parts)
            for parts in (
                [c.passage_documents + offset for c, offset in zip(columns, self.offsets, strict=False)],
                [c.passage_starts for c in columns],
            )
        )
        self.text_sizes, self.title_sizes = sizes["text"], sizes["title"]
        self.status_at = lru_cache(maxsize=8)(self._status_at)
        self.daily = Cache[Floats](DAYS, lambda _: 1)
        self._scored = Cache[Found](CACHED_POSTINGS, len)
        self.units = Cache[Found](CACHED_POSTINGS // 2, len)
        self.answers = Cache[Any](CACHED_ANSWERS, lambda ranked: int(ranked.weight))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Made when first asked for; deleted documents still count in it."""
        return merged([segment.word_counts for segment in self.segments])

    @cached_property
    def act_numbers(self) -> Ints:
        """For each document the number of its act among the acts that there are."""
        return np.unique(self.acts, return_inverse=True)[1]

    @cached_property
    def named_by(self) -> tuple[Ints, Ints]:
        """For each document: how many others name its act, and its article (the act again where it is none)."""
        names, documents = self._named
        known, counts = np.unique(names[self.live[documents]], return_counts=True)
        return _counted(known, counts, self.acts), _counted(known, counts, self.articles)

    @cached_property
    def law_texts(self) -> Ints:
        """Living documents, ascending, that are texts of a law of which there are several: 预算法, 预算法（2018修正）."""
        kinds = self.facets["kind"]
        law = kinds.values.index(Kind.LAW) if Kind.LAW in kinds.values else -1
        laws = self.living[(kinds.codes[self.living] == law) & (self.acts == self.articles)[self.living]]
        _, groups, many = np.unique(self.acts[laws], return_inverse=True, return_counts=True)
        several: Ints = laws[many[groups] > 1]
        return several

    @cached_property
    def neighbours(self) -> Neighbours:
        """Made when first asked for: what corrections of characters are proposed from."""
        return Neighbours([segment.pairs(field) for segment in self.segments for field in TEXT_FIELDS])

    @cached_property
    def issuers(self) -> list[tuple[str, str]]:
        """Each issuer's name, squeezed and as it is."""
        return [(squeeze(value), value) for value in self.facets["issuer"].values if value]

    def titles_with(self, squeezed: str, many: int) -> list[int]:
        """Documents whose title begins with the string, then those that have it elsewhere, short titles first."""
        parts = [segment.occurrences("title", squeezed) for segment in self.segments]
        documents, places = self._gather(parts)
        order = np.lexsort((documents, self.title_sizes[documents], places != 0))
        return list(dict.fromkeys(documents[order[: 4 * many]].tolist()))[:many]

    def forget(self) -> None:
        """Empty the caches: a benchmark's cold start."""
        self._scored.clear()
        self.units.clear()
        self.answers.clear()

    def _explained(self, explaining: Sequence[Ints], columns: Sequence[Columns]) -> tuple[Ints, Ints]:
        """Interpretation and document that it explains, side by side; only of documents that are here and explain nothing themselves."""
        documents = _joined(explaining)
        targets = np.array([self.by_id.get(work, -1) for column in columns for work in column.explained], np.int64)
        known = (targets >= 0) & ~np.isin(targets, documents)
        return documents[known], targets[known]

    def _merged(self, parts: Sequence[FacetColumn]) -> FacetValues:
        """Segments number their values apart; here they are numbered once."""
        numbers: dict[str, int] = {}
        documents: list[Ints] = []
        codes: list[Any] = []
        for part, offset in zip(parts, self.offsets, strict=False):
            renumbered = np.array([numbers.setdefault(value, len(numbers)) for value in part.values], np.int32)
            documents.append(part.documents + offset)
            codes.append(renumbered[part.codes] if len(part.codes) else part.codes)
        return by_document(FacetColumn(tuple(numbers), _joined(documents), _joined(codes)), self.size)

    def _status_at(self, ordinal: int) -> FacetValues:
        """Each document's status on a day: the last step that has begun, in the order of its timeline."""
        documents, since, status = self._steps
        begun = since <= ordinal
        codes = np.full(self.size, UNKNOWN, np.int32)
        codes[documents[begun]] = status[begun]
        return FacetValues(STATUSES, codes, in_order(STATUSES))

    def facet(self, name: str, on: date) -> FacetValues:
        """The values of a facet; `status` as of the day."""
        return self.status_at(on.toordinal()) if name == "status" else self.facets[name]

    def is_long(self, documents: Ints) -> Mask:
        """Which of them have several passages."""
        return np.isin(documents, self.passages[0])

    def _norms(self, lengths: Ints) -> Floats:
        """BM25's length term of each document; the average is that of living documents that have the field."""
        filled = lengths[self.live & (lengths > 0)]
        average = float(filled.mean()) if len(filled) else 1.0
        return (K1 * (1 - B + B * lengths / average)).astype(np.float32)

    def entry(self, document: int) -> IndexEntry:
        at = int(np.searchsorted(self.offsets, document, side="right")) - 1
        return self.segments[at].entry(document - int(self.offsets[at]))

    def _gather(self, parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        filled = [(part, int(offset)) for part, offset in zip(parts, self.offsets, strict=False) if len(part[0])]
        ids = _joined([part[0].astype(np.int64) + offset for part, offset in filled])
        frequencies = _joined([part[1] for part, _ in filled])
        if self.count == self.size:
            return ids, frequencies
        alive = self.live[ids]
        return ids[alive], frequencies[alive]

    def word(self, field: str, word: str) -> tuple[Ints, Ints]:
        return self._gather([segment.word(field, word) for segment in self.segments])

    def phrase(self, field: str, squeezed: str) -> tuple[Ints, Ints]:
        return self._gather([segment.phrase(field, squeezed) for segment in self.segments])

    def within(self, field: str, squeezed: str, documents: Ints) -> tuple[Ints, Ints]:
        """Of these documents (ascending) those that have the string, once for each place in their squeezed text."""
        bounds = np.searchsorted(documents, self.offsets)
        parts = [
            segment.within(field, squeezed, documents[first:last] - offset)
            for segment, offset, first, last in zip(self.segments, self.offsets, bounds, bounds[1:], strict=False)
        ]
        owners = [found.astype(np.int64) + int(offset) for (found, _), offset in zip(parts, self.offsets, strict=False)]
        return _joined(owners), _joined([places for _, places in parts])

    def near(self, field: str, one: str, other: str, distance: int) -> Ints:
        """Documents that have both strings in the field, with no more than `distance` characters between them."""
        parts = [segment.near(field, one, other, distance) for segment in self.segments]
        return self._gather([(documents, documents) for documents in parts])[0]

    def scored_word(self, field: str, word: str) -> Found:
        """Documents and their BM25 scores."""
        return self._scored.get(("word", field, word), lambda: self._bm25(field, *self.word(field, word)))

    def scored_phrase(self, field: str, squeezed: str) -> Found:
        return self._scored.get(("phrase", field, squeezed), lambda: self._bm25(field, *self.phrase(field, squeezed)))

    def scored_pair(self, field: str, pair: str) -> Found:
        """Of two neighbouring characters."""
        code = int(bigram_codes(pair)[0])
        return self._scored_pair(field, code, lambda: [one.bigrams(field).pair(code) for one in self.segments])

    def _scored_pair(self, field: str, code: int, parts: Callable[[], Sequence[tuple[Ints, Ints]]]) -> Found:
        def scored() -> Found:
            ids, frequencies = self._gather(parts())
            return Found(ids, _bm25(self._idf(len(ids)), frequencies, self._bigram_norms[field][ids]))

        return self._scored.get(("pair", field, code), scored)

    def pair_scores(self, field: str, codes: Ints, documents: Ints) -> Iterator[Floats]:
        """For each pair that there is the scores of these living documents (ascending) only, 0 for those without it.

        A few documents are looked up where they stand; for many the pair is scored for all that have it, and remembered.
        """
        by_segment = [segment.bigrams(field).each(codes) for segment in self.segments]
        for code, parts in zip(codes.tolist(), zip(*by_segment, strict=True), strict=True):
            having = sum(len(ids) for ids, _ in parts)
            if not having:
                continue
            if len(documents) * SPARSE < having and ("pair", field, code) not in self._scored:
                yield self._scores_of_few(field, parts, documents)
            else:
                yield scores_in(self._scored_pair(field, code, partial(tuple, parts)), documents)

    def _scores_of_few(self, field: str, parts: Sequence[tuple[Ints, Ints]], documents: Ints) -> Floats:
        """`parts`: documents and frequencies of each segment."""
        scores, norms = np.zeros(len(documents), np.float32), self._bigram_norms[field]
        idf = self._idf(sum(self._alive(ids, int(at)) for (ids, _), at in zip(parts, self.offsets, strict=False)))
        bounds = np.searchsorted(documents, self.offsets).tolist()
        for at, (ids, frequencies) in enumerate(parts):
            first, last = bounds[at], bounds[at + 1]
            if first == last or not len(ids):
                continue
            wanted = (documents[first:last] - int(self.offsets[at])).astype(ids.dtype)
            spots = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
            kept = np.flatnonzero(ids[spots] == wanted)
            scores[first + kept] = _bm25(idf, frequencies[spots[kept]], norms[documents[first + kept]])
        return scores

    def _alive(self, ids: Ints, offset: int) -> int:
        return len(ids) if self.count == self.size else int(self.live[ids.astype(np.int64) + offset].sum())

    def _bm25(self, field: str, ids: Ints, frequencies: Ints) -> Found:
        """Counts only living documents, so that an updated index scores as a rebuilt one does."""
        return Found(ids, _bm25(self._idf(len(ids)), frequencies, self._word_norms[field][ids]))

    def _idf(self, having: int) -> np.float32:
        return np.float32(np.log(1 + (self.count - having + 0.5) / (having + 0.5)))


def _bm25(idf: np.float32, frequencies: Ints, norms: Floats) -> Floats:
    frequency = frequencies.astype(np.float32)
    scores: Floats = idf * np.float32(K1 + 1) * frequency / (frequency + norms)
    return scores


def _counted(known: Ints, counts: Ints, wanted: Ints) -> Ints:
    if not len(known):
        return np.zeros(len(wanted), np.int64)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, counts[at], 0)


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
