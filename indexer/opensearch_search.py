"""Room: from facts to a searchable index. One search on an OpenSearch index: asked, put in order, and made into our results."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from govdoc.errors import UsageError
from indexer import opensearch_query as dsl
from indexer.boosts import boosts
from indexer.counting import shown_facet
from indexer.evidence import named_weight, with_whole_act
from indexer.fields import load_entry
from indexer.nothing import blockers
from indexer.opensearch_mapping import day_field
from indexer.present_hits import expansions, hit_of
from indexer.query import SearchQuery
from indexer.ranking import searched_fields
from indexer.results import Facet, Hit, SearchResults
from indexer.units import Plan, plan

Ask = Callable[[dict[str, Any]], dict[str, Any]]
"""A body for _search; its answer."""
AskAll = Callable[[Sequence[dict[str, Any]]], list[dict[str, Any]]]
"""Bodies for _msearch; their answers."""
DEEPEST = 100_000
FOLDED = 20
"""Interpretations shown under one document."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A hit of the cluster: `place` is what it is sorted by; `under`: ids and scores of what stands under it."""

    id: str
    score: float
    act: str
    article: str
    place: tuple[Any, ...]
    under: tuple[tuple[str, float], ...] = ()


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


class Search:
    def __init__(self, ask: Ask, ask_all: AskAll) -> None:
        self._ask, self._ask_all = ask, ask_all

    def results(self, query: SearchQuery) -> SearchResults:
        started = time.perf_counter()
        request = strict(query)
        counted = self._ask(counting(request))
        if (
            query.relax
            and (request.asked.question or not _base(counted))
            and any(len(r) > 1 for r in request.asked.required)
        ):
            request = self._answering(request)
            counted = self._ask(counting(request))
        total = int(counted["hits"]["total"]["value"])
        request = replace(request, relaxed=request.relaxed and bool(total))
        start, shown = self._page(request, total) if total else (query.offset, [])
        return SearchResults(
            total=total,
            folded=total - int(counted["aggregations"]["leaders"]["of"]["value"]) if query.fold else 0,
            hits=self._hits(request, shown),
            facets=tuple(_facet(name, counted["aggregations"][name], query) for name in query.facets),
            offset=start,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            relaxed=request.relaxed,
            expansions=expansions(request.asked),
            notices=tuple(filter(None, (query.notice, request.asked.notice))),
            blockers=blockers(self.total, query, request.asked, total, relaxed=request.relaxed),
        )

    def total(self, query: SearchQuery) -> int:
        """How many documents have all that is asked for."""
        return int(self._ask({**strict(replace(query, facets=())).body, "size": 0})["hits"]["total"]["value"])

    def _answering(self, request: Request) -> Request:
        """The same for questions: what a word is worth is told by how few documents have it."""
        query, asked, numbers = request.query, request.asked, boosts()
        fields, number = _weights(query, numbers.any_word_fields), _by_number(query)
        wanted = list(dict.fromkeys(one for alternative in asked.required for one in alternative))
        bodies = [
            {"query": dsl.unit(one, fields, number=number), "size": 0, "track_total_hits": True} for one in wanted
        ]
        having, everything = self._ask_all([*bodies, {"size": 0, "track_total_hits": True}]), 0
        *counts, everything = [int(answer["hits"]["total"]["value"]) for answer in having]
        worth = {one: math.log(1 + everything / many) for one, many in zip(wanted, counts, strict=True) if many}
        must, unwanted = dsl.answering(asked, fields, numbers, worth, number=number)
        body = _body(query, asked, must, unwanted, [])
        best = self._ask({**body, "size": 1, "track_total_hits": False, "sort": ["_score"]})["hits"]["max_score"]
        if best:
            body["min_score"] = float(best) * numbers.question["least_share"]
        return Request(query, asked, body, relaxed=True)

    def _page(self, request: Request, total: int) -> tuple[int, list[Raw]]:
        """Where the page begins, and its hits. The first hits by words are put in order by the weight of their acts as well."""
        query, window = request.query, int(boosts().authority["act_depth"])
        first = self._weighed(request, self._raw(request, 0, window)) if request.weighs_words else []
        start = self._start(request, first)
        shown = first[start : start + query.limit]
        if len(shown) < query.limit and start + len(shown) < total and (not first or len(first) == window):
            at = max(start, len(first))
            shown += self._raw(request, at, query.limit - len(shown))
        return start, shown

    def _raw(self, request: Request, start: int, many: int) -> list[Raw]:
        if not many:
            return []
        if start + many > DEEPEST:
            raise UsageError(f"no more than the first {DEEPEST:,} hits can be looked at: narrow the search")
        body: dict[str, Any] = {**request.body, "from": start, "size": many, "_source": False, "docvalue_fields": ["act", "article", "leader"]}  # fmt: skip
        if request.query.fold:
            inner = {"name": "group", "size": FOLDED, "_source": False, "docvalue_fields": ["leader"]}
            body["collapse"] = {"field": "leader", "inner_hits": inner}
        return [raw for hit in self._ask(body)["hits"]["hits"] for raw in _unfolded(hit)]

    def _weighed(self, request: Request, hits: list[Raw]) -> list[Raw]:
        """As `evidence.weighed`, over the first hits: how often their acts and articles are named, and whole acts."""
        if not hits:
            return hits
        numbers = boosts()
        names = dict.fromkeys(name for hit in hits for name in (hit.act, hit.article) if name)
        named = self._named(list(names))
        acts = np.array([named.get(hit.act, 0) for hit in hits])
        articles = np.array([named.get(hit.article, 0) if hit.article != hit.act else 0 for hit in hits])
        factors = np.minimum(named_weight(acts, articles, numbers), numbers.cap["highest"])
        scores = np.array([hit.score for hit in hits], np.float32)
        factors[scores >= numbers.match["own_number"]] = 1.0
        codes = np.unique([hit.act for hit in hits], return_inverse=True)[1]
        scores = with_whole_act(codes, scores * factors, numbers)
        order = sorted(range(len(hits)), key=lambda at: (-float(scores[at]), hits[at].id))
        return [replace(hits[at], score=float(scores[at])) for at in order]

    def _named(self, names: list[str]) -> dict[str, int]:
        """How many documents name each."""
        if not names:
            return {}
        many = {"terms": {"field": "names", "size": len(names), "include": names}}
        answer = self._ask({"size": 0, "query": {"terms": {"names": names}}, "aggs": {"named": many}})
        return {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["aggregations"]["named"]["buckets"]}

    def _start(self, request: Request, first: Sequence[Raw]) -> int:
        """How many hits stand before the page: where `after` stands now, so that a walk survives an update of the index."""
        after = request.query.after
        if not after:
            return request.query.offset
        at = next((place for place, hit in enumerate(first) if hit.id == after), None)
        if at is not None:
            return at + 1
        alone = {**request.body, "query": dsl.all_of([request.body["query"]]), "size": 1, "_source": False}
        alone["query"]["bool"]["filter"] = [{"term": {"id": after}}]
        hits = self._ask(alone)["hits"]["hits"]
        return self._before(request, hits[0]["sort"], after) if hits else request.query.offset

    def _before(self, request: Request, place: Sequence[Any], after: str) -> int:
        """How many hits come no later than the one with this place in the order."""
        if request.query.sort == "relevance":
            score = float(place[0])
            same = self._many(request, score, {"range": {"id": {"lte": after}}})
            above = float(np.nextafter(np.float32(score), np.float32(np.inf)))
            return same + self._many(request, above, {"range": {"id": {"gt": after}}})
        field = day_field(request.query.sort)
        missing = dsl.all_of([], [{"exists": {"field": field}}])
        same_day = missing if place[0] is None or place[0] < 1 else {"term": {field: place[0]}}
        sooner = {"exists": {"field": field}} if same_day is missing else {"range": {field: {"gt": place[0]}}}
        tie = {"bool": {"filter": [same_day, {"range": {"id": {"lte": after}}}]}}
        return self._many(request, None, dsl.any_of([sooner, tie]))

    def _many(self, request: Request, least: float | None, narrowed: dsl.Clause) -> int:
        body = {**request.body, "query": {"bool": {"must": [request.body["query"]], "filter": [narrowed]}}, "size": 0}
        if least is not None:
            body["min_score"] = max(least, body.get("min_score", 0.0))
        return int(self._ask(body)["hits"]["total"]["value"])

    def _hits(self, request: Request, shown: Sequence[Raw]) -> tuple[Hit, ...]:
        """The entries of the hits, read, and their passages found."""
        ids = [identifier for raw in shown for identifier in (raw.id, *(one for one, _ in raw.under))]
        if not ids:
            return ()
        answer = self._ask({"query": {"ids": {"values": ids}}, "size": len(ids), "_source": ["entry"]})
        entries = {hit["_id"]: load_entry(hit["_source"]["entry"]) for hit in answer["hits"]["hits"]}

        def made(identifier: str, score: float) -> Hit:
            return hit_of(entries[identifier], score, request.asked, request.query)

        return tuple(
            replace(made(raw.id, raw.score), folded=tuple(made(*one) for one in raw.under if one[0] in entries))
            for raw in shown
            if raw.id in entries
        )


def strict(query: SearchQuery) -> Request:
    """Documents that have all that is asked for."""
    asked, numbers = plan(query), boosts()
    fields = _weights(query, numbers.fields)
    must, unwanted = dsl.matching(asked, fields, number=_by_number(query))
    extra = dsl.pair_scores(asked.bigrams, fields, numbers)
    return Request(query, asked, _body(query, asked, must, unwanted, extra))


def _body(query: SearchQuery, asked: Plan, must: list[dsl.Clause], unwanted: list[dsl.Clause], extra: list[dsl.Clause]) -> dict[str, Any]:  # fmt: skip
    numbers = boosts()
    sure = dsl.sure_hits(asked, numbers, number=_by_number(query))
    found = {"must": [dsl.ranked(must, unwanted, extra, query, numbers)], "should": sure, "filter": dsl.existing(query)}
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
    """The body that asks for totals and facets only."""
    aggregations = {"base": {"filter": {"match_all": {}}}, **dsl.counts(request.query)}
    if request.query.fold:
        leaders = {"cardinality": {"field": "leader", "precision_threshold": 40_000}}
        aggregations["leaders"] = {"filter": dsl.chosen(request.query), "aggs": {"of": leaders}}
    return {**request.body, "size": 0, "aggs": aggregations}


def _base(counted: dict[str, Any]) -> int:
    """Documents that match before filters are applied."""
    return int(counted["aggregations"]["base"]["doc_count"])


def _weights(query: SearchQuery, numbers: dict[str, float]) -> dict[str, float]:
    return {field: numbers[field] for field in searched_fields(query.search_in)}


def _by_number(query: SearchQuery) -> bool:
    return query.search_in in ("all", "number")


def _unfolded(hit: dict[str, Any]) -> list[Raw]:
    """A group is led by the document that its interpretations explain; where that was not found, each stands for itself."""
    own = _raw_of(hit)
    group = hit.get("inner_hits", {}).get("group", {}).get("hits", {}).get("hits", [])
    if len(group) < 2:
        return [own]
    leader = str(hit["fields"]["leader"][0])
    members = [_raw_of(one) for one in group]
    if leader not in {one.id for one in members}:
        return members
    under = tuple((one.id, one.score) for one in members if one.id != leader)
    return [replace(own, id=leader, under=under)]


def _raw_of(hit: dict[str, Any]) -> Raw:
    values = hit.get("fields", {})
    act, article = ((values.get(name) or [""])[0] for name in ("act", "article"))
    return Raw(hit["_id"], float(hit.get("_score") or 0.0), act, article, tuple(hit.get("sort", ())))


def _facet(name: str, counted: dict[str, Any], query: SearchQuery) -> Facet:
    buckets = counted["values"]["buckets"]
    if isinstance(buckets, dict):
        return shown_facet(name, {value: b["doc_count"] for value, b in buckets.items() if b["doc_count"]}, query)
    selected = counted.get("selected", {}).get("buckets", [])
    counts = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in (*buckets, *selected)}
    return shown_facet(name, counts, query, int(counted["distinct"]["value"]))
