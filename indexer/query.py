"""Room: from facts to a searchable index. `SearchQuery`: what is asked, parsed once, the same for page, API and engine."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, fields
from datetime import date

from indexer.conditions import Condition

SORTS = ("relevance", "published", "issued", "effective", "expires", "added")
SEARCH_IN = ("all", "title", "text", "attachment", "number")
RANGES = ("published", "issued", "effective", "expires")


@dataclass(frozen=True, slots=True)
class DateRange:
    """Both days included; None is open."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Pinned:
    """A document (by id) that is put first, and what to call that: 办事指南."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`words` as typed (the engine segments), `phrases` exact, `excluded` words, `numbers` document numbers in normal form.

    `filters`: facet name → accepted values (OR inside, AND across). `on`: the day at which status is evaluated and after
    which documents do not exist yet. `within`: earlier queries as they were typed, that must match as well. `expand`: official words also match
    for everyday ones. `relax`: where no document has all the words, those with some, and the results say so.
    `some`: documents with some of the words are asked for from the start, as a question asks.
    `conditions`: what operators ask for beside the words; `notice`: what could not be read as typed, passed on to the results.
    `cites`: only documents that cite this number or work. `after`: the id of the last hit seen; the page begins behind it, and
    `offset` counts only where that hit is no longer found.
    `pinned`: documents that come first, found or not, as long as they exist and pass the filters.
    `explain`: each hit says why it is where it is.
    `fold`: an interpretation stands under the document that it explains where that one is found too, instead of in the list;
    so do other texts of one law, under the one in force.
    `correct`: a query with hardly any hits is looked at for wrong characters and pinyin; the results name what may be meant.
    """

    on: date
    words: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    notice: str = ""
    within: tuple[str, ...] = ()
    cites: str = ""
    search_in: str = "all"
    exact: bool = False
    expand: bool = True
    relax: bool = False
    some: bool = False
    correct: bool = True
    fold: bool = False
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: dict[str, DateRange] = field(default_factory=dict)
    sort: str = "relevance"
    offset: int = 0
    after: str = ""
    limit: int = 10
    facets: tuple[str, ...] = ()
    facet_size: int = 30
    explain: bool = False
    pinned: tuple[Pinned, ...] = ()

    @property
    def key(self) -> Hashable:
        """Equal for queries that are answered alike; dictionaries cannot be hashed."""
        values = (getattr(self, one.name) for one in fields(self))
        return tuple(tuple(sorted(value.items())) if isinstance(value, dict) else value for value in values)
