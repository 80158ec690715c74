"""Room: from facts to a searchable index. What was probably meant by a query that finds nothing, or next to nothing.

Wrong characters (a homophone, one missing or too many) and pinyin, by the words of the index itself. A proposal is made only
where the index hardly has the stretch as typed, and only if it finds something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.array_search import Collection
from indexer.fields import TEXT_FIELDS
from indexer.query import SearchQuery
from indexer.ranking import Ranked, rank
from indexer.tokenizer import fold, simplify
from indexer.vocabulary import LONGEST_WORD, is_han

FEW = 2
"""Who gets more hits than this is corrected only where the tokenizer was left with a single character."""
FACTOR = 5
"""A word proposed is in so many times the documents that the stretch as typed is in."""
TRIED = 6
"""Proposals of each kind that are searched for."""
LONGEST_QUERY, LONGEST_SPELLING = 24, 40
CHUNK = re.compile(r"[一-鿿]{2,}|(?<![a-z0-9-])[a-z]{3,}(?![a-z0-9-])")


@dataclass(frozen=True, slots=True)
class _Proposal:
    """The query with one stretch replaced; long stretches and frequent words are tried first."""

    words: str
    chunk: str
    before: str
    same_length: bool
    stretch: int
    documents: int


def correct(collection: Collection, query: SearchQuery, ranked: Ranked) -> str | None:
    """The proposal that most documents have word for word, else the one with most hits.

    None where the query finds enough, is not of words alone, or nothing better is known.
    """
    if not query.correct or query.exact or query.phrases or query.excluded or query.numbers or query.conditions:
        return None
    literal = 0 if ranked.relaxed else ranked.total
    if literal > FEW and not _torn(ranked):
        return None
    proposals = _proposals(collection, fold(simplify(query.words)).strip())
    for same_length in (True, False):
        tried = [p for p in proposals if p.same_length == same_length][:TRIED]
        found = [(_documents(collection, p.chunk), _hits(collection, query, p.words), p) for p in tried]
        good = [f for f in found if f[1] >= max(1, min(literal, FEW)) and _likelier(collection, f[0], f[2], literal)]
        if good:
            return max(good, key=lambda f: f[:2])[2].words
    return None


def _likelier(collection: Collection, documents: int, proposal: _Proposal, literal: int) -> bool:
    """What stands in documents word for word as typed needs a much more frequent proposal."""
    typed = _documents(collection, proposal.before)
    return documents > FACTOR * typed if typed or literal > FEW else True


def _torn(ranked: Ranked) -> bool:
    """A single Han character is left between words: often a word with a wrong character in it."""
    return any(unit.whole and len(unit.forms[0]) == 1 for units in ranked.plan.required for unit in units)


def _hits(collection: Collection, query: SearchQuery, words: str) -> int:
    plain = replace(query, words=words, relax=False, facets=(), sort="published", offset=0)
    return rank(collection, plain).total


def _proposals(collection: Collection, typed: str) -> list[_Proposal]:
    found: list[_Proposal] = []
    for chunk in CHUNK.finditer(typed):
        before, after = typed[: chunk.start()], typed[chunk.end() :]
        pieces = (_han if is_han(chunk.group()) else _latin)(collection, chunk.group())
        found += [replace(piece, words=before + piece.words + after) for piece in pieces]
    return sorted(found, key=lambda p: (-p.stretch, -p.documents, p.words))


def _han(collection: Collection, chunk: str) -> Iterator[_Proposal]:
    """Stretches that the index hardly has are replaced by similar words that it has."""
    if len(chunk) > LONGEST_QUERY:
        return
    vocabulary = collection.vocabulary
    for start in range(len(chunk)):
        for end in range(start + 2, min(start + LONGEST_WORD + 1, len(chunk)) + 1):
            stretch = chunk[start:end]
            similar = vocabulary.similar(stretch)[:TRIED]
            least = FACTOR * (vocabulary.counts.get(stretch, 0) or _documents(collection, stretch)) if similar else 0
            for word in similar:
                if (documents := vocabulary.counts[word]) > least:
                    text = chunk[:start] + word + chunk[end:]
                    yield _Proposal(text, text, chunk, len(word) == len(stretch), end - start, documents)


def _latin(collection: Collection, chunk: str) -> Iterator[_Proposal]:
    if len(chunk) <= LONGEST_SPELLING and not _documents(collection, chunk):
        rows = collection.vocabulary.spelled(chunk)
        yield from (_Proposal(row, row, chunk, True, len(chunk), len(rows) - place) for place, row in enumerate(rows))


def _documents(collection: Collection, stretch: str) -> int:
    return sum(len(collection.phrase(field, stretch)[0]) for field in TEXT_FIELDS)
