"""One stage of the road in a process of its own: `python -m benchmarks.stage NAME ROWS COUNT DATA` prints what it took, as JSON.

A process of its own has a memory of its own to be measured. The system tells the memory of the largest child only; all are counted as if
they were as large at the same time. What an OpenSearch node beside it works and keeps in its heap is asked of the node.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import pickle
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from opensearchpy import OpenSearch

from benchmarks.documents import read
from benchmarks.engines import opensearch_engine
from benchmarks.engines.govdoc_engine import entry, search_query
from govdoc.jsonl import read_documents
from govdoc.store import Store, open_store
from indexer.derive import derive, entries
from indexer.engine import SearchEngine, open_engine

Latencies = list[float]
Work = Callable[[], Latencies]
QUESTIONS = "questions.pickle"
"""Beside the rows: each question is asked once, so that no answer is remembered."""
PLACE = Path("scale")


@dataclass(frozen=True, slots=True)
class Took:
    """`units`: documents, or questions. `seconds` on the clock; `busy` of the processors, a node's beside it included. `size` in bytes,
    0 where nothing is kept. `median` and `late` (the 95th percentile): milliseconds of an answer."""

    units: int
    seconds: float
    busy: float
    peak_mb: int
    size: int = 0
    median: float = 0.0
    late: float = 0.0


def main(name: str, rows: str, count: str, data: str) -> None:
    stage, _, engine = name.partition(" ")
    node = OpenSearch([opensearch_engine.node()]) if engine == "OpenSearch" else None
    with open_store(f"sqlite:///{data}/govdoc.sqlite3") as store:
        work = STAGES[stage](store, Path(rows), int(count), Path(data), engine)
        began, busy = time.perf_counter(), _busy(node)
        times = work()
        seconds, busy = time.perf_counter() - began, _busy(node) - busy
    took = Took(len(times) or int(count), seconds, busy, _peak(node), _kept(stage, engine, Path(data)), *_middle(times))
    print(json.dumps(asdict(took)))


def _import(store: Store, rows: Path, count: int, _data: Path, _engine: str) -> Work:
    def work() -> Latencies:
        with rows.open("rb") as stream:
            lines = io.BufferedReader(_Some(itertools.islice(stream, count)))
            documents = read_documents(lines, str(rows), lambda problem: print(problem, file=sys.stderr))
            store.put_documents(documents, datetime.now(UTC))
        return []

    return work


class _Some(io.RawIOBase):
    """Lines as a stream that can be read once."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self._rest = lines, b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]
        self._rest = self._rest or next(self._lines, b"")
        piece, self._rest = self._rest[: len(into)], self._rest[len(into) :]
        into[: len(piece)] = piece
        return len(piece)


def _derive(store: Store, *_: object) -> Work:
    def work() -> Latencies:
        derive(store)
        return []

    return work


def _index(store: Store, rows: Path, count: int, data: Path, engine: str) -> Work:
    derived = next(iter(entries(store)), None) is not None

    def work() -> Latencies:
        made = entries(store) if derived else map(entry, itertools.islice(read(rows), count))
        _open(engine, data).rebuild(made)
        return []

    return work


def _search(_store: Store, rows: Path, _count: int, data: Path, engine: str) -> Work:
    asked = pickle.loads((rows.parent / QUESTIONS).read_bytes())
    opened = _open(engine, data)

    def work() -> Latencies:
        times = []
        for question in asked:
            began = time.perf_counter()
            opened.search(search_query(question))
            times.append((time.perf_counter() - began) * 1000)
        return times

    return work


STAGES: dict[str, Callable[[Store, Path, int, Path, str], Work]] = {
    "import": _import,
    "derive": _derive,
    "index": _index,
    "search": _search,
}


def _open(engine: str, data: Path) -> SearchEngine:
    return open_engine(opensearch_engine.place(PLACE) if engine == "OpenSearch" else str(data / "index"))


def _busy(node: OpenSearch | None) -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own = sum(u.ru_utime + u.ru_stime for u in used)
    if node is None:
        return own
    nodes = node.nodes.stats(metric="process")["nodes"].values()
    return own + sum(one["process"]["cpu"]["total_in_millis"] for one in nodes) / 1000


def _peak(node: OpenSearch | None) -> int:
    """Megabytes. Of a node its whole heap, which it was given to use."""
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    heap = sum(one["jvm"]["mem"]["heap_max_in_bytes"] for one in node.nodes.stats(metric="jvm")["nodes"].values()) / 1e6 if node else 0.0  # fmt: skip
    return round(own + child * (os.cpu_count() or 1) + heap)


def _kept(stage: str, engine: str, data: Path) -> int:
    """Bytes that the stage leaves: the store after import, what derivations add to it, an index."""
    if stage == "search":
        return 0
    if engine == "OpenSearch":
        return opensearch_engine.size(PLACE)
    folder = data / "index" if engine else data
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _middle(times: Latencies) -> tuple[float, float]:
    if not times:
        return 0.0, 0.0
    ordered = sorted(times)
    return round(statistics.median(ordered), 2), round(ordered[int(len(ordered) * 0.95)], 2)


if __name__ == "__main__":
    main(*sys.argv[1:])
