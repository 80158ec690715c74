"""Room: from facts to a searchable index. One search on an OpenSearch index: asked, put in order, and made into our results."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from govdoc.errors import UsageError
from indexer import opensearch_query as dsl
from indexer.boosts import boosts
from indexer.counting import shown_facet
from indexer.evidence import named_weight, with_whole_act
from indexer.fields import IndexEntry, load_entry
from indexer.nearness import best_passage, needles
from indexer.nothing import blockers
from indexer.opensearch_explain import explainer
from indexer.opensearch_mapping import day_field
from indexer.opensearch_request import (
    DEEPEST,
    Ask,
    AskAll,
    Raw,
    Request,
    body_of,
    by_number,
    counting,
    page_of,
    raws,
    strict,
    total_of,
    weights_of,
)
from indexer.passages import LONG
from indexer.present_hits import expansions, hit_of
from indexer.query import SearchQuery
from indexer.ranking import searched_fields
from indexer.results import Facet, Hit, SearchResults
from indexer.tally import Words


class Search:
    """`words`: what the index counts of its words, read when they are needed."""

    def __init__(self, ask: Ask, ask_all: AskAll, words: Callable[[], Words]) -> None:
        self._ask, self._ask_all, self._words = ask, ask_all, words

    def results(self, query: SearchQuery) -> SearchResults:
        started = time.perf_counter()
        request = strict(query)
        counted = self._ask(counting(request))
        if self._relaxes(request, counted):
            request = self._answering(request)
            counted = self._ask(counting(request))
        total = total_of(counted)
        request = replace(request, relaxed=request.relaxed and bool(total))
        start, shown = self._page(request, counted) if total else (query.offset, [])
        return SearchResults(
            total=total,
            folded=_folded(counted) if query.fold else 0,
            hits=self._hits(request, shown),
            facets=tuple(_facet(name, counted["aggregations"][name], query) for name in query.facets),
            offset=start,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            relaxed=request.relaxed,
            expansions=expansions(request.asked),
            notices=tuple(filter(None, (query.notice, request.asked.notice))),
            blockers=blockers(self.total, query, request.asked, total, relaxed=request.relaxed),
        )

    def _relaxes(self, request: Request, counted: dict[str, Any]) -> bool:
        """A question is asked, or nothing has all the words; what is pinned has not to have them."""
        query = request.query
        if not query.relax or not any(len(units) > 1 for units in request.asked.required):
            return False
        if request.asked.question:
            return True
        unpinned = self._ask(counting(strict(replace(query, pinned=())))) if query.pinned else counted
        return not unpinned["aggregations"]["base"]["doc_count"]

    def total(self, query: SearchQuery) -> int:
        """How many documents have all that is asked for."""
        return total_of(self._ask({**strict(replace(query, facets=())).body, "size": 0}))

    def _answering(self, request: Request) -> Request:
        """The same for questions: what a word is worth is told by how few documents have it."""
        query, asked, numbers = request.query, request.asked, boosts()
        fields, number = weights_of(query, numbers.any_word_fields), by_number(query)
        wanted = list(dict.fromkeys(one for alternative in asked.required for one in alternative))
        bodies = [
            {"query": dsl.unit(one, fields, number=number), "size": 0, "track_total_hits": True} for one in wanted
        ]
        all_of_them = {"query": dsl.IS_DOCUMENT, "size": 0, "track_total_hits": True}
        answers = self._ask_all([*bodies, all_of_them])
        *counts, everything = map(total_of, answers)
        worth = {one: math.log(1 + everything / many) for one, many in zip(wanted, counts, strict=True) if many}
        must, unwanted = dsl.answering(asked, fields, numbers, worth, number=number)
        body = body_of(query, asked, must, unwanted, [])
        words = dsl.all_of([dsl.ranked(must, unwanted, [], query, numbers)])
        words["bool"]["filter"] = dsl.existing(query)
        best = self._ask({"query": words, "size": 1, "_source": False})["hits"]["max_score"]
        if best:
            body["min_score"] = float(best) * numbers.question["least_share"]
        return Request(query, asked, body, relaxed=True)

    def _page(self, request: Request, answer: dict[str, Any]) -> tuple[int, list[Raw]]:
        """Where the page begins, and its hits. The first hits by words are put in order by the weight of their acts as well."""
        query, came = request.query, raws(answer)
        if not request.weighs_words:
            start = self._start(request, [])
            return start, came if request.first == (start, query.limit) else self._raw(request, start, query.limit)
        first, window = self._weighed(request, came), request.first[1]
        start = self._start(request, first)
        shown = first[start : start + query.limit]
        if len(shown) < query.limit and len(first) >= window and start + len(shown) < total_of(answer):
            apart = len(first) - window  # of groups without their document, whose members stand for themselves
            shown += self._raw(request, max(start - apart, window), query.limit - len(shown))
        return start, shown

    def _raw(self, request: Request, start: int, many: int) -> list[Raw]:
        if many and start + many > DEEPEST:
            raise UsageError(f"no more than the first {DEEPEST:,} hits can be looked at: narrow the search")
        return raws(self._ask(page_of(request, start, many))) if many else []

    def _weighed(self, request: Request, hits: list[Raw]) -> list[Raw]:
        """In their order; what stands under others is weighed too, and a document stands where the best of its group would."""
        flat = {raw.id: raw for hit in hits for raw in (hit, *hit.under)}
        if not flat:
            return hits
        names = dict.fromkeys(name for raw in flat.values() for name in (raw.act, raw.article) if name)
        own = {raw.id: raw for raw in weighed(list(flat.values()), self._named(list(names)), request.query)}
        grouped = []
        for hit in hits:
            under = sorted((own[one.id] for one in hit.under), key=lambda one: (-one.score, one.id))
            best = max(one.score for one in (own[hit.id], *under))
            grouped.append(replace(own[hit.id], score=best, under=tuple(under)))
        return sorted(grouped, key=lambda hit: (-hit.score, hit.id))

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
            above, until = float(np.nextafter(np.float32(score), np.float32(np.inf))), {"range": {"id": {"lte": after}}}
            ties = self._many(request, score, until) - self._many(request, above, until)
            return ties + self._many(request, above, dsl.IS_DOCUMENT)
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
        if not request.query.fold:
            return total_of(self._ask(body))
        leaders = {"cardinality": {"field": "leader", "precision_threshold": 40_000}}
        body["aggs"] = {"chosen": {"filter": dsl.chosen(request.query), "aggs": {"groups": leaders}}}
        return int(self._ask(body)["aggregations"]["chosen"]["groups"]["value"])

    def _hits(self, request: Request, shown: Sequence[Raw]) -> tuple[Hit, ...]:
        """The entries of the hits, read, and their passages found."""
        everything = [raw for top in shown for raw in (top, *top.under)]
        ids = [raw.id for raw in everything]
        if not ids:
            return ()
        answer = self._ask({"query": {"ids": {"values": ids}}, "size": len(ids), "_source": ["entry"]})
        entries = {hit["_id"]: load_entry(hit["_source"]["entry"]) for hit in answer["hits"]["hits"]}
        answers = self._answers(request, entries)
        why = explainer(self._ask_all, request, ids) if request.query.explain else None

        def made(raw: Raw) -> Hit:
            entry = entries[raw.id]
            told = why.reasons(raw, entry) if why else ()
            return hit_of(entry, raw.score, request.asked, request.query, answers.get(raw.id), told)

        return tuple(
            replace(made(raw), folded=tuple(made(one) for one in raw.under if one.id in entries))
            for raw in shown
            if raw.id in entries
        )

    def _answers(self, request: Request, entries: Mapping[str, IndexEntry]) -> dict[str, int]:
        """Long document → its passage that answers best, for those that have one."""
        long_ones = {name: entry for name, entry in entries.items() if len(entry.text) >= LONG}
        if not long_ones or "text" not in searched_fields(request.query.search_in):
            return {}
        words = self._words()
        wanted = list(needles(request.asked, boosts(), lambda unit: words.rareness(unit.forms[0]), words.rareness))
        found = {name: best_passage(entry.text, wanted) for name, entry in long_ones.items()}
        return {name: at for name, at in found.items() if at is not None}


def weighed(hits: Sequence[Raw], named: Mapping[str, int], query: SearchQuery) -> list[Raw]:
    """As `evidence.weighed`, over the first hits: how often their acts and articles are named, and whole acts; what is pinned, last."""
    numbers = boosts()
    acts = np.array([named.get(hit.act, 0) for hit in hits])
    articles = np.array([named.get(hit.article, 0) if hit.article != hit.act else 0 for hit in hits])
    factors = np.minimum(named_weight(acts, articles, numbers), numbers.cap["highest"])
    given = np.array([hit.given for hit in hits], np.float32)
    factors[given >= numbers.match["own_number"]] = 1.0
    codes = np.unique([hit.act for hit in hits], return_inverse=True)[1]
    scores = with_whole_act(codes, given * factors, numbers)
    for place, one in enumerate(query.pinned):
        scores[[hit.id == one.id for hit in hits]] = numbers.match["best_bet"] - place
    most = np.maximum(acts, articles)
    return [
        replace(hit, score=float(scores[at]), named=int(most[at]), factor=float(factors[at]))
        for at, hit in enumerate(hits)
    ]


def _folded(counted: dict[str, Any]) -> int:
    """How many interpretations stand under a document that was found as well."""
    groups = counted["aggregations"]["groups"]["of"]["buckets"]
    return sum(group["doc_count"] - 1 for group in groups if group["led"]["doc_count"])


def _facet(name: str, counted: dict[str, Any], query: SearchQuery) -> Facet:
    buckets = counted["values"]["buckets"]
    if isinstance(buckets, dict):
        return shown_facet(name, {value: b["doc_count"] for value, b in buckets.items() if b["doc_count"]}, query)
    selected = counted.get("selected", {}).get("buckets", [])
    counts = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in (*buckets, *selected)}
    return shown_facet(name, counts, query, int(counted["distinct"]["value"]))
