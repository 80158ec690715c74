"""Room: from facts to a searchable index. Of the documents found, those that filters and ranges let through, and facet counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from indexer.array_search import Collection
from indexer.fields import whole_number
from indexer.found import Found, Ints, Mask
from indexer.query import DateRange, SearchQuery
from indexer.results import Facet, FacetValue

UNCUT = ("year", "item")
"""Facets whose values always come all: a histogram with gaps would lie."""


def existing(collection: Collection, found: Found, query: SearchQuery) -> Found:
    """Those that existed on the day, cite what they should and lie in the ranges; a missing date is in no range."""
    mask: Mask = collection.exists_since[found.documents] <= query.on.toordinal()
    if query.cites:
        mask &= np.isin(found.documents, collection.word("cites", whole_number(query.cites))[0])
    for name, span in query.ranges.items():
        mask &= _in_range(collection.dates[name][found.documents], span)
    return found if mask.all() else found.where(mask)


def _in_range(days: Ints, span: DateRange) -> Mask:
    start = span.start.toordinal() if span.start else 1
    end = span.end.toordinal() if span.end else date.max.toordinal()
    inside: Mask = (days >= start) & (days <= end)
    return inside


def filtered(collection: Collection, found: Found, query: SearchQuery) -> tuple[Found, tuple[Facet, ...]]:
    """The documents that all filters accept, and the facets, each counted without its own filter."""
    masks = {
        name: collection.facet(name, query.on).any_of(found.documents, values)
        for name, values in query.filters.items()
        if values
    }
    hits = _kept(found, masks.values())
    facets = []
    for name in query.facets:
        base = _kept(found, [mask for other, mask in masks.items() if other != name]) if name in masks else hits
        facets.append(_facet(collection, name, base.documents, query))
    return hits, tuple(facets)


def _kept(found: Found, masks: Iterable[Mask]) -> Found:
    masks = list(masks)
    return found.where(np.logical_and.reduce(masks)) if masks else found


def _facet(collection: Collection, name: str, documents: Ints, query: SearchQuery) -> Facet:
    column, selected = collection.facet(name, query.on), query.filters.get(name, ())
    codes, counts = column.commonest(documents)
    size = len(codes) if name in UNCUT else query.facet_size
    first = list(zip(codes[:size].tolist(), counts[:size].tolist(), strict=True))
    if not selected:  # in order already
        return Facet(name, tuple([FacetValue(column.values[code], count) for code, count in first]), len(codes))
    kept = {column.values[code]: count for code, count in first}
    for value in set(selected) & set(column.values):
        if count := int(counts[codes == column.values.index(value)].sum()):
            kept[value] = count
    return shown_facet(name, kept, query, len(codes))


def shown_facet(name: str, counts: dict[str, int], query: SearchQuery, distinct: int | None = None) -> Facet:
    """The values to be shown, selected ones always among them; `distinct` where `counts` are not all values."""
    selected = query.filters.get(name, ())
    found = [FacetValue(value, count, value in selected) for value, count in counts.items()]
    found.sort(key=lambda value: (-value.count, value.value))
    size = len(found) if name in UNCUT else query.facet_size
    shown = found[:size] + [value for value in found[size:] if value.selected]
    missing = sorted(set(selected) - {value.value for value in shown})
    return Facet(
        name, (*shown, *(FacetValue(value, 0, True) for value in missing)), len(found) if distinct is None else distinct
    )
