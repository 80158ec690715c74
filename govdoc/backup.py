"""Room: what a government document is. Everything that cannot be made again, into a folder and back: the store, and the bytes of the archive.

DIR/store.sqlite3   the whole store, whichever database it is in, verified table by table
DIR/archive/        bytes by hash; what an earlier backup has is not copied again
The index is made anew by `govdoc index`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from govdoc.blobs import Archive
from govdoc.errors import StoreError
from govdoc.settings import Settings
from govdoc.store.copying import Copied, copy_store

STORE, ARCHIVE = "store.sqlite3", "archive"


@dataclass(frozen=True, slots=True)
class Copies:
    """`bytes_` read and verified by their hash; `files` of them were not there yet."""

    looked_at: int
    files: int


def back_up(settings: Settings, folder: Path) -> Iterator[Copied | Copies]:
    """Tables first, then bytes: what a page of the store names is in the archive before the page is. Work may go on meanwhile.

    The copy of the store takes the place of an older one only when it is complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{STORE}.part"
    for left in folder.glob(f"{STORE}.part*"):
        left.unlink()
    yield from copy_store(settings.store_url, f"sqlite:///{part}")
    os.replace(part, folder / STORE)
    for left in folder.glob(f"{STORE}.part*"):
        left.unlink()
    yield copy_bytes(Archive(settings.archive), Archive(folder / ARCHIVE))


def restore(settings: Settings, folder: Path) -> Iterator[Copied | Copies]:
    """Into an empty store. StoreError when the folder holds no backup, or the store has rows."""
    kept = folder / STORE
    if not kept.exists():
        raise StoreError(f"no backup at {folder}: {STORE} is missing")
    yield copy_bytes(Archive(folder / ARCHIVE), Archive(settings.archive))
    yield from copy_store(f"sqlite:///{kept}", settings.store_url)


def copy_bytes(source: Archive, target: Archive) -> Copies:
    """What the target lacks. DataError names a file that is damaged."""
    looked_at = copied = 0
    for sha256 in source.hashes():
        looked_at += 1
        if not target.has(sha256):
            target.put(source.get(sha256))
            copied += 1
    return Copies(looked_at, copied)
