"""Room: from index to pages. What narrows a search: facet values as links with exact counts, and chips that undo each. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote_plus, urlencode

from govdoc.statutory_items import LABELS as ITEMS
from indexer import labels
from indexer.fields import FACETS
from indexer.query import DateRange
from indexer.results import Facet, SearchResults
from indexer.tokenizer import squeeze
from search_web.params import Request, to_pairs, to_url
from search_web.present import PageLink

HEAD, PART_SIZE = 8, 300
OPEN = ("status", "kind", "form", "issuer")
"""Facets that are unfolded without being asked."""
ITEM_ORDER = {item: place for place, item in enumerate(ITEMS)}


@dataclass(frozen=True, slots=True)
class FacetLink:
    value: str
    label: str
    count: int
    selected: bool
    href: str


@dataclass(frozen=True, slots=True)
class FacetBox:
    """`head` is shown at once; `more` further values stand on the page `every`; `clear` takes the whole filter away."""

    name: str
    label: str
    head: tuple[FacetLink, ...]
    more: int
    distinct: int
    active: bool
    unfolded: bool
    clear: str
    every: str


@dataclass(frozen=True, slots=True)
class ValueList:
    """Part of all values of a facet: `find` is what their names have, `parts` the addresses of the others."""

    links: tuple[FacetLink, ...]
    find: str
    matching: int
    distinct: int
    parts: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    name: str
    label: str
    href: str


def toggled(request: Request, name: str, value: str) -> Request:
    """The request with the value added to the facet's filter, or taken out; back on page 1."""
    return with_filter(request, name, set(request.filters.get(name, ())) ^ {value})


def with_filter(request: Request, name: str, values: set[str] | frozenset[str] = frozenset()) -> Request:
    """The request with these values of the facet and no other; none takes the filter away."""
    filters = {k: v for k, v in request.filters.items() if k != name}
    if values:
        filters[name] = tuple(sorted(values))
    return replace(request.first_page, filters=filters)


def whole_query(request: Request) -> str:
    """What every address of a search's first page begins with: written once for all facets that are not filtered by."""
    return urlencode(to_pairs(request.first_page))


def facet_links(facet: Facet, request: Request, path: str = "/search", whole: str | None = None) -> list[FacetLink]:
    """In the order of the counts; years the latest first, statutory items as the law has them. `whole`: the request's `whole_query`."""
    chosen = set(request.filters.get(facet.name, ()))
    address = _toggler(request, facet.name, path, whole_query(request) if whole is None else whole)
    links = [
        FacetLink(v.value, labels.value_label(facet.name, v.value), v.count, v.value in chosen, address(v.value))
        for v in facet.values
    ]
    if facet.name == "year":
        links.sort(key=lambda link: link.value, reverse=True)
    elif facet.name == "item":
        links.sort(key=lambda link: ITEM_ORDER.get(link.value, len(ITEM_ORDER)))
    return links


def _toggler(request: Request, name: str, path: str, whole: str) -> Callable[[str], str]:
    """Value → address of the search with it added or taken out. What all the addresses share is written once."""
    shared = urlencode(to_pairs(with_filter(request, name))) if name in request.filters else whole
    chosen = {v: f"{name}={quote_plus(v)}" for v in request.filters.get(name, ())}

    def address(value: str) -> str:
        others = [pair for v, pair in chosen.items() if v != value]
        own = [] if value in chosen else [f"{name}={quote_plus(value)}"]
        query = "&".join(filter(None, (shared, *others, *own)))
        return f"{path}?{query}" if query else path

    return address


def facet_box(facet: Facet, request: Request, path: str = "/search", whole: str | None = None) -> FacetBox:
    """`whole`: the request's `whole_query`, where it is known."""
    whole, active = whole_query(request) if whole is None else whole, bool(request.filters.get(facet.name))
    links = facet_links(facet, request, path, whole)
    shown = tuple(link for i, link in enumerate(links) if i < HEAD or link.selected)
    distinct = max(facet.distinct, len(links))
    return FacetBox(
        name=facet.name,
        label=labels.FACETS.get(facet.name, facet.name),
        head=shown,
        more=distinct - len(shown),
        distinct=distinct,
        active=active,
        unfolded=facet.name in OPEN or active,
        clear=to_url(path, with_filter(request, facet.name)) if active else "",
        every=f"/facet/{facet.name}?{whole}" if whole else f"/facet/{facet.name}",
    )


def facet_boxes(results: SearchResults, request: Request, path: str = "/search") -> tuple[FacetBox, ...]:
    """In the order of FACETS; a facet with nothing to choose between is left out, the status never."""
    by_name = {facet.name: facet for facet in results.facets}
    found = [by_name[name] for name in FACETS if name in by_name]
    whole = whole_query(request)
    return tuple(facet_box(f, request, path, whole) for f in found if f.values and (f.name == "status" or _chooses(f)))


def _chooses(facet: Facet) -> bool:
    return len(facet.values) > 1 or any(value.selected for value in facet.values)


def value_list(facet: Facet, request: Request, find: str, part: str, path: str = "") -> ValueList:
    """The values whose names have `find`, ignoring case and width, PART_SIZE at a time; a part that is none is the first.

    `path`: the address that `find` and `part` are added to (default: the facet's own page).
    """
    links = facet_links(facet, request)
    wanted = squeeze(find)
    matching = [link for link in links if wanted in squeeze(link.label)] if wanted else links
    parts = max(1, -(-len(matching) // PART_SIZE))
    number = int(part) if part.isascii() and part.isdecimal() and 1 <= int(part[:6]) <= parts else 1
    path = path or to_url(f"/facet/{facet.name}", request.first_page)

    def address(place: int) -> str:
        asked = urlencode([("find", find)] * bool(find) + [("part", str(place))])
        return f"{path}{'&' if '?' in path else '?'}{asked}"

    return ValueList(
        links=tuple(matching[(number - 1) * PART_SIZE : number * PART_SIZE]),
        find=find,
        matching=len(matching),
        distinct=max(facet.distinct, len(links)),
        parts=tuple(PageLink(p, address(p), p == number) for p in range(1, parts + 1)) if parts > 1 else (),
    )


def chips(request: Request, path: str = "/search") -> tuple[Chip, ...]:
    """Every active condition in words, each with the link that removes it; neighbouring years are one."""
    made: list[Chip] = []
    first = request.first_page
    for name in FACETS:
        values = request.filters.get(name, ())
        for group in runs(values) if name == "year" else [(value,) for value in values]:
            left = to_url(path, with_filter(request, name, set(values) - set(group)))
            made.append(Chip(labels.FACETS[name], _group_label(name, group), left))
    for name, span in request.ranges.items():
        rest = {k: v for k, v in request.ranges.items() if k != name}
        made.append(Chip(labels.RANGES[name], span_label(span), to_url(path, replace(first, ranges=rest))))
    for text in request.within:
        rest_within = tuple(t for t in request.within if t != text)
        made.append(Chip("在结果中", text, to_url(path, replace(first, within=rest_within))))
    if request.cites:
        made.append(Chip("引用了", request.cites, to_url(path, replace(first, cites=""))))
    if request.on:
        made.append(Chip(labels.AS_OF, request.on.isoformat(), to_url(path, replace(first, on=None))))
    if request.search_in != "all":
        label = labels.SEARCH_IN[request.search_in]
        made.append(Chip("检索范围", label, to_url(path, replace(first, search_in="all"))))
    if request.exact:
        made.append(Chip("匹配方式", labels.MATCH["exact"], to_url(path, replace(first, exact=False))))
    return tuple(made)


def runs(years: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Neighbouring years together: 2015, 2016, 2019 → (2015, 2016), (2019). The empty value (未标明) stands alone."""
    found: list[tuple[str, ...]] = []
    for year in sorted(years):
        last = found[-1][-1] if found else ""
        if last.isdecimal() and int(year) - int(last) == 1:
            found[-1] = (*found[-1], year)
        else:
            found.append((year,))
    return found


def _group_label(name: str, group: tuple[str, ...]) -> str:
    return labels.value_label(name, group[0]) if len(group) == 1 else f"{group[0]}—{group[-1]}年"


def span_label(span: DateRange) -> str:
    if span.start and span.end:
        return f"{span.start} 至 {span.end}"
    return f"{span.start} 起" if span.start else f"{span.end} 止"
