"""Room: from facts to a searchable index. The OpenSearch engine: versioned indexes, one served through an alias, one filled beside it.

NAME-DIGEST            the alias that programs of one digest (`opensearch_mapping.digest`) read
NAME-DIGEST-000042-3f9a1c  one index; its mapping's `_meta` says which revision of the store it was made from
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from opensearchpy.exceptions import NotFoundError, OpenSearchException, RequestError

from govdoc.errors import IndexUnavailableError
from indexer.fields import IndexEntry, load_entry
from indexer.manifest import REBUILD
from indexer.opensearch_client import Address, Refused, connect, load, told, unavailable
from indexer.opensearch_mapping import body, digest, document
from indexer.opensearch_search import Search
from indexer.opensearch_suggest import suggest
from indexer.query import SearchQuery
from indexer.results import SearchResults
from indexer.suggest import Suggestion
from indexer.tokenizer import squeeze

SAMPLE = 20
REFRESH = "1s"


@dataclass(frozen=True, slots=True)
class Served:
    """`updates`: how often the index was changed since it went live."""

    index: str
    revision: int | None
    updates: int


class OpenSearchEngine:
    """Implements `SearchEngine`. Safe across threads and processes."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._client = connect(address)
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
            return int(self._client.count(index=self.served().index)["count"])

    def revision(self) -> int | None:
        return self.served().revision

    def version(self) -> str:
        """Index, the store's revision, and the changes since: govdoc-0123456789-000002-3f9a1c-r17.3"""
        served = self.served()
        return f"{served.index}-r{served.revision or 0}.{served.updates}"

    def search(self, query: SearchQuery) -> SearchResults:
        with self._asking():
            return self._searching(self._alias).results(query)

    def suggest(self, typed: str) -> tuple[Suggestion, ...]:
        with self._asking():
            return suggest(lambda asked: self._ask(self._alias, asked), typed)

    def entry(self, identifier: str) -> IndexEntry | None:
        """What the index knows of a document, None when it is not there."""
        with self._asking():
            asked = {"query": {"ids": {"values": [identifier]}}, "_source": ["entry"]}
            hits = self._ask(self._alias, asked)["hits"]["hits"]
        return load_entry(hits[0]["_source"]["entry"]) if hits else None

    def _searching(self, index: str) -> Search:
        return Search(lambda asked: self._ask(index, asked), lambda asked: self._ask_all(index, asked))

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
        taken, refused = load(self._client, index, ((entry.id, document(entry)) for entry in entries))
        self._complain(refused, "the served index is unchanged")
        self._client.indices.refresh(index=index)
        documents = int(self._client.count(index=index)["count"])
        if documents > taken:
            raise IndexUnavailableError(f"the new index holds {documents:,} documents, {taken:,} were sent: {REBUILD}")
        return documents

    def update(self, entries: Iterable[IndexEntry], deleted: Iterable[str] = (), revision: int | None = None) -> int:
        """Replace, add and remove documents of the served index. What was refused is named, and the revision then stays."""
        with self._asking():
            served = self.served()
            changed = {entry.id: document(entry) for entry in entries}
            gone = {identifier: None for identifier in deleted if identifier not in changed}
            _, refused = load(self._client, served.index, {**changed, **gone}.items())
            self._client.indices.refresh(index=served.index)
            self._put_meta(
                served.index, served.revision if revision is None or refused else revision, served.updates + 1
            )
            self._complain(refused, "all others are in the index")
            return len(changed)

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
        """Golden queries, made from documents of the index: a whole title, and a number, must be found first."""
        sample = self._ask(index, {"size": SAMPLE, "_source": ["entry"], "sort": [{"title_key": "asc"}]})
        for hit in sample["hits"]["hits"]:
            entry = load_entry(hit["_source"]["entry"])
            if len(squeeze(entry.title)) > 1:
                self._golden(index, SearchQuery(on=date.max, words=entry.title, limit=1), entry)
            if entry.number and squeeze(entry.number):
                self._golden(index, SearchQuery(on=date.max, numbers=(entry.number,), limit=1), entry)

    def _golden(self, index: str, query: SearchQuery, entry: IndexEntry) -> None:
        for hit in self._searching(index).results(query).hits:
            same = (query.numbers and hit.number == entry.number) or squeeze(hit.title.text) == squeeze(entry.title)
            if hit.id == entry.id or same:
                return
        asked = query.words or query.numbers[0]
        raise IndexUnavailableError(
            f"the new index fails its golden query {asked[:60]!r} and was not put into service: the old one stays"
        )

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
