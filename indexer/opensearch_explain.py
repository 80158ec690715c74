"""Room: from facts to a searchable index. Why hits of an OpenSearch index are where they are: the parts of their scores, asked for one by one.

The cluster adds up words and pairs, multiplies by state and age, and adds titles and numbers; the weight of acts is ours, and comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer import opensearch_query as dsl
from indexer import reasons
from indexer.boosts import boosts
from indexer.fields import TEXT_FIELDS, IndexEntry
from indexer.opensearch_mapping import title_key
from indexer.opensearch_request import AskAll, Raw, Request, by_number, weights_of
from indexer.results import Reason
from indexer.tokenizer import squeeze
from indexer.units import Unit

Part = tuple[str, Unit | None, str]
"""What a score is of: word, number, related or pairs; the unit; the field."""


@dataclass(frozen=True, slots=True)
class Explainer:
    """The parts of the scores of some documents. `parts`: part → document id → points."""

    request: Request
    parts: Mapping[Part, Mapping[str, float]]

    def reasons(self, raw: Raw, entry: IndexEntry) -> tuple[Reason, ...]:
        """From nothing, each + added and each × multiplied, they make the score."""
        matched = list(self._words(entry))
        if self.request.query.sort != "relevance":
            return reasons.counted([*matched, *self._numbers(entry)])
        return reasons.counted(self._found(raw, entry, matched))

    def _found(self, raw: Raw, entry: IndexEntry, matched: list[Reason]) -> Iterator[Reason]:
        query, numbers = self.request.query, boosts()
        pinned = next((one for one in query.pinned if one.id == entry.id), None)
        if self.request.relaxed:
            matched += self._some(entry)
        sure = [*self._titles(entry), *self._numbers(entry)]
        state = reasons.standing_of(entry, query.on, numbers)
        points = sum(one.value for one in matched)
        pins = sum(clause["constant_score"]["boost"] for clause in dsl.pins(query, numbers) if pinned and clause["constant_score"]["filter"]["term"]["id"] == entry.id)  # fmt: skip
        words = max(0.0, (raw.given - pins - sum(one.value for one in sure)) / state)
        yield from matched
        if self.request.relaxed and points:
            yield reasons.coverage(words / points)
        else:
            yield reasons.pairs(words - points)
        if words:
            yield reasons.state(state)
        yield from sure
        yield reasons.named(raw.named, raw.factor)
        found = (raw.given - pins) * raw.factor
        if pinned:
            yield reasons.pinned(pinned.label, raw.score - found)
        else:
            yield reasons.whole_act(raw.score - found)

    def _words(self, entry: IndexEntry) -> Iterator[Reason]:
        """Of the best alternative: traditional characters as typed, or in simplified ones."""
        best = max(self.request.asked.required, key=lambda units: sum(self._points(u, entry.id) for u in units))
        for unit in best:
            for field, attribute in TEXT_FIELDS.items():
                if points := self.parts.get(("word", unit, field), {}).get(entry.id):
                    text = squeeze(getattr(entry, attribute))
                    form = next((form for form in unit.forms if form in text), unit.forms[0])
                    yield reasons.word(field, unit, form, points)

    def _points(self, unit: Unit, identifier: str) -> float:
        return sum(self.parts.get(("word", unit, field), {}).get(identifier, 0.0) for field in TEXT_FIELDS)

    def _numbers(self, entry: IndexEntry) -> Iterator[Reason]:
        for (kind, _, _), points in self.parts.items():
            if kind == "number" and entry.id in points:
                yield reasons.number(entry.number or entry.registration_number or entry.index_number or "", points[entry.id])  # fmt: skip

    def _some(self, entry: IndexEntry) -> Iterator[Reason]:
        for (kind, unit, _), points in self.parts.items():
            if kind == "related" and unit is not None and entry.id in points:
                yield reasons.related(unit, points[entry.id])
            if kind == "pairs" and entry.id in points:
                yield reasons.some_pairs(points[entry.id])

    def _titles(self, entry: IndexEntry) -> Iterator[Reason]:
        match, own = boosts().match, squeeze(entry.title)
        for title in (title for title in self.request.asked.titles if len(title) > 1 and title in own):
            same = title_key(own) == title_key(title)
            yield reasons.title(match["same_title" if same else "in_title"], same=same)


def explainer(ask_all: AskAll, request: Request, ids: Sequence[str]) -> Explainer:
    clauses = dict(_clauses(request))
    asked = [
        {"query": {"bool": {"must": [clause], "filter": [{"ids": {"values": list(ids)}}]}}, "size": len(ids), "_source": False}
        for clause in clauses.values()
    ]  # fmt: skip
    answers = ask_all(asked) if asked else []
    parts = {
        part: {hit["_id"]: float(hit["_score"]) for hit in answer["hits"]["hits"] if hit["_score"]}
        for part, answer in zip(clauses, answers, strict=True)
    }
    return Explainer(request, parts)


def _clauses(request: Request) -> Iterator[tuple[Part, dsl.Clause]]:
    query, asked, numbers = request.query, request.asked, boosts()
    weights = weights_of(query, numbers.any_word_fields if request.relaxed else numbers.fields)
    wanted = list(dict.fromkeys(unit for alternative in asked.required for unit in alternative))
    for unit in wanted:
        for field, weight in weights.items():
            yield ("word", unit, field), dsl.unit(unit, {field: weight}, number=False)
        if by_number(query) and (found := dsl.numbers(unit, numbers.match["exact_number"], numbers.match["own_number"])):  # fmt: skip
            yield ("number", unit, ""), dsl.any_of(found)
    for unit in asked.hints if request.relaxed else ():
        yield ("related", unit, ""), dsl.scaled(dsl.unit(unit, weights, number=False), numbers.match["related_word"])
    if request.relaxed:
        yield ("pairs", None, ""), dsl.any_of(dsl.pair_scores(asked.bigrams, weights, numbers))
