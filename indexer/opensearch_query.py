"""Room: from facts to a searchable index. A search as OpenSearch is asked for it. Pure: values in, JSON out.

Which documents match is said as in `matching.py` and `counting.py`, clause by clause; the contract suite holds the two together.
Scores are BM25 with the numbers of `ranking.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from govdoc.document import Status
from indexer.boosts import Boosts, boosts
from indexer.conditions import AllOf, AnyOf, Condition, Near, NoneOf, Sought
from indexer.counting import UNCUT
from indexer.evidence import DAYS_A_YEAR
from indexer.fields import NumberKey, whole_number
from indexer.matching import Weights, fields_of
from indexer.opensearch_mapping import day_field, during, facet_field, pairs_of, title_key
from indexer.query import DateRange, SearchQuery
from indexer.tokenizer import squeeze
from indexer.units import Plan, Unit, sought_units

Clause = dict[str, Any]
NOTHING: Clause = {"match_none": {}}
EVERYTHING: Clause = {"constant_score": {"filter": {"match_all": {}}, "boost": 0.0}}
IS_DOCUMENT: Clause = {"exists": {"field": "id"}}
"""Everything but the tallies, which lie in the same index."""
ENDED = (Status.SUPERSEDED, Status.LAPSED, Status.REPEALED)
LONGEST_PAIRS = 64
MOST_VALUES = 10_000
"""Values of a facet that every shard is asked for: below it all counts are exact."""


def all_of(clauses: Sequence[Clause], without: Sequence[Clause] = ()) -> Clause:
    """Documents that meet each; scores are added."""
    return {"bool": {"must": list(clauses) or [EVERYTHING], "must_not": list(without)}}


def any_of(clauses: Sequence[Clause]) -> Clause:
    """Documents that meet one at least; the scores of those that they meet are added."""
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}} if clauses else NOTHING


def best_of(clauses: Sequence[Clause]) -> Clause:
    return {"dis_max": {"queries": list(clauses)}} if clauses else NOTHING


def units(wanted: Sequence[Unit], weights: Weights, *, number: bool) -> Clause:
    """Documents that have every unit; no unit, no restriction."""
    return all_of([unit(one, weights, number=number) for one in wanted])


def unit(wanted: Unit, weights: Weights, *, number: bool) -> Clause:
    """Documents that have one of the unit's forms in a searched field or, `number`, among their numbers."""
    official = boosts().match["official_word"]
    parts = []
    for form in wanted.forms:
        typed = form == wanted.forms[0]
        for field, weight in weights.items():
            boost = weight * (1.0 if typed else official)
            parts.append(_form(field, form, boost, whole=wanted.whole or not typed))
    return any_of([*parts, *(numbers(wanted, 0.0, 0.0) if number else ())])


def _form(field: str, form: str, boost: float, *, whole: bool) -> Clause:
    """A word as the tokenizer cut it; a longer one also where the tokenizer cut the text around it differently."""
    if whole:
        return string(field, form, boost)
    cut: Clause = {"term": {field: {"value": form, "boost": boost}}}
    if len(form) < 3 or form.isascii() or any(c.isdecimal() for c in form):
        return cut
    return best_of([cut, string(field, form, boost)])


def string(field: str, squeezed: str, boost: float = 1.0) -> Clause:
    """Texts that have the string, by the pairs of its characters. Lucene adds up what the pairs are worth: a mean is wanted."""
    name, boost = pairs_of(field), boost / max(1, len(squeezed) - 1)
    if len(squeezed) < 2:
        return {"prefix": {name: {"value": squeezed, "boost": boost}}} if squeezed else NOTHING
    return {"match_phrase": {name: {"query": _joined(squeezed), "boost": boost}}}


def _joined(squeezed: str) -> str:
    return " ".join(first + second for first, second in pairwise(squeezed))


def numbers(wanted: Unit, exact: float, own: float) -> list[Clause]:
    """Documents that bear the number, whole or as far as it is stated, with these scores."""
    if not wanted.whole and wanted.forms[0].isalpha():
        return []
    found = [{"constant_score": {"filter": {"term": {"number": whole_number(wanted.forms[0])}}, "boost": exact}}]
    if wanted.number is not None:
        found.append({"constant_score": {"filter": _partial(wanted.number), "boost": own}})
    return found


def _partial(asked: NumberKey) -> Clause:
    """The agency asked for is an end of the document's, or the document's is an end of it."""
    ends = [f"{asked.agency[at:]}:{asked.term}" for at in range(len(asked.agency))]
    own = {"term": {"number_ends": f"{asked.agency}:{asked.term}"}}
    return any_of([own, {"terms": {"agency": ends}}])


def condition(wanted: Condition, weights: Weights, *, number: bool) -> Clause:
    match wanted:
        case Sought():
            numeric = wanted.field == "number" or (number and wanted.field == "all")
            return units(sought_units(wanted), fields_of(wanted, weights), number=numeric)
        case AnyOf(parts):
            return any_of([condition(part, weights, number=number) for part in parts])
        case AllOf(parts):
            return all_of([condition(part, weights, number=number) for part in parts])
        case NoneOf(part):
            return all_of([], [condition(part, weights, number=number)])
        case Near(first, second, distance):
            near = [
                _near(field, squeeze(first.text), squeeze(second.text), distance) for field in fields_of(first, weights)
            ]
            both = [condition(replace(one, phrase=True), weights, number=False) for one in (first, second)]
            return all_of([any_of(near), *both])


def _near(field: str, one: str, other: str, distance: int) -> Clause:
    """Both strings with at most so many characters between them. A string's last pair ends one place before its last character does."""
    if not one or not other:
        return NOTHING
    first, second = _span(field, one), _span(field, other)
    orders = [
        ([first, second], distance + (len(one) > 1), True),
        ([second, first], distance + (len(other) > 1), True),
        ([first, second], 0, False),  # one inside the other, or over its end
    ]
    spans: list[Clause] = [
        {"span_near": {"clauses": clauses, "slop": slop, "in_order": ordered}} for clauses, slop, ordered in orders
    ]
    return any_of(spans)


def _span(field: str, squeezed: str) -> Clause:
    name = pairs_of(field)
    if len(squeezed) == 1:
        return {"span_multi": {"match": {"prefix": {name: {"value": squeezed}}}}}
    terms: list[Clause] = [{"span_term": {name: first + second}} for first, second in pairwise(squeezed)]
    return {"span_near": {"clauses": terms, "slop": 0, "in_order": True}} if len(terms) > 1 else terms[0]


def matching(asked: Plan, weights: Weights, *, number: bool) -> tuple[list[Clause], list[Clause]]:
    """What must match and what must not, without filters: every unit of one alternative, and the conditions."""
    must = [best_of([units(alternative, weights, number=number) for alternative in asked.required])]
    return [*must, *_conditions(asked, weights, number)], _excluded(asked, weights, number)


def answering(asked: Plan, weights: Weights, numbers_: Boosts, worth: dict[Unit, float], *, number: bool) -> tuple[list[Clause], list[Clause]]:  # fmt: skip
    """As `matching`, for questions: some of the words or of their pairs of characters, by how much of their worth a text has."""
    sums = []
    for alternative in asked.required:
        words = [unit(one, weights, number=number) for one in alternative]
        words += [scaled(unit(one, weights, number=False), numbers_.match["related_word"]) for one in asked.hints]
        some = any_of([*words, *pair_scores(asked.bigrams, weights, numbers_)])
        total = sum(worth.get(one, 0.0) for one in alternative)
        shares = [{"weight": numbers_.question["coverage_floor"]}] + [
            {"filter": unit(one, weights, number=number), "weight": worth[one] / total, }
            for one in alternative
            if worth.get(one)
        ]  # fmt: skip
        sums.append({"function_score": {"query": some, "functions": shares, "score_mode": "sum", "boost_mode": "multiply"}} if total else NOTHING)  # fmt: skip
    fixed = [units(asked.fixed, weights, number=number)] if asked.fixed else []
    return [best_of(sums), *fixed, *_conditions(asked, weights, number)], _excluded(asked, weights, number)


def scaled(clause: Clause, boost: float) -> Clause:
    return {"bool": {"must": [clause], "boost": boost}}


def _conditions(asked: Plan, weights: Weights, number: bool) -> list[Clause]:
    return [condition(one, weights, number=number) for one in asked.conditions]


def _excluded(asked: Plan, weights: Weights, number: bool) -> list[Clause]:
    return [units(one, weights, number=number) for one in asked.excluded]


def pair_scores(squeezed: str, weights: Weights, numbers_: Boosts) -> list[Clause]:
    """Pairs of characters reward nearness and words that the dictionary cuts otherwise."""
    return [
        {"term": {pairs_of(field): {"value": pair, "boost": numbers_.match["bigrams"] * weight}}}
        for pair in dict.fromkeys(first + second for first, second in pairwise(squeezed[:LONGEST_PAIRS]))
        for field, weight in weights.items()
    ]


def pins(query: SearchQuery, numbers_: Boosts) -> list[Clause]:
    """What is put first: each far above the next, and all above everything that is only found."""
    best, many = numbers_.match["best_bet"], len(query.pinned)
    return [
        {"constant_score": {"filter": {"term": {"id": one.id}}, "boost": best * (many - place)}}
        for place, one in enumerate(query.pinned)
    ]


def ranked(must: list[Clause], unwanted: list[Clause], extra: list[Clause], query: SearchQuery, numbers_: Boosts) -> Clause:  # fmt: skip
    """Scores of words and pairs, times what the document's state and age are worth."""
    time = numbers_.time
    words: Clause = {"bool": {"must": must, "must_not": unwanted, "should": extra}}
    states = [{"filter": on_day(status.value, query), "weight": time["ended"]} for status in ENDED]
    states.append({"filter": on_day(Status.PENDING.value, query), "weight": time["pending"]})
    by_state = {"query": words, "functions": states, "score_mode": "multiply", "boost_mode": "multiply"}
    aging = {"origin": query.on.toordinal(), "scale": time["half_life_years"] * DAYS_A_YEAR, "decay": 0.5}
    fresh = [{"weight": 1.0}, {"exp": {"exists_since": aging}, "weight": time["recent"]}]
    return {"function_score": {"query": {"function_score": by_state}, "functions": fresh, "score_mode": "sum", "boost_mode": "multiply"}}  # fmt: skip


def on_day(status: str, query: SearchQuery) -> Clause:
    return {"term": {during(status): query.on.toordinal()}}


def sure_hits(asked: Plan, numbers_: Boosts, *, number: bool) -> list[Clause]:
    """Who types a whole title or number wants it: no sum of word scores reaches these."""
    match = numbers_.match
    found = []
    for title in (title for title in asked.titles if len(title) > 1):
        same = {"term": {"title_key": title_key(title)}}
        found.append({"constant_score": {"filter": same, "boost": match["same_title"] - match["in_title"]}})
        found.append({"constant_score": {"filter": string("title", title), "boost": match["in_title"]}})
    for one in dict.fromkeys(one for alternative in asked.required for one in alternative) if number else ():
        found += numbers(one, match["exact_number"], match["own_number"])
    return found


def existing(query: SearchQuery) -> list[Clause]:
    """What existed on the day, cites what it should and lies in the ranges; a missing date is in no range."""
    found: list[Clause] = [{"range": {"exists_since": {"lte": query.on.toordinal()}}}]
    if query.cites:
        found.append({"term": {"cites": whole_number(query.cites)}})
    return found + [_span_of_days(name, span) for name, span in query.ranges.items()]


def _span_of_days(name: str, span: DateRange) -> Clause:
    start = span.start.toordinal() if span.start else 1
    return {"range": {day_field(name): {"gte": start, **({"lte": span.end.toordinal()} if span.end else {})}}}


def chosen(query: SearchQuery, but: str = "") -> Clause:
    """All filters, without that of one facet."""
    return {"bool": {"filter": [_accepts(name, values, query) for name, values in query.filters.items() if values and name != but]}}  # fmt: skip


def _accepts(name: str, values: Iterable[str], query: SearchQuery) -> Clause:
    if name == "status":
        known = {status.value for status in Status}
        return any_of([on_day(value, query) for value in values if value in known])
    return {"terms": {facet_field(name): list(values)}}


def counts(query: SearchQuery) -> dict[str, Clause]:
    """An aggregation for each facet asked for, under its name."""
    return {name: {"filter": chosen(query, but=name), "aggs": _values(name, query)} for name in query.facets}


def _values(name: str, query: SearchQuery) -> dict[str, Clause]:
    if name == "status":
        return {"values": {"filters": {"filters": {status.value: on_day(status.value, query) for status in Status}}}}
    field, size = facet_field(name), MOST_VALUES if name in UNCUT else max(1, query.facet_size)
    made: dict[str, Clause] = {
        "values": {"terms": {"field": field, "size": size, "shard_size": MOST_VALUES}},
        "distinct": {"cardinality": {"field": field, "precision_threshold": 40_000}},
    }
    if selected := query.filters.get(name):
        made["selected"] = {"terms": {"field": field, "size": len(selected), "include": list(selected)}}
    return made
