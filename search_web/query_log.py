"""Room: from index to pages. What people search for, counted without who (O7), and what many search for (S13).

Counts wait in memory and are written once a minute, beside the requests; a store that cannot be written costs counts, never an answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import lru_cache

from govdoc.errors import GovdocError
from govdoc.store import SearchCount
from govdoc.store.searches import Searches, drawer, week_of
from indexer.tokenizer import squeeze, words
from search_web.private_words import shareable

WRITTEN_EVERY, READ_EVERY = 60.0, 60.0
"""Seconds."""
MOST_SHOWN, MOST_WAITING = 200, 5_000
"""Different searches that are ever proposed; that wait in memory (what comes beyond is not counted)."""


class QueryLog:
    """One for each application; threads share it. `least`: how many people make a search one that may be shown; 0: nothing is counted."""

    def __init__(self, searches: Callable[[], Searches], least: int) -> None:
        self._searches = searches
        self._least = least
        self._lock = threading.Lock()
        self._waiting: dict[str, SearchCount] = {}
        self._key: tuple[str, bytes] | None = None
        self._written = time.monotonic()
        self._often: tuple[float, tuple[str, ...]] | None = None

    def note(self, typed: str, address: str, found: int, day: date) -> None:
        """Count a search. The address goes no further than into a drawer."""
        text = shareable(typed) if self._least else None
        if text is None:
            return
        with suppress(GovdocError):
            one = SearchCount(1, drawer(self._key_of(day), address), found)
            with self._lock:
                if text in self._waiting or len(self._waiting) < MOST_WAITING:
                    self._waiting[text] = self._waiting.get(text, SearchCount()).plus(one)
                due = time.monotonic() - self._written > WRITTEN_EVERY
                self._written = time.monotonic() if due else self._written
            if due:
                threading.Thread(target=self.write, args=(day,), daemon=True).start()

    def write(self, day: date) -> None:
        """Write down what waits."""
        with self._lock:
            taken, self._waiting = self._waiting, {}
        if taken:
            with suppress(GovdocError):
                self._searches().add(day, taken, self._least)

    def often(self, day: date) -> tuple[str, ...]:
        """What many people searched for lately and found, most people first; read anew every minute."""
        if not self._least:
            return ()
        now = time.monotonic()
        if self._often is None or now - self._often[0] > READ_EVERY:
            rows: tuple[tuple[str, int, int, int], ...] = ()
            with suppress(GovdocError):
                rows = self._searches().often(day, self._least)
            self._often = now, tuple(text for text, _, _, found in rows if found and shareable(text))[:MOST_SHOWN]
        return self._often[1]

    def _key_of(self, day: date) -> bytes:
        week = week_of(day)
        if self._key is None or self._key[0] != week:
            self._key = week, self._searches().key(day)
        return self._key[1]


def beginning(often: tuple[str, ...], typed: str, most: int) -> list[str]:
    """Of what is often searched for, what has the typed characters, those that begin with them first."""
    wanted = squeeze(typed)
    having = [text for text in often if wanted in squeeze(text) != wanted]
    return sorted(having, key=lambda text: not squeeze(text).startswith(wanted))[:most]


def akin(often: tuple[str, ...], typed: str, most: int) -> list[str]:
    """Other searches that share a word of two characters or more with this one, the most words first."""
    own = _said(typed)
    shared = {text: len(own & _said(text)) for text in often if squeeze(text) != squeeze(typed)}
    return sorted((text for text, count in shared.items() if count), key=lambda text: -shared[text])[:most]


@lru_cache(maxsize=1024)
def _said(text: str) -> frozenset[str]:
    return frozenset(word for word, _, _ in words(text) if len(word) > 1)
