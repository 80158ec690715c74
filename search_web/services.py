"""Room: from index to pages. What a request needs from outside: the engine, the store, the archive; opened when first asked."""

from __future__ import annotations

import threading
from contextlib import suppress

from flask import current_app

from govdoc.blobs import Archive
from govdoc.errors import GovdocError
from govdoc.settings import Settings, today
from govdoc.store import Store, open_store
from indexer.engine import SearchEngine, open_engine
from indexer.query import SearchQuery
from indexer.results import SearchResults
from search_web.metrics import note_search
from search_web.query_log import QueryLog

SPELLED, SLIP = "zhengwuxinxigk", "政务信西功开"
"""Nobody's words: the one is looked up by sound, the other beside every character's neighbours."""


class Services:
    """One for each application. Threads share it: opening happens under a lock, reading does not."""

    def __init__(self, settings: Settings, engine: SearchEngine | None, store: Store | None) -> None:
        self.settings = settings
        self.archive = Archive(settings.archive)
        self.query_log = QueryLog(lambda: self.store.searches, settings.hot_searches)
        self._engine = engine
        self._store = store
        self._lock = threading.Lock()

    @property
    def store(self) -> Store:
        with self._lock:
            if self._store is None:
                self._store = open_store(self.settings.store_url, create=False)
            return self._store

    @property
    def engine(self) -> SearchEngine:
        """It follows its index by itself: a search after a rebuild reads the new generation."""
        with self._lock:
            if self._engine is None:
                self._engine = open_engine(self.settings.engine_url, self.settings.operators)
            return self._engine

    def prepare(self) -> None:
        """What the first query in pinyin or with a slip would wait for is made before it comes; where there is no index yet, nothing."""
        with suppress(GovdocError):
            self.engine.suggest(SPELLED)
            for typed in (SPELLED, SLIP):
                self.engine.search(SearchQuery(on=today(), words=typed))

    def search(self, query: SearchQuery) -> SearchResults:
        results = self.engine.search(query)
        note_search(results)
        return results


def services() -> Services:
    found: Services = current_app.extensions["govdoc"]
    return found
