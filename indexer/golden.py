"""Room: from facts to a searchable index. Golden queries, made from the index's own documents: a new index must pass them.

An exact title comes first (or another document of the same title), and so does a document that bears an exact number; the pinyin
of a title's word gives the word, two characters that changed places are put right, and an everyday word finds the title that has
its official word. The operator's own queries join them: `golden.toml` in the index directory, see docs/ranking.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from govdoc.errors import ConfigError, IndexUnavailableError
from indexer.array_search import Collection
from indexer.edits import edits
from indexer.fields import whole_number
from indexer.query import SearchQuery
from indexer.ranking import rank
from indexer.readings import syllables
from indexer.sounds import MOST_PLACES
from indexer.suggest import spelled_words
from indexer.thesaurus import thesaurus
from indexer.tokenizer import words
from indexer.vocabulary import is_han

SAMPLE = 20
OPERATORS_FILE = "golden.toml"
LATER = "report this with the document's title"


@dataclass(frozen=True, slots=True)
class Own:
    """A query of the operator's: one of `finds` (document ids) must be among the first `first` hits."""

    words: str
    finds: tuple[str, ...]
    first: int


def read_own(path: Path) -> tuple[Own, ...]:
    """None where there is no file. ConfigError names the row that is wrong."""
    if not path.exists():
        return ()
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("query", [])
        return tuple(Own(str(row["words"]), tuple(map(str, row["finds"])), int(row.get("first", 1))) for row in rows)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f"{path}: each [[query]] needs words, finds (ids) and, if you like, first ({error!r})"
        ) from error


def check_own(collection: Collection, queries: Sequence[Own]) -> tuple[int, int]:
    """Queries asked, and those left out because the index has none of their documents."""
    asked = 0
    for own in queries:
        wanted = {collection.by_id[identifier] for identifier in own.finds if identifier in collection.by_id}
        if not wanted:
            continue
        found = rank(collection, SearchQuery(on=date.max, words=own.words, limit=own.first, relax=True)).documents
        if not wanted & set(found.tolist()):
            raise _failed(own.words, f"correct the ranking, or the query in {OPERATORS_FILE}")
        asked += 1
    return asked, len(queries) - asked


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


def check_words(collection: Collection, sample: int = SAMPLE) -> int:
    """What stands between a person's words and the index: pinyin, slips of the pen, everyday words."""
    asked, unheard = 0, list[str]()
    titles = [collection.titles[document] for document in _sampled(collection, sample)]
    spoken = [word for title in titles for word in _han_words(title, 2)[:1]]
    for word in spoken:
        letters = "".join(syllables(word))
        if word not in spelled_words(collection, letters) and not _crowded(collection, letters):
            unheard.append(letters)
    if len(unheard) > max(
        1, len(spoken) // 2
    ):  # a character said in two ways may be heard otherwise beside its neighbours
        raise _failed(unheard[0], LATER)
    for document in _sampled(collection, sample):
        title = collection.titles[document]
        for word in _han_words(title, 3)[:1]:
            slip = word[0] + word[2] + word[1] + word[3:]
            if word not in {edit.text for edit in edits(slip, collection.neighbours)} and slip != word:
                raise _failed(slip, LATER)
            asked += 1
        for plain in _everyday(title):
            hits = rank(collection, SearchQuery(on=date.max, words=plain, limit=collection.size)).documents
            if document not in hits.tolist():
                raise _failed(plain, LATER)
            asked += 1
    return asked + len(spoken)


def _sampled(collection: Collection, sample: int) -> list[int]:
    documents: list[int] = collection.living[:: max(1, collection.count // sample)].tolist()
    return documents


def _han_words(title: str, shortest: int) -> list[str]:
    return [word for word, _, _ in words(title) if len(word) >= shortest and is_han(word)]


def _crowded(collection: Collection, letters: str) -> bool:
    """So many titles have the sound that only the first of them are looked at."""
    return sum(1 for segment in collection.segments for _ in segment.spoken_titles.places(letters)) >= MOST_PLACES


def _everyday(title: str) -> list[str]:
    """One everyday word of whose official words the title has one."""
    return next(([word] for word, entry in thesaurus().items() if any(o in title for o in entry.official)), [])


class _SameTitle:
    def __init__(self, collection: Collection, title: str) -> None:
        self._titles, self._title = collection.titles, title

    def __contains__(self, document: object) -> bool:
        return isinstance(document, int) and self._titles[document] == self._title


def _ask(collection: Collection, query: SearchQuery, asked: str, expected: Container[int]) -> None:
    documents = rank(collection, query).documents
    if not len(documents) or int(documents[0]) not in expected:
        raise _failed(asked, LATER)


def _failed(asked: str, advice: str) -> IndexUnavailableError:
    return IndexUnavailableError(
        f"the new index fails its golden query {asked[:60]!r} and was not put into service: the old one stays; {advice}"
    )
