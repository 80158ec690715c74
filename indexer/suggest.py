"""Room: from facts to a searchable index. What may be meant while somebody is still typing: numbers, issuers, words, titles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest

from indexer.known import Known
from indexer.sounds import BRACKETS
from indexer.tokenizer import simplify, squeeze
from indexer.vocabulary import is_han

SUGGESTIONS = 8
EACH = {"number": 3, "issuer": 2, "word": 3}
"""So many of a kind at most before titles fill the rest."""
SHORTEST_LETTERS, LONGEST_TYPED = 2, 60
LONGEST_WORD = 12


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`kind`: number, issuer, word or title; `id`: the document where one is meant."""

    text: str
    kind: str
    id: str | None = None


def suggest(known: Known, typed: str) -> tuple[Suggestion, ...]:
    """At most SUGGESTIONS, no text twice. Letters are read as pinyin: full, initials, or mixed with characters."""
    squeezed = squeeze(simplify(typed))[:LONGEST_TYPED]
    if not squeezed:
        return ()
    spelled = known.spelled(squeezed) if has_letters(squeezed) else []
    found: dict[str, Suggestion] = {}
    for one in (*_numbers(known, squeezed), *_issuers(known, squeezed), *_words(known, squeezed, spelled)):
        found.setdefault(one.text, one)
    for one in _titles(known, [squeezed, *spelled[:1]]):
        if len(found) == SUGGESTIONS:
            break
        found.setdefault(one.text, one)
    return tuple(found.values())[:SUGGESTIONS]


def has_letters(squeezed: str) -> bool:
    """After characters one is enough: 农民g."""
    letters = sum(character.isascii() and character.isalpha() for character in squeezed)
    return letters >= (1 if any(map(is_han, squeezed)) else SHORTEST_LETTERS)


def _numbers(known: Known, squeezed: str) -> Iterator[Suggestion]:
    """As far as it is typed, with brackets or without: 博政办发2017."""
    bare = squeezed.translate(BRACKETS)
    if any(character.isdecimal() for character in bare):
        for number, identifier in known.numbers_with(bare, EACH["number"]):
            yield Suggestion(number, "number", identifier)


def _issuers(known: Known, squeezed: str) -> list[Suggestion]:
    first = nsmallest(
        EACH["issuer"],
        known.issuers_with(squeezed),
        key=lambda pair: (not pair[0].startswith(squeezed), len(pair[0]), pair[1]),
    )
    return [Suggestion(value, "issuer") for _, value in first]


def _words(known: Known, squeezed: str, spelled: list[str]) -> list[Suggestion]:
    """Pinyin to characters; characters to the words of the index that begin with them."""
    found = spelled if has_letters(squeezed) else known.vocabulary.beginning(squeezed, EACH["word"])
    return [Suggestion(word, "word") for word in found[: EACH["word"]] if len(word) <= LONGEST_WORD]


def _titles(known: Known, wanted: list[str]) -> Iterator[Suggestion]:
    """Titles that begin with it before those that have it elsewhere, short ones first."""
    for text in wanted:
        for title, identifier in known.titles_with(text, SUGGESTIONS):
            yield Suggestion(title, "title", identifier)
