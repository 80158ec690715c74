"""How each stage grows: the same documents, more and more of them, through store, derivation and both engines.

    python tests/opensearch.py --heap 1g python -m benchmarks scale [--sizes 10000,100000,400000] [--minutes 35] [--json FILE]

Prints a Markdown table for each size (docs/scaling.md has such tables): documents or questions a second, on the clock and for each second of
a processor; bytes a document; memory; milliseconds of an answer; and by which power of the number of documents a stage's work grows from the
size before (1: in proportion). OpenSearch runs where $GOVDOC_TEST_OPENSEARCH names a node; what the node works is counted.

A stage that would not end within the minutes, by how it grew so far, is left out and said to be.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from benchmarks import documents, questions
from benchmarks.stage import QUESTIONS, Took

STAGES = ("import", "derive", "index Whoosh", "search Whoosh", "index OpenSearch", "search OpenSearch")
EACH = 30
"""Questions of every class, drawn from the documents that all sizes have."""
BEFORE_DERIVING = ("index Whoosh", "search Whoosh")
"""What there must be time for: an index is made of the documents as they are where they are not derived."""
GROWS = 1.15
"""The power of the documents by which a stage is reckoned to grow before it is begun."""
HEAD = "| {count:,} documents | seconds | a second | a second and core | bytes each | peak MB | median ms | p95 ms | grows by |"
Taken = dict[str, Took]


@click.command()
@click.option("--sizes", default="10000,100000,400000", show_default=True)
@click.option("--minutes", default=35.0, show_default=True, help="What would take longer is left out.")
@click.option("--json", "kept", type=click.Path(path_type=Path), help="Also write all figures here.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to work (default: a temporary folder).")
def scale(sizes: str, minutes: float, kept: Path | None, folder: Path | None) -> None:
    """Print a table for each size, and how each stage grows from one to the next."""
    until, counts = time.monotonic() + minutes * 60, sorted(map(int, sizes.split(",")))
    found: dict[int, Taken] = {}
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        rows = Path(temporary) / "rows.jsonl"
        mix = documents.make(rows, counts[-1])
        click.echo(f"{mix['real']:,} pieces of real texts, then {mix['generated']:,} generated from their words")
        asked = itertools.chain.from_iterable(questions.draw(rows, EACH, most=counts[0]).values())
        (rows.parent / QUESTIONS).write_bytes(pickle.dumps(list(dict.fromkeys(asked))))
        for count in counts:
            before = found[max(found)] if found else {}
            found[count] = _size(rows, count, before, until)
            if kept:
                kept.write_text(json.dumps({n: {s: asdict(t) for s, t in size.items()} for n, size in found.items()}))


def _size(rows: Path, count: int, before: Taken, until: float) -> Taken:
    """All stages that there is time for, printed as they end."""
    taken: Taken = {}
    click.echo("\n" + HEAD.format(count=count) + "\n|" + "---|" * 9)
    with tempfile.TemporaryDirectory(dir=rows.parent) as data:
        for name in _stages():
            if name.startswith("search") and name.replace("search", "index") not in taken:
                continue
            expected = _expected(before, name, count)
            kept_free = sum(_expected(before, one, count) for one in BEFORE_DERIVING) if name == "derive" else 0.0
            if time.monotonic() + expected + kept_free > until:
                click.echo(f"| {name} | left out: some {expected / 60:,.0f} minutes | | | | | | | |")
                continue
            command = [sys.executable, "-m", "benchmarks.stage", name, str(rows), str(count), data]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
            if done.returncode:
                click.echo(f"| {name} | failed, see above | | | | | | | |")
                continue
            taken[name] = Took(**json.loads(done.stdout))
            click.echo(_line(name, taken[name], before.get(name), count, before["import"].units if before else 0))
    return taken


def _stages() -> Iterator[str]:
    node = os.environ.get("GOVDOC_TEST_OPENSEARCH")
    return (name for name in STAGES if node or "OpenSearch" not in name)


def _expected(before: Taken, name: str, count: int) -> float:
    """Seconds, by the size before; 0 where nothing is known."""
    return before[name].seconds * (count / before["import"].units) ** GROWS if name in before else 0.0


def _line(name: str, took: Took, then: Took | None, count: int, before: int) -> str:
    each = f"{took.size / count:,.0f}" if took.size else ""
    times = (f"{took.median:,.1f}", f"{took.late:,.1f}") if took.median else ("", "")
    power = f"n^{_power(took, then, count / before):.2f}" if then else ""
    rates = (f"{took.units / took.seconds:,.0f}", f"{took.units / took.busy:,.0f}")
    return "| " + " | ".join((name, f"{took.seconds:,.1f}", *rates, each, f"{took.peak_mb:,}", *times, power)) + " |"


def _power(now: Took, then: Took, times: float) -> float:
    """Of a stage over all documents by its processor seconds, of searches (as many at each size) by theirs."""
    return math.log(now.busy / then.busy) / math.log(times)
