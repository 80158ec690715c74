"""Room: from facts to a searchable index. Entries to segments: a few here, many in processes beside this one.

Entries travel to the processes in files, a sheaf at a time: neither side ever holds the texts of a whole segment.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import pickle
import shutil
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from govdoc.errors import IndexUnavailableError
from indexer.array_codec import INDEX_NAME, ArrayWriter
from indexer.fields import IndexEntry

SHEAF_CHARACTERS = 4_000_000
"""A sheaf of entries has this many."""
SHEAVES = 8
"""Those of a whole segment: about 600 MB of memory while it is sorted. Fewer would make more segments, and each costs every question a look-up."""
WORKERS = max(1, min(2, os.cpu_count() or 1))
"""Each holds a segment in memory: two stay under 2 GB together with the process that reads the store."""


def write_segments(folder: Path, entries: Iterable[IndexEntry]) -> list[Any]:
    """Segments of bounded size, in order of the entries. OSError where the disk is full."""
    try:
        with tempfile.TemporaryDirectory(dir=folder) as drafts:
            portions = _portions(_sheaves(Path(drafts), iter(entries)))
            first = next(portions, [])
            others = portions if len(first) > 1 else list(portions)  # beside a lone sheaf there is at most one more
            if not others:
                return [write_sheaves(folder, first)] if first else []
            return list(_in_processes(folder, itertools.chain([first], others)))
    finally:
        shutil.rmtree(
            folder / f"{INDEX_NAME}.tmp", ignore_errors=True
        )  # where Whoosh's column writers keep their drafts


def write_segment(folder: Path, entries: Iterable[IndexEntry]) -> Any:
    """Whoosh's description of the segment."""
    writer = ArrayWriter(FileStorage(str(folder)))
    for entry in entries:
        writer.add_entry(entry)
    return writer.finish()


def write_sheaves(folder: Path, sheaves: list[Path]) -> Any:
    """One segment of several sheaves, which are removed as they are read."""
    return write_segment(folder, itertools.chain.from_iterable(map(_read, sheaves)))


def _sheaves(drafts: Path, entries: Iterator[IndexEntry]) -> Iterator[Path]:
    for number, first in enumerate(entries):
        path, size = drafts / str(number), 0
        with path.open("wb") as out:
            for entry in itertools.chain([first], entries):
                pickle.dump(entry, out, pickle.HIGHEST_PROTOCOL)
                size += len(entry.title) + len(entry.text) + len(entry.attachment_text)
                if size >= SHEAF_CHARACTERS:
                    break
        yield path


def _read(sheaf: Path) -> Iterator[IndexEntry]:
    with sheaf.open("rb") as entries:
        sheaf.unlink()
        while entries.peek(1):
            yield pickle.load(entries)


def _portions(sheaves: Iterator[Path]) -> Iterator[list[Path]]:
    """Sheaves of one segment each; the last is halved where otherwise one process would write it while the other has nothing to do."""
    ahead = list(itertools.islice(sheaves, 1))
    for number in itertools.count():
        portion = [*ahead, *itertools.islice(sheaves, SHEAVES - len(ahead))]
        ahead = list(itertools.islice(sheaves, 1))
        half = 0 if ahead or number % 2 else len(portion) // 2
        yield from filter(None, (portion[:half], portion[half:]))
        if not ahead:
            return


def _in_processes(folder: Path, portions: Iterable[list[Path]]) -> Iterator[Any]:
    """No more portions are read ahead than there are processes."""
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[Any]] = deque()
    try:
        with ProcessPoolExecutor(WORKERS, mp_context=context) as processes:
            for portion in portions:
                waiting.append(processes.submit(write_sheaves, folder, portion))
                if len(waiting) > WORKERS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise IndexUnavailableError(
            "a process that writes the index was ended by the system, most likely for want of memory: "
            "free some and run `govdoc index` again; what was served before is unchanged"
        ) from error
