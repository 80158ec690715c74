"""How search grows with the documents: index, questions, whole `/search` requests, memory of a worker, and where the time goes.

    python -m benchmarks growth [--sizes 10000,100000,400000] [--folder DIR]

The smaller collections are the beginning of the largest. Each size is built in a process of its own and asked in another, so that
memory is that of one worker. About ten minutes on two idle cores for the sizes above, and 4 GB of disk.
"""

from __future__ import annotations

import cProfile
import itertools
import json
import pstats
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from benchmarks import documents, questions
from benchmarks.build import built
from benchmarks.engines.govdoc_engine import Open
from benchmarks.requests import a_second, client_of, middle, milliseconds, zipf
from benchmarks.road import status_of
from govdoc.settings import load_settings
from govdoc.store import open_store

EACH, STREAM, REQUESTS = 12, 1_000, 600
STAGES = {
    "reading the query": ("units.py", "plan"),
    "finding": ("ranking.py", "_match"),
    "day and ranges": ("counting.py", "existing"),
    "filters and facets": ("counting.py", "filtered"),
    "pairs of characters": ("ranking.py", "_with_pairs"),
    "passages": ("ranking.py", "_with_passages"),
    "weights": ("evidence.py", "weighed"),
    "titles": ("ranking.py", "_with_titles"),
    "order": ("ranking.py", "_first"),
}


@click.command()
@click.option("--sizes", default="10000,100000,400000", show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Keep rows and indexes here, and take what is there.")
def growth(sizes: str, folder: Path | None) -> None:
    """Print what each size takes, side by side."""
    counts = sorted(map(int, sizes.split(",")))
    measured: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        kept = folder or Path(temporary)
        kept.mkdir(parents=True, exist_ok=True)
        whole = kept / f"rows{counts[-1]}.jsonl"
        if not whole.exists():
            documents.make(whole, counts[-1])
        for count in counts:
            began = time.perf_counter()
            measured[count] = _measured(whole, kept, count)
            click.echo(f"{count:,} documents: measured in {time.perf_counter() - began:,.0f} s", err=True)
    click.echo(f"\n{'':40}" + "".join(f"{count:>14,}" for count in counts))
    for name in measured[counts[-1]]:
        click.echo(f"{name:40}" + "".join(f"{measured[count].get(name, 0):>14,.2f}" for count in counts))


def _measured(whole: Path, kept: Path, count: int) -> dict[str, float]:
    rows, data = kept / f"rows{count}.jsonl", kept / f"data{count}"
    if not rows.exists():
        with whole.open(encoding="utf-8") as lines, rows.open("w", encoding="utf-8") as out:
            out.writelines(itertools.islice(lines, count))
    data.mkdir(exist_ok=True)
    figures = built("govdoc", rows, data / "index")
    found = {
        "index: documents a second": count / figures["seconds"],
        "index: processor ms a document": figures["cpu"] * 1000 / count,
        "index: peak MB, all processes": figures["peak_mb"],
        "index: size MB": figures["size_mb"],
    }
    command = [sys.executable, "-m", "benchmarks.growth", str(rows), str(data)]
    asked: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return found | asked


def _asked(rows: Path, data: Path) -> dict[str, float]:
    """In a process of its own: what one worker needs."""
    with open_store(load_settings(str(data)).store_url):
        pass
    classes = questions.draw(rows, EACH)
    words = list(dict.fromkeys(" ".join(q.words) for batch in classes.values() for q in batch))
    found: dict[str, float] = {}
    client = client_of(data)
    milliseconds(client, words[:1])
    _note(found, "/search, each question once: ms", milliseconds(client, words))
    found["memory of the worker: MB"] = status_of("VmRSS")
    found["of it not shared: MB"] = status_of("RssAnon")
    found["/search a second, two workers"] = a_second(data, zipf(words, REQUESTS))
    engine, day = Open(data / "index"), questions.stream(classes, STREAM)
    engine(day[0])
    for label, batch in classes.items():
        _note(found, f"{label}, first asked: ms", [_milliseconds(engine, question) for question in batch])
    engine.forget()
    _note(found, f"stream of {STREAM:,}: ms", [_milliseconds(engine, question) for question in day])
    found |= _shares(engine, list(dict.fromkeys(day)))
    found["one changed document searchable: s"] = engine.change_one(next(documents.read(rows)))
    return found


def _note(found: dict[str, float], name: str, times: list[float]) -> None:
    found[name], found[f"{name}, p95"] = middle(times)


def _milliseconds(engine: Open, question: questions.Question) -> float:
    began = time.perf_counter()
    engine(question)
    return (time.perf_counter() - began) * 1000


def _shares(engine: Open, asked: list[questions.Question]) -> dict[str, float]:
    """Per cent of a first asking that each stage takes, by the profiler: it makes many small calls look dearer than they are."""
    profile = cProfile.Profile()
    engine.forget()
    profile.runcall(lambda: [engine(question) for question in asked])
    stats: Any = pstats.Stats(profile)
    spent = {(Path(file).name, name): times[3] for (file, _, name), times in stats.stats.items()}
    return {
        f"of a first asking, {stage}: %": 100 * spent.get(place, 0.0) / stats.total_tt
        for stage, place in STAGES.items()
    }


if __name__ == "__main__":
    print(json.dumps(_asked(*map(Path, sys.argv[1:]))))
