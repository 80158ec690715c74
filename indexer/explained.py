"""Room: from facts to a searchable index. Interpretations found beside the document that they explain stand under it, not in the list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.array_search import Collection
from indexer.found import NOTHING, Floats, Found, Ints, Places


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
        for place in np.flatnonzero(np.isin(self.leaders, shown)).tolist():
            one = int(self.documents[place]), float(self.scores[place])
            found.setdefault(int(self.leaders[place]), []).append(one)
        return {leader: tuple(group) for leader, group in found.items()}


UNFOLDED = Folded(NOTHING.documents, NOTHING.scores, NOTHING.documents)


def fold(collection: Collection, hits: Found) -> tuple[Found, Folded]:
    """What stays in the list, and what does not. A document stands where the best of it and of what is under it would stand."""
    own, above = _places(collection, hits)
    if not len(own):
        return hits, UNFOLDED
    best = np.lexsort((collection.rank[hits.documents[own]], -hits.scores[own]))
    own, above = own[best], above[best]
    scores, stays = hits.scores.copy(), np.ones(len(hits), bool)
    np.maximum.at(scores, above, hits.scores[own])
    stays[own] = False
    gone = Folded(hits.documents[own], hits.scores[own], hits.documents[above])
    return Found(hits.documents, scores).where(stays), gone


def _places(collection: Collection, hits: Found) -> tuple[Ints, Ints]:
    """Among the hits: of each interpretation whose document is found too, and of that document (the first that it names)."""
    explaining, explained = collection.explained
    places = Places(hits.documents)
    at, above = places.of(explaining), places.of(explained)
    found = (at >= 0) & (above >= 0)
    own, first = np.unique(at[found], return_index=True)
    return own, above[found][first]
