"""Room: from facts to a searchable index. Entries to segments: a few here, many in processes beside this one."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import shutil
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

SEGMENT_CHARACTERS = 16_000_000
"""A segment is written when it holds this many: about 600 MB of memory while it is sorted."""
WORKERS = max(1, min(2, os.cpu_count() or 1))
"""Each holds a segment in memory: two stay under 2 GB together with the process that reads the store."""


def write_segments(folder: Path, entries: Iterable[IndexEntry]) -> list[Any]:
    """Segments of bounded size, in order of the entries. OSError where the disk is full."""
    portions = _portions(iter(entries))
    start = list(itertools.islice(portions, 2))
    try:
        if len(start) < 2:
            return [write_segment(folder, portion) for portion in start]
        return list(_in_processes(folder, itertools.chain(start, portions)))
    finally:
        shutil.rmtree(
            folder / f"{INDEX_NAME}.tmp", ignore_errors=True
        )  # where Whoosh's column writers keep their drafts


def write_segment(folder: Path, entries: list[IndexEntry]) -> Any:
    """Whoosh's description of the segment."""
    writer = ArrayWriter(FileStorage(str(folder)))
    for entry in entries:
        writer.add_entry(entry)
    return writer.finish()


def _portions(entries: Iterator[IndexEntry]) -> Iterator[list[IndexEntry]]:
    portion: list[IndexEntry] = []
    size = 0
    for entry in entries:
        portion.append(entry)
        size += len(entry.title) + len(entry.text) + len(entry.attachment_text)
        if size >= SEGMENT_CHARACTERS:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _in_processes(folder: Path, portions: Iterable[list[IndexEntry]]) -> Iterator[Any]:
    """No more portions are read ahead than there are processes."""
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[Any]] = deque()
    try:
        with ProcessPoolExecutor(WORKERS, mp_context=context) as processes:
            for portion in portions:
                waiting.append(processes.submit(write_segment, folder, portion))
                if len(waiting) > WORKERS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise IndexUnavailableError(
            "a process that writes the index was ended by the system, most likely for want of memory: "
            "free some and run `govdoc index` again; what was served before is unchanged"
        ) from error
