"""Room: from facts to a searchable index. What any index tells of its own words, titles and documents.

Corrections, suggestions and golden queries rest on it, so that they are written once for all engines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from indexer.fields import IndexEntry
from indexer.neighbours import Neighbours
from indexer.query import SearchQuery
from indexer.vocabulary import Vocabulary


class Known(Protocol):
    @property
    def neighbours(self) -> Neighbours: ...

    @property
    def vocabulary(self) -> Vocabulary: ...

    def strings(self, wanted: Sequence[str]) -> list[int]:
        """How many documents have each string (squeezed), in title, text and attachments counted for themselves."""

    def holding(self, word: str) -> int:
        """How many documents have the word in the field where most have it."""

    def total(self, query: SearchQuery) -> int:
        """How many documents have all that is asked for."""

    def spelled(self, letters: str) -> list[str]:
        """Stretches of titles that the letters (or letters and characters) spell, those in most titles first. zwgk → 政务公开"""

    def numbers_with(self, bare: str, many: int) -> Sequence[tuple[str, str]]:
        """Numbers that have this in them, brackets left out, each with its document's id."""

    def issuers_with(self, squeezed: str) -> Sequence[tuple[str, str]]:
        """Issuers' names that have this in them, each squeezed and as it is."""

    def titles_with(self, squeezed: str, many: int) -> Sequence[tuple[str, str]]:
        """Titles that begin with this, then those that have it elsewhere, short ones first, each with its document's id."""


class Examined(Known, Protocol):
    """An index that golden queries are asked of."""

    def sample(self, many: int) -> list[IndexEntry]:
        """About so many documents, from everywhere."""

    def has(self, identifier: str) -> bool: ...

    def first(self, query: SearchQuery) -> list[IndexEntry]:
        """The page of the query."""

    def finds(self, query: SearchQuery, identifier: str) -> bool:
        """The document is among all hits of the query."""

    def crowded(self, letters: str) -> bool:
        """So many titles have the sound that only the first of them are looked at."""
