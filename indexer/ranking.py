"""Room: from facts to a searchable index. Which documents match a query, in what order, and how many have each facet value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from govdoc.document import Status
from indexer.array_search import Collection, Floats, Mask
from indexer.columns import NO_DATE, STATUSES, FacetColumn
from indexer.fields import TEXT_FIELDS, NumberKey, whole_number
from indexer.inversion import Ints, bigram_codes
from indexer.query import DateRange, SearchQuery
from indexer.results import Facet, FacetValue
from indexer.units import Plan, Unit, plan

FIELD_WEIGHTS = {"title": 2.0, "text": 1.0, "attachment": 0.7}
ANY_WORD_WEIGHTS = {"title": 0.1, "text": 1.0, "attachment": 0.7}
"""A title that has one word of a question says little: over layman questions MRR@10 falls from 0.39 to 0.31 with 2.0."""
BIGRAM_WEIGHT = 0.7
"""Words and bigrams added beat either alone: tests/indexer/test_floors.py pins the figures."""
OFFICIAL_WORD_WEIGHT = 0.8
SAME_TITLE, EXACT_NUMBER, OWN_NUMBER, IN_TITLE = 10_000.0, 3_000.0, 2_000.0, 10.0
"""Who types a whole title wants it, even where it names a number; no sum of word scores reaches the first three."""
LONGEST_BIGRAM_QUERY = 64


@dataclass(frozen=True, slots=True)
class Ranked:
    """`documents`: all that match, in the order asked for. `relaxed` as in `SearchResults`."""

    documents: Ints
    scores: Floats
    facets: tuple[Facet, ...]
    plan: Plan
    relaxed: bool = False


def rank(collection: Collection, query: SearchQuery) -> Ranked:
    asked = plan(query)
    fields = searched_fields(query.search_in)
    matched, scores = _match(collection, asked, query, fields)
    exists = _exists(collection, query)
    base = matched & exists
    relaxed = False
    if query.relax and not base.any() and _relaxable(asked):
        matched, scores = _match(collection, asked, query, fields, any_word=True)
        base, relaxed = matched & exists, True
    masks = {name: facet_mask(collection, name, values, query.on) for name, values in query.filters.items()}
    documents = np.flatnonzero(_all(base, masks.values()))
    facets = tuple(_facet(collection, name, _all(base, _others(masks, name)), query) for name in query.facets)
    order = _order(collection, query.sort, documents, scores)
    return Ranked(documents[order], scores[documents[order]], facets, asked, relaxed and bool(len(documents)))


def searched_fields(search_in: str) -> tuple[str, ...]:
    if search_in == "number":
        return ()
    return tuple(TEXT_FIELDS) if search_in == "all" else (search_in,)


def _relaxable(asked: Plan) -> bool:
    return any(len(units) > 1 for units in asked.required)


def _others(masks: dict[str, Mask], name: str) -> list[Mask]:
    return [mask for other, mask in masks.items() if other != name]


def _all(base: Mask, masks: object) -> Mask:
    mask = base.copy()
    for other in masks:  # type: ignore[attr-defined]
        mask &= other
    return mask


def _match(
    collection: Collection, asked: Plan, query: SearchQuery, fields: tuple[str, ...], any_word: bool = False
) -> tuple[Mask, Floats]:
    """Living documents that have every unit of one alternative (or, `any_word`, some unit), and their scores."""
    matched: Mask = np.zeros(collection.size, bool)
    scores: Floats = np.zeros(collection.size, np.float32)
    weights = {field: (ANY_WORD_WEIGHTS if any_word else FIELD_WEIGHTS)[field] for field in fields}
    number = query.search_in in ("all", "number")
    for units in asked.required:
        alternative = np.zeros(collection.size, bool) if any_word and units else collection.live.copy()
        total: Floats = np.zeros(collection.size, np.float32)
        for unit in units:
            found, gained = match_unit(collection, unit, weights, number=number)
            total += gained
            alternative = alternative | found if any_word else alternative & found
        matched |= alternative
        np.maximum(scores, total, out=scores)
    for units in asked.excluded:
        unwanted = collection.live.copy()
        for unit in units:
            unwanted &= match_unit(collection, unit, weights, number=number)[0]
        matched &= ~unwanted
    if query.sort == "relevance" and matched.any():
        _add_bigrams(collection, asked.bigrams, weights, scores)
        _add_title(collection, asked, matched, scores)
    return matched, scores


def match_unit(collection: Collection, unit: Unit, weights: dict[str, float], *, number: bool) -> tuple[Mask, Floats]:
    """Documents that have one of the unit's forms in a searched field or, `number`, among their numbers."""
    found: Mask = np.zeros(collection.size, bool)
    scores: Floats = np.zeros(collection.size, np.float32)
    for form in unit.forms:
        share = 1.0 if form == unit.forms[0] else OFFICIAL_WORD_WEIGHT
        for field, weight in weights.items():
            ids, gained = _form(collection, field, form, whole=unit.whole or form != unit.forms[0])
            found[ids] = True
            scores[ids] += gained * np.float32(share * weight)
    if number:
        exact, _ = collection.word("number", whole_number(unit.forms[0]))
        partial = _partial_number(collection, unit)
        found[exact] = found[partial] = True
        scores[partial] += OWN_NUMBER
        scores[exact] += EXACT_NUMBER
    return found, scores


def _form(collection: Collection, field: str, form: str, *, whole: bool) -> tuple[Ints, Floats]:
    """A word as the tokenizer cut it; a longer one also where the tokenizer cut the text around it differently."""
    if whole:
        return collection.scored_phrase(field, form)
    ids, scores = collection.scored_word(field, form)
    if len(form) < 3 or form.isascii() or any(c.isdecimal() for c in form):
        return ids, scores
    more, weaker = collection.scored_phrase(field, form)
    extra = ~np.isin(more, ids)
    return np.concatenate([ids, more[extra]]), np.concatenate([scores, weaker[extra]])


def _partial_number(collection: Collection, unit: Unit) -> Ints:
    """Documents that bear the number, as far as it is stated: 政办发〔2017〕5号 finds 博政办发〔2017〕5号 as well."""
    if unit.number is None:
        return np.zeros(0, np.int64)
    candidates, _ = collection.word("number", unit.number.term)
    return np.array([d for d in candidates.tolist() if _agrees(unit.number, collection.numbers[d])], np.int64)


def _agrees(asked: NumberKey, number: str) -> bool:
    agency = number.partition("(")[0].rstrip("0123456789年第")
    return not asked.agency or agency.endswith(asked.agency) or (bool(agency) and asked.agency.endswith(agency))


def _add_bigrams(collection: Collection, squeezed: str, weights: dict[str, float], scores: Floats) -> None:
    """Pairs of characters reward nearness and words that the dictionary cuts otherwise; they never add a document."""
    for code in dict.fromkeys(bigram_codes(squeezed[:LONGEST_BIGRAM_QUERY]).tolist()) if len(squeezed) > 1 else ():
        for field, weight in weights.items():
            ids, gained = collection.scored_bigram(field, code)
            scores[ids] += gained * np.float32(BIGRAM_WEIGHT * weight)


def _add_title(collection: Collection, asked: Plan, matched: Mask, scores: Floats) -> None:
    for title in asked.titles:
        if len(title) < 2:
            continue
        ids, _ = collection.phrase("title", title)
        for document in ids[matched[ids]].tolist():
            scores[document] += SAME_TITLE if collection.titles[document] == title else IN_TITLE


def _exists(collection: Collection, query: SearchQuery) -> Mask:
    """Documents that existed on the day and lie in the ranges; a missing date is in no range."""
    mask: Mask = collection.live & (collection.exists_since <= query.on.toordinal())
    for name, span in query.ranges.items():
        mask &= _in_range(collection.dates[name], span)
    return mask


def _in_range(days: Ints, span: DateRange) -> Mask:
    start = span.start.toordinal() if span.start else 1
    end = span.end.toordinal() if span.end else date.max.toordinal()
    inside: Mask = (days >= start) & (days <= end)
    return inside


def facet_mask(collection: Collection, name: str, values: tuple[str, ...], on: date) -> Mask:
    """Documents with any of the values; no values, no restriction."""
    mask: Mask = np.zeros(collection.size, bool)
    if not values:
        return ~mask
    column = _facet_column(collection, name, on)
    wanted = np.array([value in values for value in column.values], bool)
    if len(column.codes):
        mask[column.documents[wanted[column.codes]]] = True
    return mask


def _facet_column(collection: Collection, name: str, on: date) -> FacetColumn:
    if name != "status":
        return collection.facets[name]
    codes = collection.status_at(on.toordinal(), STATUSES.index(Status.UNKNOWN.value))
    return FacetColumn(STATUSES, np.arange(collection.size), codes)


def _facet(collection: Collection, name: str, mask: Mask, query: SearchQuery) -> Facet:
    column = _facet_column(collection, name, query.on)
    counts = np.bincount(column.codes[mask[column.documents]], minlength=len(column.values)).tolist()
    selected = query.filters.get(name, ())
    found = [
        FacetValue(value, count, value in selected)
        for value, count in zip(column.values, counts, strict=False)
        if count
    ]
    found.sort(key=lambda value: (-value.count, value.value))
    shown = found[: query.facet_size] + [value for value in found[query.facet_size :] if value.selected]
    missing = sorted(set(selected) - {value.value for value in shown})
    return Facet(name, (*shown, *(FacetValue(value, 0, True) for value in missing)))


def _order(collection: Collection, sort: str, documents: Ints, scores: Floats) -> Ints:
    """Best or latest first, missing dates last, equals by id, so that pages never overlap."""
    ties = collection.rank[documents]
    if sort == "relevance":
        return np.lexsort((ties, -scores[documents]))
    days = collection.dates[sort][documents]
    return np.lexsort((ties, -days, days == NO_DATE))
