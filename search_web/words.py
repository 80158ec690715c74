"""Room: from index to pages. What a document page marks for the words typed. Pure."""

from __future__ import annotations

from indexer.conditions import wanted
from indexer.syntax import parse


def marked_terms(text: str) -> tuple[str, ...]:
    """What a document page marks for the words typed: phrases, numbers, and the tokenizer's words, longest first.

    A single character is marked only when nothing longer was typed: marking every 的 helps nobody.
    """
    from indexer.tokenizer import words

    typed = parse(text)
    sought = [one for condition in typed.conditions for one in wanted(condition)]
    plain = " ".join([typed.words, *(one.text for one in sought if not one.phrase)])
    segmented = {word for word, _, _ in words(plain)}
    long = {word for word in segmented if len(word) > 1}
    chosen = {*typed.phrases, *(one.text for one in sought if one.phrase), *typed.numbers, *(long or segmented)}
    return tuple(sorted((w for w in chosen if w), key=lambda w: (-len(w), w)))
