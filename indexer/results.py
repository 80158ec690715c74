"""Room: from facts to a searchable index. `SearchResults`: what an engine answers, in no engine's dialect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from govdoc.document import Status


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of stored text, from `start` of its part; `marks` are [start, end) character spans inside `text` that match the query."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    part: str = "text"
    start: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit is where it is: a Chinese sentence, and by how much: `how` is + (points) or × (a factor)."""

    text: str
    how: str
    value: float


@dataclass(frozen=True, slots=True)
class Blocker:
    """What leaves nothing to find. `kind`: word, phrases, numbers, excluded, within, filter, range, in or exact; `value`: what was
    typed, or the name of the filter or range. `total`: hits without it; `alone`: documents that have the word, None for other kinds.
    """

    kind: str
    value: str
    total: int
    alone: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """`attachment`: place and name of the attachment that the snippet is from. `folded`: interpretations of this document that were
    found as well and stand under it, best first. `explains`: works that this one interprets. `place` and `anchor`: the article of
    the text that the snippet is from, and what a link to it points at: 第四十七条, art-47 (or nothing and p-12). `best_bet`: what
    an operator calls this document, who put it first for the query.
    """

    id: str
    title: Snippet
    snippet: Snippet
    score: float
    status: Status
    status_reason: str
    url: str | None = None
    number: str | None = None
    issuers: tuple[str, ...] = ()
    kind: str = "other"
    form: str | None = None
    published_on: date | None = None
    issued_on: date | None = None
    also_at: tuple[str, ...] = ()
    added_on: date | None = None
    reasons: tuple[Reason, ...] = ()
    attachment: tuple[int, str] | None = None
    folded: tuple[Hit, ...] = ()
    explains: tuple[str, ...] = ()
    place: str = ""
    anchor: str = ""
    best_bet: str = ""


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts ignore this facet's own filter; `values` in order of count, selected ones always among them.

    `distinct`: how many values there are, also those beyond the size asked for.
    """

    name: str
    values: tuple[FacetValue, ...]
    distinct: int = 0


@dataclass(frozen=True, slots=True)
class SearchResults:
    """`relaxed`: these have some of the words, best first: no document had all, or a question was asked (only when the query
    allows it; a page must say so).

    `correction`: the words that were probably meant, which find more; nothing has been searched for them.

    `expansions`: everyday word → official words that were searched as well.

    `notices`: Chinese sentences on what was not read as typed; a page must show them.

    `blockers`: where nothing has all that was asked for, what leaves nothing.

    `folded`: how many of the `total` stand under other hits; `listed` are the rest, and what pages are counted by.

    `offset`: the place of the first hit among those listed.
    """

    total: int
    hits: tuple[Hit, ...] = ()
    facets: tuple[Facet, ...] = ()
    correction: str | None = None
    took_ms: float = 0.0
    offset: int = 0
    relaxed: bool = False
    expansions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notices: tuple[str, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    folded: int = 0

    @property
    def listed(self) -> int:
        return self.total - self.folded
