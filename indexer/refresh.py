"""Room: from facts to a searchable index. Texts that were not read yet, or that changed, are read; on all processors when many."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import chain, islice

from govdoc.document import Document
from govdoc.plain import from_plain, to_plain
from govdoc.store import Reread, Store, StoredReading
from govdoc.works import WorkKey
from indexer.reading import Reading, read_document, stamp

CHUNK = 40
"""Documents that a process reads before it hands them back: some 200 ms of work, some megabytes of text."""
_DOCUMENT, _KEY = ([field.name for field in fields(Reading)].index(name) for name in ("document", "key"))
MANY = 400
"""From so many texts on it pays to start processes."""


def refresh(store: Store) -> int:
    """Read what is new or changed since the last time, keep what was read; how many that were."""
    waiting = store.unread(stamp())
    head = list(islice(waiting, MANY))
    rows = (_parallel if len(head) == MANY and _may_fork() else _serial)(_chunks(chain(head, waiting)))
    return store.put_readings(stamp(), rows)


def decoded(row: StoredReading) -> Reading:
    return from_plain(Reading, row.plain)


def known(store: Store, ids: Iterable[str]) -> Iterator[Reading]:
    """What was read of these documents with today's rules, as they are stored now; in order of id, others are left out."""
    return (decoded(row) for row in store.readings_by_ids(stamp(), ids))


def name_of(row: StoredReading) -> tuple[WorkKey, Document]:
    """What grouping and resolving need of a reading, without the rest of it."""
    return from_plain(WorkKey, row.plain[_KEY]), from_plain(Document, row.plain[_DOCUMENT])


def _read(chunk: list[Reread]) -> list[StoredReading]:
    return [StoredReading(one.document.id, one.digest, to_plain(read_document(one.document))) for one in chunk]


def _serial(chunks: Iterable[list[Reread]]) -> Iterator[StoredReading]:
    for chunk in chunks:
        yield from _read(chunk)


def _parallel(chunks: Iterable[list[Reread]]) -> Iterator[StoredReading]:
    """In order. At most a few chunks are under way, so that the texts waiting do not fill the memory."""
    processes = os.cpu_count() or 1
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        waiting = iter(chunks)
        under_way = [pool.apply_async(_read, (chunk,)) for chunk in islice(waiting, 2 * processes)]
        while under_way:
            done = under_way.pop(0)
            yield from done.get()
            under_way += [pool.apply_async(_read, (chunk,)) for chunk in islice(waiting, 1)]


def _may_fork() -> bool:
    """Not beside other threads, whose locks a fork would copy as they are."""
    several = (os.cpu_count() or 1) > 1 and threading.active_count() == 1
    return several and "fork" in multiprocessing.get_all_start_methods()


def _chunks(rows: Iterable[Reread]) -> Iterator[list[Reread]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
