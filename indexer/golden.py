"""Room: from facts to a searchable index. Golden queries, made from the index's own documents: a new index must pass them.

An exact title comes first (or another document of the same title), and so does a document that bears an exact number.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date

import numpy as np

from govdoc.errors import IndexUnavailableError
from indexer.array_search import Collection
from indexer.fields import whole_number
from indexer.query import SearchQuery
from indexer.ranking import rank

SAMPLE = 20


def check(collection: Collection, sample: int = SAMPLE) -> int:
    """The number of queries asked. IndexUnavailableError names the first that failed."""
    asked = 0
    living = np.flatnonzero(collection.live)
    for document in living[:: max(1, len(living) // sample)].tolist():
        entry, title = collection.entry(document), collection.titles[document]
        if len(title) > 1:
            _ask(collection, SearchQuery(on=date.max, words=entry.title), entry.title, _SameTitle(collection, title))
            asked += 1
        if entry.number and whole_number(entry.number):
            bearers, _ = collection.word("number", whole_number(entry.number))
            _ask(collection, SearchQuery(on=date.max, numbers=(entry.number,)), entry.number, set(bearers.tolist()))
            asked += 1
    return asked


class _SameTitle:
    def __init__(self, collection: Collection, title: str) -> None:
        self._titles, self._title = collection.titles, title

    def __contains__(self, document: object) -> bool:
        return isinstance(document, int) and self._titles[document] == self._title


def _ask(collection: Collection, query: SearchQuery, asked: str, expected: Container[int]) -> None:
    documents = rank(collection, query).documents
    if not len(documents) or int(documents[0]) not in expected:
        raise IndexUnavailableError(
            f"the new index fails its golden query {asked[:60]!r} and was not put into service: "
            "the old one stays; report this with the document's title"
        )
