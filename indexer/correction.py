"""Room: from facts to a searchable index. What was probably meant by a query that finds nothing, or next to nothing.

Wrong characters (of the same sound or look, swapped, one missing or too many) and pinyin, by what the index itself has. A proposal is made only
where the index hardly has the stretch as typed, and only if it finds something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nsmallest

from indexer.edits import LIKELY, Edit, edits
from indexer.known import Known
from indexer.neighbours import Neighbours
from indexer.query import SearchQuery
from indexer.tokenizer import fold, simplify, words
from indexer.units import PARTICLES, Plan
from indexer.vocabulary import is_han

FEW = 2
"""Who gets more hits than this is corrected only where the tokenizer was left with a single character, or by sure slips."""
FACTOR = 5
"""What is proposed is in so many times the documents that the stretch as typed is in."""
TRIED = 6
"""Proposals that are searched for."""
COUNTED = {"sound": 24, "look": 12, "swapped": 24, "doubled": 24, "extra": 24, "missing": 24, "other": 16}
"""So many slips of a kind have their documents counted."""
LONGEST_QUERY, LONGEST_SPELLING, WHOLE, SHORT, AROUND = 24, 40, 8, 6, 2
"""A row of up to WHOLE characters is looked up whole, a longer one with so many characters AROUND the slip.

Where the query finds enough, only SHORT rows are looked at: who gets what was asked for must not wait."""
SURE = ("sound", "swapped", "look", "doubled")
CHUNK = re.compile(
    r"(?<![a-z0-9-])[a-z]{3,}(?![a-z0-9一-鿿-])|(?<![a-z0-9-])[a-z]{2,}[一-鿿][一-鿿a-z]*(?![0-9-])"
    r"|[一-鿿]+[a-z]{2,}[一-鿿a-z]*(?![0-9-])|[一-鿿]{2,}"
)
"""Letters, letters and characters mixed, or characters alone."""
LONGEST_WORDS = 200
"""Characters of a query; who types more has pasted a text."""


@dataclass(frozen=True, slots=True)
class _Proposal:
    """The query with one stretch replaced, and how much speaks for it: documents that have it, by how likely the slip is."""

    words: str
    weight: float


def correct(known: Known, query: SearchQuery, asked: Plan, literal: int) -> str | None:
    """The likeliest proposal that finds something. `literal`: how many documents have all that was typed.

    None where the query finds enough, is long or not of words alone, or nothing better is known.
    """
    structured = query.exact or query.phrases or query.excluded or query.numbers or query.conditions
    if not query.correct or structured or len(query.words) > LONGEST_WORDS:
        return None
    doubtful = literal <= FEW or _torn(asked)
    proposals = _proposals(known, fold(simplify(query.words)).strip(), doubtful)
    least = max(1, min(literal, FEW))
    return next((p.words for p in proposals[:TRIED] if _hits(known, query, p.words) >= least), None)


def _torn(asked: Plan) -> bool:
    """A single Han character is left between words: often a word with a wrong character in it."""
    return any(unit.whole and len(unit.forms[0]) == 1 for units in asked.required for unit in units)


def _hits(known: Known, query: SearchQuery, words: str) -> int:
    return known.total(replace(query, words=words, relax=False, facets=(), sort="published", offset=0))


def _proposals(known: Known, typed: str, doubtful: bool) -> list[_Proposal]:
    found: list[_Proposal] = []
    for chunk in CHUNK.finditer(typed):
        before, after = typed[: chunk.start()], typed[chunk.end() :]
        if is_han(chunk.group()):
            pieces = _han(known, chunk.group(), doubtful)
        else:
            pieces = _latin(known, chunk.group()) if doubtful else iter(())
        found += [_Proposal(before + piece.words + after, piece.weight) for piece in pieces]
    return sorted(found, key=lambda p: (-p.weight, p.words))


def _han(known: Known, chunk: str, doubtful: bool) -> Iterator[_Proposal]:
    """One slip away, and in far more documents than what was typed."""
    if len(chunk) > LONGEST_QUERY:
        return
    cut_short = doubtful and _has_single(chunk)
    if not cut_short:
        most = WHOLE if doubtful else SHORT
        if (not doubtful and len(chunk) > most) or (len(chunk) <= most and known.strings([chunk])[0] > FEW):
            return
    likeliest = _likeliest(chunk, known, cut_short=cut_short)
    documents = _documents(known, (_stretches(chunk, edit)[0] for edit, _ in likeliest))
    for edit, then in likeliest:
        now = documents[_stretches(chunk, edit)[0]]
        weight = LIKELY[edit.slip] * now
        if weight and (_sure(edit, weight, then, doubtful) or (cut_short and _cut_short(chunk, edit, now, then))):
            yield _Proposal(edit.text, weight)


def _likeliest(chunk: str, known: Known, *, cut_short: bool) -> list[tuple[Edit, int]]:
    """Slips where the text as typed is rare (in so many documents), and what was meant may be in many.

    No more documents have it than have the rarest pair of its characters: only those of the best are counted.
    """
    neighbours: Neighbours = known.neighbours
    most = lru_cache(maxsize=None)(neighbours.most)
    possible = list(edits(chunk, neighbours))
    documents = _documents(known, (_stretches(chunk, edit)[1] for edit in possible))
    found: list[tuple[float, Edit, int]] = []
    for edit in possible:
        meant, typed = _stretches(chunk, edit)
        bound, then = LIKELY[edit.slip] * min(map(most, _pairs(meant))), documents[typed]
        if bound > FACTOR * then or (cut_short and edit.slip == "missing"):
            found.append((bound / (1 + then), edit, then))
    return [
        (edit, then)
        for slip, many in COUNTED.items()
        for _, edit, then in nsmallest(
            many, (one for one in found if one[1].slip == slip), key=lambda one: (-one[0], one[1].text)
        )
    ]


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)] or [text]


def _sure(edit: Edit, weight: float, then: int, doubtful: bool) -> bool:
    return weight > FACTOR * then and (doubtful or edit.slip in SURE)


def _cut_short(chunk: str, edit: Edit, now: int, then: int) -> bool:
    """贫资金 stands nearly always in 扶贫资金, and only the longer is made of words."""
    return edit.slip == "missing" and chunk in edit.text and now * 2 >= then and not _has_single(edit.text)


def _has_single(chunk: str) -> bool:
    return any(end - start == 1 and word not in PARTICLES for word, start, end in words(chunk))


def _stretches(chunk: str, edit: Edit) -> tuple[str, str]:
    """The place of the slip with what stands around it: as it may have been meant, and as typed."""
    if len(chunk) <= WHOLE:
        return edit.text, chunk
    grown = len(edit.text) - len(chunk)
    start, end = max(0, edit.start - AROUND), edit.end + AROUND
    return edit.text[start:end], chunk[start : end - grown]


def _latin(known: Known, chunk: str) -> Iterator[_Proposal]:
    """Pinyin: stretches of titles first, then rows of words of the index."""
    if len(chunk) <= LONGEST_SPELLING and known.holding(chunk) <= FEW:
        rows = list(dict.fromkeys([*known.spelled(chunk)[:TRIED], *_rows(known, chunk)]))
        yield from (_Proposal(row, float(len(rows) - place)) for place, row in enumerate(rows))


def _rows(known: Known, chunk: str) -> list[str]:
    return known.vocabulary.spelled(chunk) if chunk.isascii() else []


def _documents(known: Known, stretches: Iterable[str]) -> dict[str, int]:
    """All at once: an index far away is asked once."""
    distinct = list(dict.fromkeys(stretches))
    return dict(zip(distinct, known.strings(distinct), strict=True))
