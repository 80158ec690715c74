"""The questions that all engines are asked, drawn from the documents themselves by how many have the words."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.documents import read
from indexer.tokenizer import squeeze, terms, words

Span = tuple[date, date]
RARE, MIDDLE, COMMON = (0.0002, 0.002), (0.005, 0.03), (0.1, 0.5)
"""Shares of the documents that have a word."""
SPAN = (date(2010, 1, 1), date(2015, 12, 31))


@dataclass(frozen=True, slots=True)
class Question:
    """Documents with all (`any_word`: some) of the words in title or text, or with the words side by side (`phrase`)."""

    words: tuple[str, ...]
    any_word: bool = False
    phrase: bool = False
    span: Span | None = None
    by_date: bool = False
    highlights: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`facets`: how many documents have the commonest value of each facet, as a check that engines count the same."""

    total: int
    facets: tuple[int, ...]
    shown: int


def draw(path: Path, each: int, seed: int = 11, most: int = 20_000) -> dict[str, list[Question]]:
    """`each` questions of every class, from `most` of the first documents."""
    rows = list(itertools.islice(read(path), min(most, 20_000)))
    held = [set(terms(row["title"] + "\n" + row["text"])) for row in rows]
    having = Counter(itertools.chain.from_iterable(held))
    pick = random.Random(seed)

    def band(limits: tuple[float, float]) -> list[str]:
        low, high = (limit * len(rows) for limit in limits)
        found = [w for w, n in having.items() if low <= n <= high and len(w) == 2 and all("一" <= c <= "鿿" for c in w)]
        return sorted(found)

    rare, middle, common = band(RARE), band(MIDDLE), band(COMMON)

    def together(those: list[str], size: int) -> tuple[str, ...]:
        """Words that stand in one document, so that they find something."""
        for _ in range(1_000):
            there = sorted(set(those) & pick.choice(held))
            if len(there) >= size:
                return tuple(pick.sample(there, size))
        return tuple(pick.sample(those, size))

    def many(**rest: Any) -> list[Question]:
        return [
            Question(**{name: value() if callable(value) else value for name, value in rest.items()})
            for _ in range(each)
        ]

    useful = middle + common
    return {
        "rare term": many(words=lambda: (pick.choice(rare or middle),)),
        "middle term": many(words=lambda: (pick.choice(middle),)),
        "common term": many(words=lambda: (pick.choice(common),)),
        "two terms": many(words=lambda: together(useful, 2)),
        "three terms": many(words=lambda: together(useful, 3)),
        "two terms, either": many(words=lambda: together(useful, 2), any_word=True),
        "four common terms": many(words=lambda: together(common, 4)),
        "phrase": [Question(pair, phrase=True) for pair in _neighbours(rows, set(useful), each, pick)],
        "two terms, date range": many(words=lambda: together(useful, 2), span=SPAN),
        "two terms by date": many(words=lambda: together(useful, 2), by_date=True),
        "two terms, highlights": many(words=lambda: together(useful, 2), highlights=True),
    }


def _neighbours(rows: list[dict[str, Any]], known: set[str], each: int, pick: random.Random) -> list[tuple[str, str]]:
    """Words that stand side by side in some text; parts of longer words are none (审议 in 审议稿)."""
    found: list[tuple[str, str]] = []
    while len(found) < each:
        cut = words(pick.choice(rows)["text"])
        pairs = [
            (a[0], b[0]) for a, b in itertools.pairwise(cut) if a[2] == b[1] and {a[0], b[0]} <= known and a[0] != b[0]
        ]
        found += pick.sample(pairs, min(1, len(pairs)))
    return found


def traced(path: Path, asked: list[Question]) -> dict[Question, tuple[int, int]]:
    """Documents that have what is asked as strings, and as words of the tokenizer: what engines may rightly differ in.

    As strings: words that the dictionary cuts are, as in govdoc, strings; a phrase is one string. As words: a phrase is
    neighbours in the list of words and sub-words, as in the other engines.
    """
    counts = {question: [0, 0] for question in asked}
    for row in read(path):
        day = date.fromisoformat(row["issued_on"])
        parts = [squeeze(row["title"]), squeeze(row["text"])]
        for question, count in counts.items():
            if question.span and not question.span[0] <= day <= question.span[1]:
                continue
            some = any if question.any_word else all
            if not some(any(word in part for part in parts) for word in question.words):
                continue
            cut = [terms(row["title"]), terms(row["text"])]
            count[0] += _as_strings(question, parts, cut)
            count[1] += _as_words(question, cut)
    return {question: (strings, as_words) for question, (strings, as_words) in counts.items()}


def _as_strings(question: Question, parts: list[str], cut: list[list[str]]) -> bool:
    if question.phrase:
        return any("".join(question.words) in part for part in parts)
    some = any if question.any_word else all
    return some(
        any(word in (part if len(words(word)) > 1 else held) for part, held in zip(parts, cut, strict=True))
        for word in question.words
    )


def _as_words(question: Question, cut: list[list[str]]) -> bool:
    if question.phrase:
        return any(question.words in itertools.pairwise(held) for held in cut)
    some = any if question.any_word else all
    return some(any(word in held for held in cut) for word in question.words)


def stream(questions: dict[str, list[Question]], length: int, seed: int = 13) -> list[Question]:
    """A day's queries: the r-th most popular question is asked in proportion to 1/r."""
    pick = random.Random(seed)
    distinct = [question for asked in questions.values() for question in asked]
    pick.shuffle(distinct)
    return pick.choices(distinct, [1 / rank for rank in range(1, len(distinct) + 1)], k=length)
