"""How each stage grows: the same documents, more and more of them, through store, derivation and both engines.

    python -m benchmarks scale [--sizes 10000,30000,100000] [--rows FILE] [--clock wall|cpu]

Prints for each size: documents a second, processor milliseconds and bytes a document, queries a second; and between sizes by which power of
the number of documents a stage's work grows (1: in proportion). OpenSearch runs where $GOVDOC_TEST_OPENSEARCH names a node, and its own
processor time is not in the figures of this process.
"""

from __future__ import annotations

import json
import math
import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks import documents, questions
from benchmarks.engines.govdoc_engine import search_query
from govdoc.jsonl import read_documents
from govdoc.store import open_store
from indexer.derive import derive, entries
from indexer.engine import SearchEngine, open_engine

EACH = 6
"""Questions of every class."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`seconds` on the clock, `busy` of this process and its children; `size` in bytes, 0 where nothing is kept."""

    name: str
    units: int
    seconds: float
    busy: float
    size: int = 0


@click.command()
@click.option("--sizes", default="10000,30000,100000", show_default=True)
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Keep the generated documents here, and take what is there."
)
def scale(sizes: str, folder: Path | None) -> None:
    """Print a table for each size, and how each stage grows from one to the next."""
    before: list[Stage] = []
    with tempfile.TemporaryDirectory() as temporary:
        kept = folder or Path(temporary)
        kept.mkdir(parents=True, exist_ok=True)
        for count in map(int, sizes.split(",")):
            rows = kept / f"rows{count}.jsonl"
            if not rows.exists():
                documents.make(rows, count)
            with tempfile.TemporaryDirectory() as data:
                stages = _stages(rows, count, Path(data))
            _print(count, stages, before)
            before = stages


def _stages(rows: Path, count: int, data: Path) -> list[Stage]:
    found = list[Stage]()

    def staged(name: str, units: int, work: Callable[[], object], size: Callable[[], int] = lambda: 0) -> None:
        began, busy = time.perf_counter(), _busy()
        work()
        found.append(Stage(name, units, time.perf_counter() - began, _busy() - busy, size()))

    with open_store(f"sqlite:///{data}/govdoc.sqlite3") as store:
        staged("import", count, lambda: _load(rows, store.put_documents), lambda: _size(data))
        staged("derive", count, lambda: derive(store), lambda: _size(data))
        for name, engine, size in _engines(data):
            staged(f"index, {name}", count, lambda engine=engine: engine.rebuild(entries(store)), size)  # type: ignore[misc]
        asked = [question for batch in questions.draw(rows, EACH).values() for question in batch]
        for name, engine, _ in _engines(data):
            staged(f"search, {name}", len(asked), lambda engine=engine: [engine.search(search_query(q)) for q in asked])  # type: ignore[misc]
    return found


def _engines(data: Path) -> list[tuple[str, SearchEngine, Callable[[], int]]]:
    index = data / "index"
    found = [("Whoosh", open_engine(str(index)), lambda: _size(index))]
    if os.environ.get("GOVDOC_TEST_OPENSEARCH"):
        from benchmarks.engines import opensearch_engine

        place = Path("scale")
        found.append(("OpenSearch", open_engine(opensearch_engine.place(place)), lambda: opensearch_engine.size(place)))
    return found  # type: ignore[return-value]


def _load(rows: Path, put: Callable[..., object]) -> None:
    with rows.open("rb") as stream:
        put(read_documents(stream, str(rows), lambda problem: click.echo(str(problem))), datetime.now(UTC))


def _busy() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _print(count: int, stages: list[Stage], before: list[Stage]) -> None:
    click.echo(
        f"\n{count:,} documents{'':10}{'seconds':>10}{'a second':>12}{'cpu ms each':>14}{'bytes each':>12}{'grows by':>10}"
    )
    for at, stage in enumerate(stages):
        power = _power(stage, before[at], count) if before else ""
        each = f"{stage.size / count:,.0f}" if stage.size else ""
        click.echo(
            f"{stage.name:24}{stage.seconds:>10,.1f}{stage.units / stage.seconds:>12,.0f}"
            f"{stage.busy * 1000 / stage.units:>14,.2f}{each:>12}{power:>10}"
        )
    click.echo(
        json.dumps(
            {stage.name: [stage.units, round(stage.seconds, 2), round(stage.busy, 2), stage.size] for stage in stages}
        )
    )


def _power(now: Stage, then: Stage, count: int) -> str:
    """Of a search: by which power of the documents its seconds grow; of the others likewise, for all documents together."""
    times = count / then.units if now.units != then.units else 0.0
    if not times:
        return ""
    return f"n^{math.log(now.seconds / then.seconds) / math.log(times):.2f}"
