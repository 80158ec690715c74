"""Room: from index to pages. What is typed into the box, taken apart: phrases, exclusions, document numbers, words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govdoc.number import find_numbers

PHRASE = re.compile(r'"([^"]*)"|“([^”]*)”')
EXCLUDED = re.compile(r"(?:^|(?<=\s))[-－−](\S+)")


@dataclass(frozen=True, slots=True)
class Words:
    words: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def split_words(text: str) -> Words:
    """`"农村低保" 标准 -解读 国办发〔2023〕26号` → words 标准, phrase 农村低保, excluded 解读, the number."""
    phrases = tuple(dict.fromkeys(p.strip() for m in PHRASE.findall(text) for p in m if p.strip()))
    rest = PHRASE.sub(" ", text)
    excluded = tuple(dict.fromkeys(EXCLUDED.findall(rest)))
    rest = EXCLUDED.sub(" ", rest)
    found = find_numbers(rest)
    for number in reversed(found):
        rest = f"{rest[: number.start]} {rest[number.end :]}"
    numbers = tuple(dict.fromkeys(f.number.normal for f in found))
    return Words(" ".join(rest.split()), phrases, excluded, numbers)


def marked_terms(text: str) -> tuple[str, ...]:
    """What a document page marks for the words typed: phrases, numbers, and the tokenizer's words, longest first.

    A single character is marked only when nothing longer was typed: marking every 的 helps nobody.
    """
    from indexer.tokenizer import words

    typed = split_words(text)
    segmented = {word for word, _, _ in words(typed.words)}
    long = {word for word in segmented if len(word) > 1}
    chosen = {*typed.phrases, *typed.numbers, *(long or segmented)}
    return tuple(sorted((w for w in chosen if w), key=lambda w: (-len(w), w)))
