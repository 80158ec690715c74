"""Room: from facts to a searchable index. What a query with operators asks for beside its words. Values only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

NEAR_BY = 10
"""Characters between two words that are near each other, where a query does not say how many."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Words that must all stand in `field` (a value of `SEARCH_IN`), or, `phrase`, one string that must."""

    text: str
    phrase: bool = False
    field: str = "all"


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    part: Condition


@dataclass(frozen=True, slots=True)
class Near:
    """Both strings in one text, in either order, with no more than `distance` characters between them."""

    first: Sought
    second: Sought
    distance: int = NEAR_BY


Condition = Sought | AllOf | AnyOf | NoneOf | Near


def wanted(condition: Condition) -> Iterator[Sought]:
    """What a hit may show of the condition: everything but what it excludes."""
    match condition:
        case Sought():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from wanted(part)
        case Near(first, second):
            yield from (first, second)
        case NoneOf():
            return
