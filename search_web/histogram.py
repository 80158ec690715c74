"""Room: from index to pages. The years of the results as bars to click on; a table says the same. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.results import Facet
from search_web.filters import toggled, with_filter
from search_web.parameters import MAX_VALUES
from search_web.params import Request, to_url

HEIGHT, WIDTH = 64, 260
MOST_YEARS = MAX_VALUES


@dataclass(frozen=True, slots=True)
class Bar:
    """Places in units of the drawing (WIDTH by HEIGHT). The link adds the year to the filter or takes it out."""

    year: str
    count: int
    x: float
    width: float
    height: float
    selected: bool
    href: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """`bars` from the first year to the last, empty years too; `hidden` counts what is older than the first bar."""

    bars: tuple[Bar, ...]
    hidden: int
    most: int
    clear: str
    first: str
    last: str
    chosen: tuple[str, str] | None


def histogram(facet: Facet, request: Request) -> Histogram | None:
    """None for fewer than two years. The latest MOST_YEARS years at most: no filter holds more."""
    counts = {int(v.value): v.count for v in facet.values if v.value.isdecimal() and v.count}
    if len(counts) < 2:
        return None
    last = max(counts)
    years = range(max(min(counts), last - MOST_YEARS + 1), last + 1)
    chosen = set(request.filters.get("year", ()))
    most = max(counts[year] for year in years if year in counts)
    step = WIDTH / len(years)
    bars = tuple(
        Bar(
            year=str(year),
            count=(count := counts.get(year, 0)),
            x=round(place * step, 2),
            width=round(max(step - 1, step * 0.7), 2),
            height=round(max(2, HEIGHT * count / most), 2) if count else 0,
            selected=str(year) in chosen,
            href=to_url("/search", toggled(request, "year", str(year)))
            if year in counts or str(year) in chosen
            else "",
        )
        for place, year in enumerate(years)
    )
    picked = sorted(chosen - {""})
    return Histogram(
        bars=bars,
        hidden=sum(count for year, count in counts.items() if year < years[0]),
        most=most,
        clear=to_url("/search", with_filter(request, "year")),
        first=str(years[0]),
        last=str(last),
        chosen=(picked[0], picked[-1]) if picked else None,
    )


def with_years(request: Request, first: str, last: str) -> Request:
    """The request for the years first to last, both included; unchanged where these are no two years in reach.

    A form without JavaScript sends two years; the filter holds each year, so that chip, link and feed speak one language.
    """
    ends = sorted(int(year) for year in (first or last, last or first) if year.isascii() and year.isdecimal())
    if len(ends) != 2 or not 1000 <= ends[0] <= ends[1] <= 9999 or ends[1] - ends[0] >= MAX_VALUES:
        return request
    return with_filter(request, "year", {str(year) for year in range(ends[0], ends[1] + 1)})
