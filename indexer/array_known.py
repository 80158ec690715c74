"""Room: from facts to a searchable index. What the array index tells of its words and documents (`Known`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from indexer.array_search import Collection
from indexer.fields import IndexEntry
from indexer.neighbours import Neighbours
from indexer.query import SearchQuery
from indexer.ranking import rank
from indexer.sounds import MOST_PLACES
from indexer.vocabulary import Vocabulary, is_han, likeliest


@dataclass(frozen=True, slots=True)
class ArrayKnown:
    """Implements `Known` and `Examined`."""

    collection: Collection

    @property
    def neighbours(self) -> Neighbours:
        return self.collection.neighbours

    @property
    def vocabulary(self) -> Vocabulary:
        return self.collection.vocabulary

    def strings(self, wanted: Sequence[str]) -> list[int]:
        known = self.collection
        return [sum(len(known.phrase(field, one)[0]) for field in known.fields) for one in wanted]

    def holding(self, word: str) -> int:
        return max((len(self.collection.word(field, word)[0]) for field in self.collection.fields), default=0)

    def total(self, query: SearchQuery) -> int:
        return rank(self.collection, query).total

    def spelled(self, letters: str) -> list[str]:
        counts = Counter[str]()
        for segment in self.collection.segments:
            titles = segment.spoken_titles
            for start, end in titles.places(letters):
                if is_han(word := titles.text[start:end]):
                    counts[word] += 1
        return likeliest(counts)

    def numbers_with(self, bare: str, many: int) -> list[tuple[str, str]]:
        known = self.collection
        found = (
            int(offset) + number
            for segment, offset in zip(known.segments, known.offsets, strict=False)
            for number in segment.bare_numbers.having(bare)
        )
        living = islice((document for document in found if known.live[document]), many)
        return [(known.entry(document).number or "", known.ids[document]) for document in living]

    def issuers_with(self, squeezed: str) -> list[tuple[str, str]]:
        return [(bare, value) for bare, value in self.collection.issuers if squeezed in bare]

    def titles_with(self, squeezed: str, many: int) -> list[tuple[str, str]]:
        known = self.collection
        return [(known.entry(document).title, known.ids[document]) for document in known.titles_with(squeezed, many)]

    def sample(self, many: int) -> list[IndexEntry]:
        known = self.collection
        return [known.entry(document) for document in known.living[:: max(1, known.count // many)].tolist()]

    def has(self, identifier: str) -> bool:
        return identifier in self.collection.by_id

    def first(self, query: SearchQuery) -> list[IndexEntry]:
        return [self.collection.entry(int(document)) for document in rank(self.collection, query).documents]

    def finds(self, query: SearchQuery, identifier: str) -> bool:
        wanted = self.collection.by_id[identifier]
        return wanted in rank(self.collection, replace(query, limit=self.collection.size)).documents.tolist()

    def crowded(self, letters: str) -> bool:
        return sum(1 for segment in self.collection.segments for _ in segment.spoken_titles.places(letters)) >= MOST_PLACES  # fmt: skip
