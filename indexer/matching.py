"""Room: from facts to a searchable index. Which documents have what a query asks for, and how well their words match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from indexer.array_search import Collection
from indexer.boosts import boosts
from indexer.conditions import AllOf, AnyOf, Condition, Near, NoneOf, Sought
from indexer.fields import NumberKey, whole_number
from indexer.found import NOTHING, Found, Ints, Places, both, either, unscored, without
from indexer.tokenizer import squeeze
from indexer.units import Unit, sought_units

Weights = Mapping[str, float]
"""Searched field → how much a match in it counts."""


def match_all(collection: Collection, units: Sequence[Unit], weights: Weights, *, number: bool) -> Found:
    """Documents that have every unit; no unit, no restriction."""
    if not units:
        return unscored(collection.living)
    found = match_unit(collection, units[0], weights, number=number)
    for unit in units[1:]:
        if not len(found):
            break
        found = both(found, match_unit(collection, unit, weights, number=number))
    return found


def narrowed(collection: Collection, found: Found, condition: Condition, weights: Weights, *, number: bool) -> Found:
    """Of the documents found those that meet the condition, its scores added."""
    if isinstance(condition, NoneOf):
        return without(found, match_condition(collection, condition.part, weights, number=number))
    return both(found, match_condition(collection, condition, weights, number=number))


def match_condition(collection: Collection, condition: Condition, weights: Weights, *, number: bool) -> Found:
    match condition:
        case Sought():
            return _match_sought(collection, condition, weights, number)
        case AnyOf(parts):
            return either([match_condition(collection, part, weights, number=number) for part in parts])
        case Near(first, second, distance):
            fields = fields_of(first, weights)
            near = either(
                [
                    unscored(collection.near(field, squeeze(first.text), squeeze(second.text), distance))
                    for field in fields
                ]
            )
            words = [_match_sought(collection, replace(one, phrase=True), weights, False) for one in (first, second)]
            return both(near, both(*words))
        case AllOf(parts):
            found = unscored(collection.living)
            for part in parts:
                found = narrowed(collection, found, part, weights, number=number)
            return found
        case NoneOf(part):
            return narrowed(collection, unscored(collection.living), condition, weights, number=number)


def fields_of(sought: Sought, weights: Weights) -> Weights:
    """A field that a query names counts even where the search is otherwise in another."""
    if sought.field == "all":
        return weights
    return {} if sought.field == "number" else {sought.field: weights.get(sought.field, 1.0)}


def _match_sought(collection: Collection, sought: Sought, weights: Weights, number: bool) -> Found:
    numbers = sought.field == "number" or (number and sought.field == "all")
    return match_all(collection, sought_units(sought), fields_of(sought, weights), number=numbers)


def match_unit(collection: Collection, unit: Unit, weights: Weights, *, number: bool) -> Found:
    """Documents that have one of the unit's forms in a searched field or, `number`, among their numbers. Remembered."""
    key = (unit, tuple(weights.items()), number)
    return collection.units.get(key, lambda: _match_unit(collection, unit, weights, number))


def _match_unit(collection: Collection, unit: Unit, weights: Weights, number: bool) -> Found:
    parts, numbers = list[Found](), boosts().match
    for form in unit.forms:
        typed = form == unit.forms[0]
        share = 1.0 if typed else numbers["official_word"]
        for field, weight in weights.items():
            if field in collection.fields:
                parts.append(_form(collection, field, form, whole=unit.whole or not typed).times(share * weight))
    if number and (unit.whole or not unit.forms[0].isalpha()):
        exact, _ = collection.word("number", whole_number(unit.forms[0]))
        parts += [
            _all_scored(_partial_number(collection, unit), numbers["own_number"]),
            _all_scored(exact, numbers["exact_number"]),
        ]
    return either(parts)


def _all_scored(documents: Ints, score: float) -> Found:
    return Found(documents, np.full(len(documents), score, np.float32)) if len(documents) else NOTHING


def _form(collection: Collection, field: str, form: str, *, whole: bool) -> Found:
    """A word as the tokenizer cut it; a longer one also where the tokenizer cut the text around it differently."""
    if whole:
        return collection.scored_phrase(field, form)
    cut = collection.scored_word(field, form)
    if len(form) < 3 or form.isascii() or any(c.isdecimal() for c in form):
        return cut
    string = collection.scored_phrase(field, form)
    return either([cut, string.where(Places(cut.documents).of(string.documents) < 0)])


def _partial_number(collection: Collection, unit: Unit) -> Ints:
    """Documents that bear the number, as far as it is stated: 政办发〔2017〕5号 finds 博政办发〔2017〕5号 as well."""
    if unit.number is None:
        return np.zeros(0, np.int64)
    candidates, _ = collection.word("number", unit.number.term)
    return np.array([d for d in candidates.tolist() if _agrees(unit.number, collection.numbers[d])], np.int64)


def _agrees(asked: NumberKey, number: str) -> bool:
    agency = number.partition("(")[0].rstrip("0123456789年第")
    return not asked.agency or agency.endswith(asked.agency) or (bool(agency) and asked.agency.endswith(agency))
