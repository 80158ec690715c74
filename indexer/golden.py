"""Room: from facts to a searchable index. Golden queries, made from the index's own documents: a new index must pass them.

An exact title comes first (or another document of the same title), and so does a document that bears an exact number; the pinyin
of a title's word gives the word, two characters that changed places are put right, and an everyday word finds the title that has
its official word. The operator's own queries join them: `golden.toml` in the index directory, see docs/ranking.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from govdoc.errors import ConfigError, IndexUnavailableError
from indexer.edits import edits
from indexer.fields import IndexEntry, number_terms, whole_number
from indexer.known import Examined
from indexer.query import SearchQuery
from indexer.readings import syllables
from indexer.thesaurus import thesaurus
from indexer.tokenizer import squeeze, words
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


def check_own(index: Examined, queries: Sequence[Own]) -> tuple[int, int]:
    """Queries asked, and those left out because the index has none of their documents."""
    asked = 0
    for own in queries:
        wanted = {identifier for identifier in own.finds if index.has(identifier)}
        if not wanted:
            continue
        found = index.first(SearchQuery(on=date.max, words=own.words, limit=own.first, relax=True))
        if not wanted & {entry.id for entry in found}:
            raise _failed(own.words, f"correct the ranking, or the query in {OPERATORS_FILE}")
        asked += 1
    return asked, len(queries) - asked


def check(index: Examined, sample: int = SAMPLE) -> int:
    """The number of queries asked. IndexUnavailableError names the first that failed."""
    asked = 0
    for entry in index.sample(sample):
        title, number = squeeze(entry.title), whole_number(entry.number or "")
        if len(title) > 1:
            _ask(index, SearchQuery(on=date.max, words=entry.title, limit=1), entry.title, partial(_titled, title))
            asked += 1
        if entry.number and number:
            by_number = SearchQuery(on=date.max, numbers=(entry.number,), limit=1)
            _ask(index, by_number, entry.number, partial(_numbered, number))
            asked += 1
    return asked


def check_words(index: Examined, sample: int = SAMPLE) -> int:
    """What stands between a person's words and the index: pinyin, slips of the pen, everyday words."""
    asked, unheard = 0, list[str]()
    documents = [(entry.id, squeeze(entry.title)) for entry in index.sample(sample)]
    spoken = [word for _, title in documents for word in _han_words(title, 2)[:1]]
    for word in spoken:
        letters = "".join(syllables(word))
        if word not in index.spelled(letters) and not index.crowded(letters):
            unheard.append(letters)
    if len(unheard) > max(
        1, len(spoken) // 2
    ):  # a character said in two ways may be heard otherwise beside its neighbours
        raise _failed(unheard[0], LATER)
    for identifier, title in documents:
        for word in _han_words(title, 3)[:1]:
            slip = word[0] + word[2] + word[1] + word[3:]
            if word not in {edit.text for edit in edits(slip, index.neighbours)} and slip != word:
                raise _failed(slip, LATER)
            asked += 1
        for plain in _everyday(title):
            if not index.finds(SearchQuery(on=date.max, words=plain), identifier):
                raise _failed(plain, LATER)
            asked += 1
    return asked + len(spoken)


def _han_words(title: str, shortest: int) -> list[str]:
    return [word for word, _, _ in words(title) if len(word) >= shortest and is_han(word)]


def _everyday(title: str) -> list[str]:
    """One everyday word of whose official words the title has one."""
    return next(([word] for word, entry in thesaurus().items() if any(o in title for o in entry.official)), [])


def _titled(title: str, entry: IndexEntry) -> bool:
    return squeeze(entry.title) == title


def _numbered(number: str, entry: IndexEntry) -> bool:
    return number in number_terms(entry)


def _ask(index: Examined, query: SearchQuery, asked: str, right: Callable[[IndexEntry], bool]) -> None:
    first = index.first(query)
    if not first or not right(first[0]):
        raise _failed(asked, LATER)


def _failed(asked: str, advice: str) -> IndexUnavailableError:
    return IndexUnavailableError(
        f"the new index fails its golden query {asked[:60]!r} and was not put into service: the old one stays; {advice}"
    )
