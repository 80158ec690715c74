"""Room: from facts to a searchable index. One opened segment: where words, pairs of characters and phrases stand in it.

Documents are the segment's own numbers. Nothing here knows of queries, scores or deletions.
"""

from __future__ import annotations

import threading
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3PerDocReader

from indexer.array_codec import ArrayCodec, columns_path
from indexer.bigrams import Bigrams
from indexer.columns import Columns, load_columns
from indexer.fields import TEXT_FIELDS, IndexEntry, load_entry
from indexer.inversion import Ints, Postings
from indexer.sounds import BRACKETS, Lines, Titles
from indexer.vocabulary import LARGEST, LONGEST_WORD, is_han

_NOTHING: Ints = np.zeros(0, np.int64)


class Segment:
    """One segment's files. They never change, so a segment is kept when the index moves on to its next generation."""

    def __init__(self, folder: Path, storage: Any, segment: Any) -> None:
        self.columns: Columns = load_columns(columns_path(folder, segment))
        self._terms = ArrayCodec().terms_reader(storage, segment)
        self._stored = W3PerDocReader(storage, segment)
        self._lock = threading.Lock()
        self._bigrams = {field: Bigrams(self._terms.arrays, field) for field in TEXT_FIELDS}
        if len(self):
            self.entry(0)  # opens the stored fields now: the directory may be gone when they are first wanted

    def __len__(self) -> int:
        return len(self.columns.ids)

    def entry(self, document: int) -> IndexEntry:
        return load_entry(self.stored(document))

    def stored(self, document: int) -> str:
        """The entry as it is stored, see `dump_entry`."""
        with self._lock:
            return str(self._stored.stored_fields(document)["entry"])

    def terms_of(self, field: str) -> tuple[list[bytes], Postings]:
        """All words of a field, in byte order, with their postings."""
        return self._terms.field(field)

    def bigrams(self, field: str) -> Bigrams:
        return self._bigrams[field]

    def word(self, field: str, word: str) -> tuple[Ints, Ints]:
        """Documents in order, frequencies."""
        found = self._terms.postings(field, word.encode("utf-8", "surrogatepass"))
        return found if found is not None else (_NOTHING, _NOTHING)

    def phrase(self, field: str, squeezed: str) -> tuple[Ints, Ints]:
        """Documents whose squeezed text has the string, and how often."""
        return self._bigrams[field].phrase(squeezed)

    def occurrences(self, field: str, squeezed: str) -> tuple[Ints, Ints]:
        """Documents whose squeezed text has the string, one for each time, and the place in it."""
        return self._bigrams[field].find(squeezed)

    def within(self, field: str, squeezed: str, documents: Ints) -> tuple[Ints, Ints]:
        """Of these documents those that have the string, once for each place in their squeezed text."""
        return self._bigrams[field].within(squeezed, documents)

    def near(self, field: str, one: str, other: str, distance: int) -> Ints:
        return self._bigrams[field].near(one, other, distance)

    @cached_property
    def spoken_titles(self) -> Titles:
        """Made when first asked for; kept as long as the segment is."""
        return Titles(self.columns.titles)

    @cached_property
    def bare_numbers(self) -> Lines:
        """Document numbers without brackets, as people type them."""
        return Lines([number.translate(BRACKETS) for number in self.columns.numbers])

    def pairs(self, field: str) -> tuple[Ints, Ints]:
        """All pairs of neighbouring characters as codes in order, and how many documents have each."""
        return self._bigrams[field].pairs()

    @cached_property
    def word_counts(self) -> Counter[str]:
        """The most frequent words of Han characters in titles and texts, and how many documents have them."""
        found: Counter[str] = Counter()
        for field in ("title", "text"):
            for word, documents in self._terms.han_words(field):
                if 2 <= len(word) <= LONGEST_WORD and is_han(word):
                    found[word] = max(found[word], documents)
        return Counter(dict(found.most_common(LARGEST)))
