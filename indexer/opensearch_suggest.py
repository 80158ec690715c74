"""Room: from facts to a searchable index. Suggestions from an OpenSearch index: it names candidates, our own code reads what stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from indexer.fields import load_entry
from indexer.opensearch_mapping import facet_field
from indexer.opensearch_query import Clause, all_of, any_of, string
from indexer.opensearch_search import Ask
from indexer.sounds import BRACKETS, PIECES, Titles
from indexer.suggest import EACH, LONGEST_TYPED, LONGEST_WORD, SUGGESTIONS, Suggestion, has_letters
from indexer.tokenizer import simplify, squeeze, words
from indexer.vocabulary import is_han

CANDIDATES = 100
"""Titles that are looked through."""
MOST_ISSUERS = 1000


def suggest(ask: Ask, typed: str) -> tuple[Suggestion, ...]:
    """As `suggest.suggest`: numbers, issuers and words, then titles; no text twice."""
    squeezed = squeeze(simplify(typed))[:LONGEST_TYPED]
    if not squeezed:
        return ()
    titles = _titles_with(ask, squeezed)
    spelled = _spelled([title for _, title in titles], squeezed) if has_letters(squeezed) else []
    found: dict[str, Suggestion] = {}
    for one in (*_numbers(ask, squeezed), *_issuers(ask, squeezed), *_words(titles, squeezed, spelled), *_titles(titles, squeezed, spelled)):  # fmt: skip
        found.setdefault(one.text, one)
    return tuple(found.values())[:SUGGESTIONS]


def _numbers(ask: Ask, squeezed: str) -> Iterator[Suggestion]:
    bare = squeezed.translate(BRACKETS)
    if any(character.isdecimal() for character in bare):
        for identifier, entry in _entries(ask, string("bare_number", bare), EACH["number"]):
            yield Suggestion(entry.number or "", "number", identifier)


def _issuers(ask: Ask, squeezed: str) -> list[Suggestion]:
    """Values are compared as they are squeezed; the cluster only leaves out what lacks the first character."""
    field = facet_field("issuer")
    include = f".*{_escaped(squeezed[0])}.*"
    asked = {"size": 0, "aggs": {"issuers": {"terms": {"field": field, "size": MOST_ISSUERS, "include": include}}}}
    values = [bucket["key"] for bucket in ask(asked)["aggregations"]["issuers"]["buckets"]]
    values = [value for value in values if value and squeezed in squeeze(value)]
    values.sort(key=lambda value: (not value.startswith(squeezed), len(value), value))
    return [Suggestion(value, "issuer") for value in values[: EACH["issuer"]]]


def _escaped(character: str) -> str:
    return f"[{character}{character.upper()}]" if character.isalnum() else "."


def _titles_with(ask: Ask, squeezed: str) -> list[tuple[str, str]]:
    """Id and title of documents whose titles have what was typed, in characters, letters or both."""
    found: list[Clause] = [string("title", squeezed)]
    if has_letters(squeezed):
        pieces = PIECES.findall(squeezed)
        found.append(all_of([_piece(piece) for piece in pieces]))
    return [(identifier, entry.title) for identifier, entry in _entries(ask, any_of(found), CANDIDATES)]


def _piece(piece: str) -> Clause:
    if not piece.isascii():
        return string("title", piece)
    return any_of([string("initials", piece), string("letters", piece)])


def _entries(ask: Ask, clause: Clause, many: int) -> list[tuple[str, Any]]:
    answer = ask({"query": clause, "size": many, "_source": ["entry"], "sort": ["_score", {"id": "asc"}]})
    return [(hit["_id"], load_entry(hit["_source"]["entry"])) for hit in answer["hits"]["hits"]]


def _spelled(titles: list[str], letters: str) -> list[str]:
    """Stretches of these titles that the letters spell, those in most of them first. zwgk → 政务公开"""
    lines = Titles([squeeze(title) for title in titles])
    counts = Counter(word for start, end in lines.places(letters) if is_han(word := lines.text[start:end]))
    return [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _words(titles: list[tuple[str, str]], squeezed: str, spelled: list[str]) -> list[Suggestion]:
    """Pinyin to characters; characters to the words of these titles that begin with them."""
    if not has_letters(squeezed):
        counts = Counter(word for _, title in titles for word in {word for word, _, _ in words(squeeze(title))})
        begun = [word for word in counts if word.startswith(squeezed) and word != squeezed]
        spelled = sorted(begun, key=lambda word: (-counts[word], word))
    return [Suggestion(word, "word") for word in spelled[: EACH["word"]] if len(word) <= LONGEST_WORD]


def _titles(titles: list[tuple[str, str]], squeezed: str, spelled: list[str]) -> Iterator[Suggestion]:
    """Titles that begin with it before those that have it elsewhere, short ones first."""
    for text in [squeezed, *spelled[:1]]:
        having = [(squeeze(title), title, identifier) for identifier, title in titles if text in squeeze(title)]
        having.sort(key=lambda one: (not one[0].startswith(text), len(one[0]), one[2]))
        yield from (Suggestion(title, "title", identifier) for _, title, identifier in having[:SUGGESTIONS])
