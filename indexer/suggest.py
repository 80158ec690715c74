"""Room: from facts to a searchable index. What may be meant while somebody is still typing: numbers, issuers, words, titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice

from indexer.array_search import Collection
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


def suggest(collection: Collection, typed: str) -> tuple[Suggestion, ...]:
    """At most SUGGESTIONS, no text twice. Letters are read as pinyin: full, initials, or mixed with characters."""
    squeezed = squeeze(simplify(typed))[:LONGEST_TYPED]
    if not squeezed:
        return ()
    found: dict[str, Suggestion] = {}
    for one in (*_numbers(collection, squeezed), *_issuers(collection, squeezed), *_words(collection, squeezed)):
        found.setdefault(one.text, one)
    for one in _titles(collection, squeezed):
        if len(found) == SUGGESTIONS:
            break
        found.setdefault(one.text, one)
    return tuple(found.values())[:SUGGESTIONS]


def spelled_words(collection: Collection, letters: str) -> list[str]:
    """Stretches of titles that the letters (or letters and characters) spell, those in most titles first. zwgk → 政务公开"""
    counts = Counter[str]()
    for segment in collection.segments:
        titles = segment.spoken_titles
        for start, end in titles.places(letters):
            if is_han(word := titles.text[start:end]):
                counts[word] += 1
    return [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def has_letters(squeezed: str) -> bool:
    """After characters one is enough: 农民g."""
    letters = sum(character.isascii() and character.isalpha() for character in squeezed)
    return letters >= (1 if any(map(is_han, squeezed)) else SHORTEST_LETTERS)


def _numbers(collection: Collection, squeezed: str) -> Iterator[Suggestion]:
    """As far as it is typed, with brackets or without: 博政办发2017."""
    bare = squeezed.translate(BRACKETS)
    if not any(character.isdecimal() for character in bare):
        return
    found = (
        int(offset) + number
        for segment, offset in zip(collection.segments, collection.offsets, strict=False)
        for number in segment.bare_numbers.having(bare)
    )
    for document in islice((d for d in found if collection.live[d]), EACH["number"]):
        yield Suggestion(collection.entry(document).number or "", "number", collection.ids[document])


def _issuers(collection: Collection, squeezed: str) -> list[Suggestion]:
    values = [(bare, value) for bare, value in collection.issuers if squeezed in bare]
    first = nsmallest(
        EACH["issuer"], values, key=lambda pair: (not pair[0].startswith(squeezed), len(pair[0]), pair[1])
    )
    return [Suggestion(value, "issuer") for _, value in first]


def _words(collection: Collection, squeezed: str) -> list[Suggestion]:
    """Pinyin to characters; characters to the words of the index that begin with them."""
    if has_letters(squeezed):
        found = spelled_words(collection, squeezed)
    else:
        found = collection.vocabulary.beginning(squeezed, EACH["word"])
    return [Suggestion(word, "word") for word in found[: EACH["word"]] if len(word) <= LONGEST_WORD]


def _titles(collection: Collection, squeezed: str) -> Iterator[Suggestion]:
    """Titles that begin with it before those that have it elsewhere, short ones first."""
    wanted = [squeezed, *(spelled_words(collection, squeezed)[:1] if has_letters(squeezed) else ())]
    for text in wanted:
        for document in collection.titles_with(text, SUGGESTIONS):
            yield Suggestion(collection.entry(document).title, "title", collection.ids[document])
