"""Room: from facts to a searchable index. What an index in OpenSearch tells of its words, titles and documents (`Known`).

Its tallies lie in it as documents of their own, which have no day and no id field, so that no search finds them.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from indexer.fields import TEXT_FIELDS, IndexEntry, load_entry
from indexer.neighbours import Neighbours
from indexer.opensearch_mapping import TALLY, facet_field
from indexer.opensearch_query import IS_DOCUMENT, Clause, all_of, any_of, string
from indexer.opensearch_request import Ask, strict
from indexer.opensearch_search import Search
from indexer.query import SearchQuery
from indexer.sounds import PIECES, Titles
from indexer.suggest import has_letters
from indexer.tally import Tally, Words, together, unpacked
from indexer.tokenizer import squeeze
from indexer.vocabulary import Vocabulary, is_han, likeliest

CANDIDATES = 100
"""Titles that are looked through."""
MOST_ISSUERS = 1000
IS_TALLY: Clause = {"term": {"part": TALLY}}


def name_of_tally(updates: int) -> str:
    """Of the build (0), or of an update. No document's id begins with a blank."""
    return f" tally {updates:09d}"


def packed(tally: Tally) -> dict[str, str]:
    return {"part": TALLY, TALLY: base64.b64encode(tally.packed()).decode()}


class Tallies:
    """The tallies of the index that is served, remembered until it has others. Safe across threads."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, str], Tally] = {}
        self._words = Words(Tally())

    def words(self, ask: Ask) -> Words:
        listed = ask({"query": IS_TALLY, "size": 1000, "_source": False, "sort": ["_doc"]})["hits"]["hits"]
        names = {(hit["_index"], hit["_id"]) for hit in listed}
        known = self._parts
        if names != known.keys():
            missing = sorted(identifier for index, identifier in names - known.keys())
            parts = {name: known[name] for name in names & known.keys()} | read_tallies(ask, missing)
            self._words, self._parts = Words(together(parts.values())), parts
        return self._words


def read_tallies(ask: Ask, ids: Sequence[str]) -> dict[tuple[str, str], Tally]:
    """(index, id) → tally."""
    asked = {"query": {"ids": {"values": list(ids)}}, "size": max(1, len(ids)), "_source": [TALLY]}
    return {
        (hit["_index"], hit["_id"]): unpacked(base64.b64decode(hit["_source"][TALLY]))
        for hit in ask(asked)["hits"]["hits"]
    }


class OpenSearchKnown:
    """Implements `Known` and `Examined`, for one search or one examination: its words are read once."""

    def __init__(self, ask: Ask, search: Search, words: Callable[[], Words]) -> None:
        self._ask, self._search, self._words = ask, search, words

    @property
    def neighbours(self) -> Neighbours:
        return self._words().neighbours

    @property
    def vocabulary(self) -> Vocabulary:
        return self._words().vocabulary

    def strings(self, wanted: Sequence[str]) -> list[int]:
        counts = self._counts({f"{at} {field}": string(field, one) for at, one in enumerate(wanted) for field in TEXT_FIELDS})  # fmt: skip
        return [sum(counts[f"{at} {field}"] for field in TEXT_FIELDS) for at in range(len(wanted))]

    def holding(self, word: str) -> int:
        return max(self._counts({field: {"term": {field: word}} for field in TEXT_FIELDS}).values())

    def _counts(self, clauses: dict[str, Clause]) -> dict[str, int]:
        if not clauses:
            return {}
        answer = self._ask({"size": 0, "aggs": {"of": {"filters": {"filters": clauses}}}})
        return {name: int(bucket["doc_count"]) for name, bucket in answer["aggregations"]["of"]["buckets"].items()}

    def total(self, query: SearchQuery) -> int:
        return self._search.total(query)

    def spelled(self, letters: str) -> list[str]:
        titles = [squeeze(entry.title) for _, entry in self._sounding(letters)]
        lines = Titles(titles)
        return likeliest(Counter(word for start, end in lines.places(letters) if is_han(word := lines.text[start:end])))

    def crowded(self, letters: str) -> bool:
        return len(self._sounding(letters)) >= CANDIDATES

    def _sounding(self, letters: str) -> list[tuple[str, IndexEntry]]:
        pieces = PIECES.findall(letters) if has_letters(letters) else []
        return self._entries(all_of([_piece(piece) for piece in pieces]), CANDIDATES) if pieces else []

    def numbers_with(self, bare: str, many: int) -> list[tuple[str, str]]:
        return [(entry.number or "", identifier) for identifier, entry in self._entries(string("bare_number", bare), many)]  # fmt: skip

    def issuers_with(self, squeezed: str) -> list[tuple[str, str]]:
        """Values are compared as they are squeezed; the cluster only leaves out what lacks the first character."""
        terms = {"field": facet_field("issuer"), "size": MOST_ISSUERS, "include": f".*{_escaped(squeezed[0])}.*"}
        buckets = self._ask({"size": 0, "aggs": {"issuers": {"terms": terms}}})["aggregations"]["issuers"]["buckets"]
        pairs = [(squeeze(bucket["key"]), str(bucket["key"])) for bucket in buckets]
        return [(bare, value) for bare, value in pairs if bare and squeezed in bare]

    def titles_with(self, squeezed: str, many: int) -> list[tuple[str, str]]:
        begins: Clause = {"prefix": {"title_key": {"value": squeezed, "boost": 1000.0}}}
        found = self._entries(any_of([string("title", squeezed), begins]), CANDIDATES)
        titles = [(squeeze(entry.title), entry.title, identifier) for identifier, entry in found]
        titles.sort(key=lambda one: (not one[0].startswith(squeezed), len(one[0]), one[2]))
        return [(title, identifier) for bare, title, identifier in titles if squeezed in bare][:many]

    def _entries(self, clause: Clause, many: int) -> list[tuple[str, IndexEntry]]:
        asked = {"query": clause, "size": many, "_source": ["entry"], "sort": ["_score", {"id": "asc"}]}
        return [(hit["_id"], load_entry(hit["_source"]["entry"])) for hit in self._ask(asked)["hits"]["hits"]]

    def sample(self, many: int) -> list[IndexEntry]:
        drawn: dict[str, Any] = {"query": IS_DOCUMENT, "random_score": {"seed": 7, "field": "_seq_no"}, "boost_mode": "replace"}  # fmt: skip
        return [entry for _, entry in self._entries({"function_score": drawn}, many)]

    def has(self, identifier: str) -> bool:
        return bool(self._entries({"ids": {"values": [identifier]}}, 1))

    def first(self, query: SearchQuery) -> list[IndexEntry]:
        ids = [hit.id for hit in self._search.results(query).hits]
        entries = dict(self._entries({"ids": {"values": ids}}, len(ids))) if ids else {}
        return [entries[identifier] for identifier in ids]

    def finds(self, query: SearchQuery, identifier: str) -> bool:
        found = all_of([strict(query).body["query"], {"ids": {"values": [identifier]}}])
        return bool(self._ask({"query": found, "size": 0, "track_total_hits": True})["hits"]["total"]["value"])


def _piece(piece: str) -> Clause:
    if not piece.isascii():
        return string("title", piece)
    return any_of([string("initials", piece), string("letters", piece)])


def _escaped(character: str) -> str:
    return f"[{character}{character.upper()}]" if character.isalnum() else "."
