"""Room: from facts to a searchable index. The seam: what any engine can do, and which engine a URL means."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from indexer.results import SearchResults
from indexer.suggest import Suggestion


class SearchEngine(Protocol):
    def rebuild(self, entries: Iterable[IndexEntry], revision: int | None = None) -> int:
        """Build a complete index beside the served one and switch to it atomically; the number of entries."""

    def update(self, entries: Iterable[IndexEntry], deleted: Iterable[str] = (), revision: int | None = None) -> int:
        """Replace or add the entries and remove the deleted ids, visible to the next search."""

    def count(self) -> int:
        """Documents in the served index."""

    def revision(self) -> int | None:
        """The store's revision that the served index was made from."""

    def search(self, query: SearchQuery) -> SearchResults: ...

    def version(self) -> str:
        """Names what is served: two searches under one version find the same. IndexUnavailableError when there is none."""

    def suggest(self, typed: str) -> tuple[Suggestion, ...]:
        """What may be meant by what has been typed so far, likeliest first."""

    def close(self) -> None: ...


def open_engine(url: str, operators: Path | None = None) -> SearchEngine:
    """A path is Whoosh, https://… an OpenSearch cluster. ConfigError for anything else; IndexUnavailableError when a search
    finds no good index there. `operators`: the folder of the operator's files (best bets, golden queries); a directory's own is itself."""
    if "://" in url:
        from indexer.opensearch_client import read_address
        from indexer.opensearch_engine import OpenSearchEngine

        return OpenSearchEngine(read_address(url), operators)
    from indexer.whoosh_engine import WhooshEngine

    return WhooshEngine(url)


def shown(url: str) -> str:
    """The engine's URL as it may be printed, without user and password."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if separator else url
