"""Room: from facts to a searchable index. The OpenSearch engine: versioned indexes, one served through an alias, one filled beside it.

NAME-DIGEST            the alias that programs of one digest (`opensearch_mapping.digest`) read
NAME-DIGEST-000042-3f9a1c  one index; its mapping's `_meta` says which revision of the store it was made from
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from opensearchpy.exceptions import NotFoundError, OpenSearchException, RequestError

from govdoc.errors import IndexUnavailableError
from indexer import best_bets, golden
from indexer.best_bets import BetsFile
from indexer.correction import correct
from indexer.fields import IndexEntry, load_entry
from indexer.manifest import REBUILD
from indexer.opensearch_client import Address, Refused, connect, load, told, unavailable
from indexer.opensearch_known import OpenSearchKnown, Tallies, name_of_tally, packed, read_tallies
from indexer.opensearch_mapping import body, digest, document
from indexer.opensearch_query import IS_DOCUMENT
from indexer.opensearch_search import Search
from indexer.query import SearchQuery
from indexer.results import SearchResults
from indexer.suggest import Suggestion, suggest
from indexer.tally import Tally, together
from indexer.units import plan

REFRESH = "1s"
MOST_TALLIES = 50
"""Updates whose tallies lie beside each other before they are made one."""


@dataclass(frozen=True, slots=True)
class Served:
    """`updates`: how often the index was changed since it went live."""

    index: str
    revision: int | None
    updates: int


class Reading(NamedTuple):
    """An index as it is searched, and what it tells of itself."""

    search: Search
    known: OpenSearchKnown


class OpenSearchEngine:
    """Implements `SearchEngine`. Safe across threads and processes."""

    def __init__(self, address: Address, operators: Path | None = None) -> None:
        """`operators`: the folder of `best_bets.toml` and `golden.toml`."""
        self._address = address
        self._client = connect(address)
        self._operators = operators or Path()
        self._bets = BetsFile(self._operators / best_bets.OPERATORS_FILE)
        self._tallies = Tallies()
        self._alias = f"{address.name}-{digest()}"

    def close(self) -> None:
        self._client.close()

    def served(self) -> Served:
        """IndexUnavailableError where there is no index of this program's version, and whether there is one of another."""
        with self._asking():
            try:
                found = self._client.indices.get_mapping(index=self._alias)
            except NotFoundError:
                raise IndexUnavailableError(self._absent()) from None
        ((index, described),) = found.items()
        meta = described["mappings"].get("_meta", {})
        return Served(index, meta.get("revision"), int(meta.get("updates", 0)))

    def _absent(self) -> str:
        others = self._client.indices.get_alias(index=f"{self._address.name}-*", ignore_unavailable=True)
        if any(described["aliases"] for described in others.values()):
            return f"the index at {self._address.shown} was made by another version: {REBUILD}"
        return f"no index at {self._address.shown}: {REBUILD}"

    def count(self) -> int:
        with self._asking():
            return self._count(self.served().index)

    def revision(self) -> int | None:
        return self.served().revision

    def version(self) -> str:
        """Index, the store's revision, and the changes since: govdoc-0123456789-000002-3f9a1c-r17.3"""
        served = self.served()
        return f"{served.index}-r{served.revision or 0}.{served.updates}"

    def _count(self, index: str) -> int:
        return int(self._client.count(index=index, body={"query": IS_DOCUMENT})["count"])

    def search(self, query: SearchQuery) -> SearchResults:
        started = time.perf_counter()
        with self._asking():
            asking = self._reading(self._alias)
            results = asking.search.results(replace(query, pinned=best_bets.pinned(self._bets.read(), query)))
            literal = 0 if results.relaxed else results.total
            meant = correct(asking.known, query, plan(query), literal)
        took = round((time.perf_counter() - started) * 1000, 2)
        return replace(results, correction=meant, took_ms=took)

    def suggest(self, typed: str) -> tuple[Suggestion, ...]:
        with self._asking():
            return suggest(self._reading(self._alias).known, typed)

    def entry(self, identifier: str) -> IndexEntry | None:
        """What the index knows of a document, None when it is not there."""
        with self._asking():
            asked = {"query": {"ids": {"values": [identifier]}}, "_source": ["entry"]}
            hits = self._ask(self._alias, asked)["hits"]["hits"]
        return load_entry(hits[0]["_source"]["entry"]) if hits else None

    def _reading(self, index: str) -> Reading:
        """For one search: the words of the index are looked at once at most."""
        tallies = self._tallies if index == self._alias else Tallies()
        ask = partial(self._ask, index)
        words = cache(partial(tallies.words, ask))
        search = Search(ask, partial(self._ask_all, index), words)
        return Reading(search, OpenSearchKnown(ask, search, words))

    def _ask(self, index: str, asked: dict[str, Any]) -> dict[str, Any]:
        """An answer that lacks a shard is none: counts would be wrong without a word."""
        found: dict[str, Any] = self._client.search(index=index, body=asked, allow_partial_search_results=False)
        return found

    def _ask_all(self, index: str, asked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        for one in asked:
            lines += [{"index": index, "allow_partial_search_results": False}, one]
        answers: list[dict[str, Any]] = self._client.msearch(body=lines)["responses"]
        for answer in answers:
            if "error" in answer:
                raise IndexUnavailableError(f"OpenSearch at {self._address.shown}: {answer['error'].get('reason')}")
        return answers

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except NotFoundError as error:
            raise IndexUnavailableError(self._absent()) from error
        except OpenSearchException as error:
            raise unavailable(self._address, error) from error

    def rebuild(self, entries: Iterable[IndexEntry], revision: int | None = None) -> int:
        """A new index beside the served one; the alias moves when every document is in it and the golden queries are answered."""
        with self._asking():
            index = self._next()
            self._create(index)
            try:
                documents = self._fill(index, entries)
                self._put_meta(index, revision, 0)
                self._client.indices.put_settings(index=index, body={"index": {"refresh_interval": REFRESH}})
                self._check(index)
                self._go_live(index)
            except BaseException:
                self._client.indices.delete(index=index, ignore_unavailable=True)
                raise
            return documents

    def _fill(self, index: str, entries: Iterable[IndexEntry]) -> int:
        taken, refused = load(self._client, index, _with_tally(entries, 0))
        self._complain(refused, "the served index is unchanged")
        self._client.indices.refresh(index=index)
        documents = self._count(index)
        if documents > taken:
            raise IndexUnavailableError(f"the new index holds {documents:,} documents, {taken:,} were sent: {REBUILD}")
        return documents

    def update(self, entries: Iterable[IndexEntry], deleted: Iterable[str] = (), revision: int | None = None) -> int:
        """Replace, add and remove documents of the served index. What was refused is named, and the revision then stays."""
        with self._asking():
            served = self.served()
            updates = served.updates + 1
            changed = {entry.id: entry for entry in entries}
            gone = ((identifier, None) for identifier in deleted if identifier not in changed)
            _, refused = load(self._client, served.index, chain(_with_tally(changed.values(), updates), gone))
            self._client.indices.refresh(index=served.index)
            if updates % MOST_TALLIES == 0:
                self._unite_tallies(served.index, updates)
            self._put_meta(served.index, served.revision if revision is None or refused else revision, updates)
            self._complain(refused, "all others are in the index")
            return len(changed)

    def _unite_tallies(self, index: str, updates: int) -> None:
        """Many small ones become one."""
        parts = read_tallies(partial(self._ask, index), [name_of_tally(number) for number in range(updates + 1)])
        united = (name_of_tally(updates), packed(together(parts.values())))
        gone = ((identifier, None) for _, identifier in parts if identifier != united[0])
        load(self._client, index, chain([united], gone))
        self._client.indices.refresh(index=index)

    def _complain(self, refused: list[Refused], state: str) -> None:
        if refused:
            raise IndexUnavailableError(
                f"OpenSearch at {self._address.shown} refused {len(refused):,} documents ({told(refused)}); {state}"
            )

    def _next(self) -> str:
        taken = self._client.indices.get(index=f"{self._alias}-*", ignore_unavailable=True)
        numbers = [int(number) for name in taken if (number := name.removeprefix(f"{self._alias}-")[:6]).isdecimal()]
        return f"{self._alias}-{max(numbers, default=0) + 1:06d}-{secrets.token_hex(3)}"

    def _create(self, index: str) -> None:
        """A cluster that has much to do may make the index and be asked again: the name is only ours, so it is our index that is there."""
        try:
            self._client.indices.create(index=index, body=body(self._address.shards, self._address.replicas))
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _put_meta(self, index: str, revision: int | None, updates: int) -> None:
        meta = {"revision": revision, "updates": updates, "built_at": int(time.time())}
        self._client.indices.put_mapping(index=index, body={"_meta": meta})

    def _check(self, index: str) -> None:
        """Golden queries, and the operator's own."""
        known = self._reading(index).known
        golden.check(known)
        golden.check_own(known, golden.read_own(self._operators / golden.OPERATORS_FILE))
        golden.check_words(known)

    def _go_live(self, index: str) -> None:
        """One step for all readers. Older indexes of this version go; the first index of a version leaves those of others to
        the programs that still read them, the second removes them."""
        before = self._client.indices.get_alias(index=f"{self._address.name}-*", ignore_unavailable=True)
        own = [name for name in before if name.startswith(f"{self._alias}-") and name != index]
        actions: list[dict[str, Any]] = [
            {"remove": {"index": name, "alias": self._alias}} for name in own if before[name]["aliases"]
        ]
        self._client.indices.update_aliases(
            body={"actions": [*actions, {"add": {"index": index, "alias": self._alias}}]}
        )
        for name in [name for name in before if name != index] if actions else own:
            self._client.indices.delete(index=name, ignore_unavailable=True)


def _with_tally(entries: Iterable[IndexEntry], updates: int) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Documents as they are loaded, and after them what was counted of their words."""
    tally = Tally()
    for entry in entries:
        made = document(entry)
        tally.add(made)
        yield entry.id, made
    if tally.documents:
        yield name_of_tally(updates), packed(tally)
