"""Room: from facts to a searchable index. The words and pairs of Han characters of many documents, counted while they are loaded. Pure.

A cluster is not asked for all its terms: what corrections need of them is counted beside the load, kept in the index as a few documents
of its own, and read by those who correct. An update adds what it brought; what was deleted goes on counting until the next build, as it
does in segments.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from indexer.nearness import rarity
from indexer.neighbours import Neighbours
from indexer.vocabulary import LARGEST, LONGEST_WORD, Vocabulary, is_han

MOST_PAIRS = 3_000_000
"""Beyond these, pairs that one document has are forgotten: a hundred megabytes of memory."""
WORD_FIELDS, PAIR_FIELDS = ("title", "text"), ("title_pairs", "text_pairs", "attachment_pairs")


@dataclass(slots=True)
class Tally:
    """In how many documents each word stands, and each pair (title, text and attachments counted for themselves)."""

    documents: int = 0
    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)

    def add(self, document: Mapping[str, str]) -> None:
        """A document as OpenSearch takes it: words and pairs joined by blanks."""
        self.documents += 1
        self.words.update({word for name in WORD_FIELDS for word in document.get(name, "").split(" ")})
        for name in PAIR_FIELDS:
            self.pairs.update(set(document.get(name, "").split(" ")))
        if len(self.pairs) > MOST_PAIRS:
            self.pairs = Counter({pair: many for pair, many in self.pairs.items() if many > 1})

    def packed(self) -> bytes:
        """What is of Han characters: to look at every word when it is counted would take as long as to cut the text."""
        ordered = sorted(pair for pair in self.pairs if len(pair) == 2 and is_han(pair))
        words = Counter({word: n for word, n in self.words.items() if 2 <= len(word) <= LONGEST_WORD and is_han(word)})
        stated = {
            "documents": self.documents,
            "words": dict(words.most_common(LARGEST)),
            "pairs": "".join(ordered),
            "counts": [self.pairs[pair] for pair in ordered],
        }
        return zlib.compress(json.dumps(stated, ensure_ascii=False).encode())


def unpacked(packed: bytes) -> Tally:
    stated = json.loads(zlib.decompress(packed))
    both = stated["pairs"]
    pairs = (both[at : at + 2] for at in range(0, len(both), 2))
    return Tally(stated["documents"], Counter(stated["words"]), Counter(dict(zip(pairs, stated["counts"], strict=True))))  # fmt: skip


def together(parts: Iterable[Tally]) -> Tally:
    total = Tally()
    for part in parts:
        total.documents += part.documents
        total.words.update(part.words)
        total.pairs.update(part.pairs)
    return total


class Words:
    """A tally as those use it who correct. Never changes, safe across threads."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    @cached_property
    def neighbours(self) -> Neighbours:
        pairs = self._tally.pairs
        codes = np.array([ord(pair[0]) << 16 | ord(pair[1]) for pair in pairs], np.uint32)
        return Neighbours([(codes, np.array(list(pairs.values()), np.int64))] if pairs else [])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self._tally.words)

    def rareness(self, text: str) -> float:
        """What a string is worth: at most as many documents have it as have the rarest of its pairs."""
        pairs = [text[at : at + 2] for at in range(len(text) - 1)]
        having = min((self._tally.pairs[pair] for pair in pairs), default=0)
        return rarity(self._tally.documents, min(having, self._tally.documents))
