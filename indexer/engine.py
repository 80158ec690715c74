"""Room: from facts to a searchable index. The seam: what any engine can do, and which engine a URL means."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from govdoc.errors import ConfigError
from indexer.fields import IndexEntry
from indexer.query import SearchQuery
from indexer.results import SearchResults
from indexer.suggest import Suggestion


class SearchEngine(Protocol):
    def rebuild(self, entries: Iterable[IndexEntry]) -> int:
        """Build a complete index beside the served one and switch to it atomically; the number of entries."""

    def update(self, entries: Iterable[IndexEntry], deleted: Iterable[str] = ()) -> int:
        """Replace or add the entries and remove the deleted ids, visible to the next search."""

    def search(self, query: SearchQuery) -> SearchResults: ...

    def version(self) -> str:
        """Names what is served: two searches under one version find the same. IndexUnavailableError when there is none."""

    def suggest(self, typed: str) -> tuple[Suggestion, ...]:
        """What may be meant by what has been typed so far, likeliest first."""

    def close(self) -> None: ...


def open_engine(url: str) -> SearchEngine:
    """A path is Whoosh. ConfigError for anything else; IndexUnavailableError when a search finds no good index there."""
    from indexer.whoosh_engine import WhooshEngine

    return WhooshEngine(index_directory(url))


def index_directory(url: str) -> Path:
    """The directory that `url` names. ConfigError for the address of a server: no engine here speaks to one."""
    if "://" in url:
        raise ConfigError(f"GOVDOC_ENGINE={url}: this version keeps the index in a directory only: give a path")
    return Path(url)
