"""Room: what a government document is. What `govdoc doctor` asks of settings and store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from govdoc.settings import Settings
from govdoc.store import open_store

LOW_DISK = 1_000_000_000
"""Bytes. An index is built beside the old one: the disk needs room for both."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding of the doctor. When not `ok` the message says what to do."""

    name: str
    ok: bool
    message: str


def check_settings(settings: Settings) -> Iterator[Check]:
    data = settings.data
    if not data.is_dir():
        yield Check(
            "settings", False, f"no data directory {data}: run `govdoc import` or `govdoc crawl`, or check --data"
        )
        return
    if not os.access(data, os.W_OK | os.X_OK):
        yield Check("settings", False, f"data directory {data} may not be written: check its permissions")
        return
    free = shutil.disk_usage(data).free
    if free < LOW_DISK:
        yield Check("settings", False, f"{free / 1e6:,.0f} MB free for {data}: free some space before indexing")
    else:
        yield Check("settings", True, f"data directory {data}, {free / 1e9:,.1f} GB free")
    if not settings.contact:
        yield Check(
            "settings", True, "GOVDOC_CONTACT is not set: set it before crawling, so that a site can write to you"
        )


def check_store(settings: Settings) -> Iterator[Check]:
    """Opening migrates: a store that opens is current."""
    with open_store(settings.store_url, create=False) as store:
        problem = store.damage()
        if problem is not None:
            yield Check("store", False, f"{store.place} is damaged ({problem}): restore a backup")
            return
        counts = f"{store.count():,} documents, {len(store.tombstones()):,} redacted, {store.page_count():,} pages"
        yield Check("store", True, f"{store.place}: {counts}, revision {store.revision():,}")
