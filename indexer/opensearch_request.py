"""Room: from facts to a searchable index. What an OpenSearch index is asked for a search: bodies of requests, and hits as they come back. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indexer import opensearch_query as dsl
from indexer.boosts import boosts
from indexer.opensearch_mapping import day_field
from indexer.query import SearchQuery
from indexer.ranking import searched_fields
from indexer.units import Plan, plan

DEEPEST = 100_000
FOLDED = 20
"""Interpretations shown under one document."""
Ask = Callable[[dict[str, Any]], dict[str, Any]]
"""A body for _search; its answer."""
AskAll = Callable[[Sequence[dict[str, Any]]], list[dict[str, Any]]]
"""Bodies for _msearch; their answers."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A hit of the cluster: `place` is what it is sorted by; `under`: ids and scores of what stands under it.

    `score` is what it comes to in the end, `given` what the cluster gave; `named`: how many documents name its act or article, and
    `factor` what that is worth.
    """

    id: str
    score: float
    given: float
    named: int
    factor: float
    act: str
    article: str
    place: tuple[Any, ...]
    under: tuple[Raw, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """`body`: query, filters and order, without what is to be returned."""

    query: SearchQuery
    asked: Plan
    body: dict[str, Any]
    relaxed: bool = False

    @property
    def weighs_words(self) -> bool:
        return self.query.sort == "relevance" and any(self.asked.required)

    @property
    def first(self) -> tuple[int, int]:
        """From which hit on, and how many, are asked for with the counts: those whose order is still ours to say, else the page."""
        if self.weighs_words:
            return 0, int(boosts().authority["act_depth"])
        query = self.query
        return (0, 0) if query.after or query.offset + query.limit > DEEPEST else (query.offset, query.limit)


def strict(query: SearchQuery) -> Request:
    """Documents that have all that is asked for."""
    asked, numbers = plan(query), boosts()
    fields = weights_of(query, numbers.fields)
    must, unwanted = dsl.matching(asked, fields, number=by_number(query))
    extra = dsl.pair_scores(asked.bigrams, fields, numbers)
    return Request(query, asked, body_of(query, asked, must, unwanted, extra))


def body_of(query: SearchQuery, asked: Plan, must: list[dsl.Clause], unwanted: list[dsl.Clause], extra: list[dsl.Clause]) -> dict[str, Any]:  # fmt: skip
    numbers = boosts()
    sure = dsl.sure_hits(asked, numbers, number=by_number(query))
    words, first = dsl.ranked(must, unwanted, extra, query, numbers), dsl.pins(query, numbers)
    wanted = dsl.any_of([words, *first]) if first else words
    found = {"must": [wanted], "should": sure, "filter": dsl.existing(query)}
    by = "_score" if query.sort == "relevance" else day_field(query.sort)
    order = {"order": "desc"} if by == "_score" else {"order": "desc", "missing": "_last"}
    return {
        "query": {"bool": found},
        "post_filter": dsl.chosen(query),
        "sort": [{by: order}, {"id": "asc"}],
        "track_scores": True,
        "track_total_hits": True,
    }


def counting(request: Request) -> dict[str, Any]:
    """The body that asks for totals and facets, and for the first hits with them."""
    query = request.query
    aggregations = {"base": {"filter": {"match_all": {}}}, **dsl.counts(query)}
    if query.fold:
        led = {"led": {"filter": {"term": {"leads": True}}}}
        groups = {"of": {"terms": {"field": "leader", "size": dsl.MOST_VALUES, "min_doc_count": 2}, "aggs": led}}
        aggregations["groups"] = {"filter": dsl.chosen(query), "aggs": groups}
    return {**page_of(request, *request.first), "aggs": aggregations}


def page_of(request: Request, start: int, many: int) -> dict[str, Any]:
    """The body that asks for these hits, without their entries."""
    body: dict[str, Any] = {**request.body, "from": start, "size": many, "_source": False, "docvalue_fields": ["act", "article", "leader"]}  # fmt: skip
    if request.query.fold and many:
        inner = {"name": "group", "size": FOLDED, "_source": False, "docvalue_fields": ["act", "article", "leader"]}
        body["collapse"] = {"field": "leader", "inner_hits": inner}
    return body


def raws(answer: dict[str, Any]) -> list[Raw]:
    return [raw for hit in answer["hits"]["hits"] for raw in unfolded(hit)]


def total_of(answer: dict[str, Any]) -> int:
    return int(answer["hits"]["total"]["value"])


def weights_of(query: SearchQuery, numbers: dict[str, float]) -> dict[str, float]:
    return {field: numbers[field] for field in searched_fields(query.search_in)}


def by_number(query: SearchQuery) -> bool:
    return query.search_in in ("all", "number")


def unfolded(hit: dict[str, Any]) -> list[Raw]:
    """A group is led by the document that its interpretations explain; where that was not found, each stands for itself."""
    own = _raw_of(hit)
    group = hit.get("inner_hits", {}).get("group", {}).get("hits", {}).get("hits", [])
    if len(group) < 2:
        return [own]
    members = {raw.id: raw for raw in map(_raw_of, group)}
    leader = members.pop(str(hit["fields"]["leader"][0]), None)
    if leader is None:
        return list(members.values())
    return [replace(leader, score=own.score, place=own.place, under=tuple(members.values()))]


def _raw_of(hit: dict[str, Any]) -> Raw:
    values = hit.get("fields", {})
    act, article = ((values.get(name) or [""])[0] for name in ("act", "article"))
    score = float(hit.get("_score") or 0.0)
    return Raw(hit["_id"], score, score, 0, 1.0, act, article, tuple(hit.get("sort", ())))
