"""Room: from facts to a searchable index. What stands under another hit, not in the list: interpretations, and other texts of one law.

An interpretation stands under the document that it explains where both are found; of several texts of one law the one whose full
title or number was typed leads, else the one in force on the day, else the latest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from indexer.array_search import Collection
from indexer.boosts import boosts
from indexer.evidence import ENDED, PENDING
from indexer.found import NOTHING, Floats, Found, Ints, Places

NOT_IN_FORCE = (*ENDED, PENDING)


@dataclass(frozen=True, slots=True)
class Folded:
    """Documents that left the list, the best first; beside each its score and the document that it stands under."""

    documents: Ints
    scores: Floats
    leaders: Ints

    def __len__(self) -> int:
        return len(self.documents)

    def under(self, shown: Ints) -> dict[int, tuple[tuple[int, float], ...]]:
        """Document → what stands under it (document and score), for those that are shown."""
        found: dict[int, list[tuple[int, float]]] = {}
        for place in np.flatnonzero(np.isin(self.leaders, shown)).tolist() if len(self) else ():
            one = int(self.documents[place]), float(self.scores[place])
            found.setdefault(int(self.leaders[place]), []).append(one)
        return {leader: tuple(group) for leader, group in found.items()}


UNFOLDED = Folded(NOTHING.documents, NOTHING.scores, NOTHING.documents)


def fold(collection: Collection, hits: Found, on: date) -> tuple[Found, Folded]:
    """What stays in the list, and what does not. A document stands where the best of it and of what is under it would stand."""
    own, above = _under(collection, hits, on)
    if not len(own):
        return hits, UNFOLDED
    best = np.lexsort((collection.rank[hits.documents[own]], -hits.scores[own]))
    own, above = own[best], above[best]
    scores, stays = hits.scores.copy(), np.ones(len(hits), bool)
    np.maximum.at(scores, above, hits.scores[own])
    stays[own] = False
    gone = Folded(hits.documents[own], hits.scores[own], hits.documents[above])
    return Found(hits.documents, scores).where(stays), gone


def _under(collection: Collection, hits: Found, on: date) -> tuple[Ints, Ints]:
    """Among the hits: what stands under another, and that other. What explains an older text stands under the leading one."""
    older, leading = _texts(collection, hits, on)
    explaining, explained = _explaining(collection, hits)
    leads = np.arange(len(hits))
    leads[older] = leading
    return np.concatenate([explaining, older]), np.concatenate([leads[explained], leading])


def _explaining(collection: Collection, hits: Found) -> tuple[Ints, Ints]:
    """Of each interpretation whose document is found too, and of that document (the first that it names)."""
    explaining, explained = collection.explained
    places = Places(hits.documents)
    at, above = places.of(explaining), places.of(explained)
    found = (at >= 0) & (above >= 0)
    own, first = np.unique(at[found], return_index=True)
    return own, above[found][first]


def _texts(collection: Collection, hits: Found, on: date) -> tuple[Ints, Ints]:
    """Of each text of a law of which a better one is found too, and of the best."""
    at = Places(hits.documents).of(collection.law_texts)
    at = at[at >= 0]
    documents = hits.documents[at]
    asked_for = hits.scores[at] >= boosts().match["own_number"]
    standing = ~np.isin(collection.status_at(on.toordinal()).codes[documents], NOT_IN_FORCE)
    laws = collection.acts[documents]
    at = at[np.lexsort((collection.rank[documents], -collection.exists_since[documents], ~standing, ~asked_for, laws))]
    laws = collection.acts[hits.documents[at]]
    firsts = np.searchsorted(laws, laws)
    below = np.flatnonzero(firsts != np.arange(len(at)))
    return at[below], at[firsts[below]]
