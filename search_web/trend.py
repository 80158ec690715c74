"""Room: from index to pages. How a count changes over days, as a line to look at; the table beside it says the same. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, MARGIN = 640, 160, 10
MOST_DAYS = 400
"""Days drawn and listed: a year and a month. The table of older days is in the file to download."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A day's count at its place in units of the drawing (WIDTH by HEIGHT, y downwards)."""

    day: date
    count: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Trend:
    """`points`: of the line, as SVG wants them. `change`: the last count against the one before."""

    dots: tuple[Dot, ...]
    points: str
    most: int
    change: int

    @property
    def first(self) -> Dot:
        return self.dots[0]

    @property
    def last(self) -> Dot:
        return self.dots[-1]


def trend(counts: Mapping[date, int]) -> Trend | None:
    """Days stand at distances of time; None for fewer than two of them."""
    days = sorted(counts)[-MOST_DAYS:]
    if len(days) < 2:
        return None
    most, span = max(counts[day] for day in days), (days[-1] - days[0]).days
    dots = tuple(Dot(day, counts[day], *_place((day - days[0]).days / span, counts[day], most)) for day in days)
    points = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    return Trend(dots, points, most, dots[-1].count - dots[-2].count)


def _place(along: float, count: int, most: int) -> tuple[float, float]:
    x = MARGIN + along * (WIDTH - 2 * MARGIN)
    y = HEIGHT - MARGIN - (count / most if most else 0) * (HEIGHT - 2 * MARGIN)
    return round(x, 1), round(y, 1)
