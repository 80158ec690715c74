"""Room: from facts to a searchable index. The indexer process: it follows the store, so that web workers never write the index.

A changed document, or a decision on one, is put into the served index by itself, within a second or two; meanwhile
`govdoc index` runs beside and derives what follows from it for all others.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

from govdoc.errors import IndexUnavailableError
from govdoc.settings import Settings
from govdoc.store import Store, open_store
from indexer.build import served_revision
from indexer.derive import at_once
from indexer.engine import open_engine

TICK = 0.5
"""Seconds between two looks at the store."""
FEW = 2500
"""More changed documents than this are an import, and wait for the whole derivation. A large clean-up is published with some 2,000."""
AGAIN_AFTER = 30.0
"""Seconds until a derivation that failed is tried again, unless the store changes first."""


class Follower:
    """`step` is one look at the store; `close` ends what runs beside."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._engine = open_engine(settings.engine_url, settings.operators)
        self._process: subprocess.Popen[bytes] | None = None
        self._begun_for, self._begun_at = -1, 0.0
        self._served, self._shown = -1, -1

    def step(self) -> None:
        revision, served = self._store.revision(), served_revision(self._engine)
        if revision == served:
            return
        if served is not None and served != self._served:
            self._served, self._shown = served, -1  # another index: what was shown in the one before is not in it
        if served is not None and revision != self._shown:
            self._show(max(served, self._shown), revision)
        if self._process is not None and self._process.poll() is None:
            return
        if revision != self._begun_for or time.monotonic() - self._begun_at > AGAIN_AFTER:
            self._begun_for, self._begun_at = revision, time.monotonic()
            command = [sys.executable, "-m", "govdoc", "--data", str(self._settings.data), "index"]
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def _show(self, since: int, revision: int) -> None:
        """The changed documents alone, under the served revision: what follows from them is still to be done."""
        changed = self._store.changed_since(since)
        if len(changed) <= FEW:
            entries = at_once(self._store, changed)
            gone = set(changed) - self._store.documents_by_ids(changed).keys()
            try:
                self._engine.update(entries, gone)
            except IndexUnavailableError:
                return  # the other process is just writing: at the next step
        self._shown = revision

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def follow(settings: Settings, stopped: threading.Event) -> None:
    """Until told to stop, or until the process that started this one has ended."""
    parent = os.getppid()
    with open_store(settings.store_url) as store:
        follower = Follower(settings, store)
        try:
            while os.getppid() == parent and not stopped.wait(TICK):
                follower.step()
        finally:
            follower.close()
