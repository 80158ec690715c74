"""govdoc, tantivy, SQLite FTS5 and stock Whoosh over the same documents and the same questions, in one run.

    python -m benchmarks compare [--documents N] [--engines govdoc,tantivy,…] [--each N] [--folder DIR] [--clock wall|cpu]

Each question counts six facets and gives the ten best. Engines are asked in turn, question by question, so that what else the
machine does meets all of them; `--clock cpu` counts this thread's processor time instead, for a machine that is shared.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks import documents, questions
from benchmarks.build import built
from benchmarks.engines import ENGINES, Ask, engine
from benchmarks.questions import Answer, Question
from benchmarks.requests import middle

CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.thread_time}
REPEATS = 3
WHOOSH_DOCUMENTS = 10_000
Doubts = list[tuple[str, Question, dict[str, Answer]]]


@click.command()
@click.option("--documents", "count", default=100_000, show_default=True, type=click.IntRange(100))
@click.option("--engines", "names", default=",".join(ENGINES), show_default=True)
@click.option("--each", default=15, show_default=True, help="Questions of every class.")
@click.option("--stream", "length", default=1_500, show_default=True, help="Questions of the day's stream.")
@click.option("--clock", type=click.Choice(list(CLOCKS)), default="wall", show_default=True)
@click.option(
    "--whoosh-documents",
    "beside",
    default=WHOOSH_DOCUMENTS,
    show_default=True,
    help="Stock Whoosh gets no more than these.",
)
@click.option("--folder", type=click.Path(path_type=Path), help="Keep rows and indexes here, and take what is there.")
def compare(count: int, names: str, each: int, length: int, clock: str, beside: int, folder: Path | None) -> None:
    """Build, ask, and print a table; stock Whoosh, which needs a quarter of an hour for all, with fewer documents beside govdoc."""
    began = time.perf_counter()
    chosen = [name for name in names.split(",") if name]
    whole = [name for name in chosen if name != "whoosh" or count <= beside]
    with tempfile.TemporaryDirectory() as temporary:
        kept = folder or Path(temporary)
        kept.mkdir(parents=True, exist_ok=True)
        _run(whole, kept, count, each, length, CLOCKS[clock])
        if whole != chosen:
            click.echo(f"\nstock Whoosh beside govdoc, {beside:,} documents of the same kind")
            _run(["govdoc", "whoosh"], kept, beside, min(each, 5), 0, CLOCKS[clock])
    click.echo(f"the whole comparison: {time.perf_counter() - began:,.0f} s")


def _run(names: list[str], kept: Path, count: int, each: int, length: int, clock: Callable[[], float]) -> None:
    rows = kept / f"rows{count}.jsonl"
    if not rows.exists():
        mix = documents.make(rows, count)
        click.echo(f"{count:,} documents: {mix['real']:,} pieces of real texts, {mix['generated']:,} generated from their words")  # fmt: skip
    figures = {name: built(name, rows, kept / f"{name}{count}") for name in names}
    _print_builds(figures, count)
    asked = questions.draw(rows, each)
    asks = {name: engine(name).open_(kept / f"{name}{count}") for name in names}
    doubtful = _print_classes(asks, asked, clock)
    _print_causes(rows, doubtful)
    if length:
        _print_stream(asks, questions.stream(asked, length), clock)
    if "govdoc" in asks:
        changed = asks["govdoc"].change_one(next(documents.read(rows)))  # type: ignore[attr-defined]
        click.echo(f"govdoc, one changed document searchable: {changed:.3f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    click.echo(f"peak memory of the asking process, all engines together: {peak:,} MB")


def _print_builds(measured: dict[str, dict[str, float]], count: int) -> None:
    click.echo(f"\n{'index from raw text':24}{'seconds':>10}{'cpu s':>10}{'docs/s':>10}{'peak MB':>10}{'size MB':>10}")
    rates = {name: count / figures["seconds"] for name, figures in measured.items()}
    for name, figures in measured.items():
        click.echo(
            f"{name:24}{figures['seconds']:>10,.1f}{figures['cpu']:>10,.1f}{rates[name]:>10,.0f}{figures['peak_mb']:>10,.0f}{figures['size_mb']:>10,.0f}"
        )
    for name in [name for name in rates if name != "govdoc" and "govdoc" in rates]:
        click.echo(f"govdoc's rate: {rates['govdoc'] / rates[name]:.2f} of that of {name}")


def _timed(ask: Ask, question: Question, clock: Callable[[], float]) -> tuple[float, Answer]:
    began = clock()
    answer = ask(question)
    return (clock() - began) * 1000, answer


def _print_classes(asks: dict[str, Ask], asked: dict[str, list[Question]], clock: Callable[[], float]) -> Doubts:
    """For each class: govdoc with nothing remembered (cold), with words scored before but the answer not remembered (warm), and the others.

    The questions whose answers differ.
    """
    doubtful: Doubts = []
    modes = [mode for name in asks for mode in (("govdoc cold", "govdoc warm") if name == "govdoc" else (name,))]
    compared = [(mode, "tantivy") for mode in modes if "tantivy" in modes and mode.startswith("govdoc")]
    click.echo(f"\n{'median / p95 ms':24}" + "".join(f"{mode:>20}" for mode in modes) + "".join(f"{mode[7:] + ' / tantivy':>16}" for mode, _ in compared))  # fmt: skip
    for label, batch in asked.items():
        times: dict[str, list[float]] = {mode: [] for mode in modes}
        for question in batch:
            answers = {}
            for _ in range(REPEATS):
                for mode in modes:
                    name = mode.partition(" ")[0]
                    if name == "govdoc":
                        asks["govdoc"].forget(answers_only=mode == "govdoc warm")  # type: ignore[attr-defined]
                    taken, answers[name] = _timed(asks[name], question, clock)
                    times[mode].append(taken)
            if len({(answer.total, answer.facets) for answer in answers.values()}) > 1:
                doubtful.append((label, question, answers))
        ratios = [middle(times[one])[0] / middle(times[other])[0] for one, other in compared]
        click.echo(f"{label:24}" + "".join(f"{_cell(times[mode]):>20}" for mode in modes) + "".join(f"{r:>16.2f}" for r in ratios))  # fmt: skip
    return doubtful


def _print_causes(rows: Path, doubtful: Doubts) -> None:
    """For each difference whether it is that of strings and words, by a count over all documents without an index."""
    click.echo(f"\ndifferent totals: {len(doubtful)}")
    counted = questions.traced(rows, [question for _, question, _ in doubtful]) if doubtful else {}
    for label, question, answers in doubtful:
        strings, words = counted[question]
        right = all(answer.total == (strings if name == "govdoc" else words) for name, answer in answers.items())
        cause = f"as strings {strings:,}, as words {words:,}" + ("" if right else ": NOT EXPLAINED")
        totals = ", ".join(f"{name} {answer.total:,}" for name, answer in answers.items())
        click.echo(f"  {label}, {' '.join(question.words)}: {totals} ({cause})")


def _print_stream(asks: dict[str, Ask], stream: list[Question], clock: Callable[[], float]) -> None:
    """First and repeated askings apart: govdoc remembers answers, the others are as quick each time."""
    if "govdoc" in asks:
        asks["govdoc"].forget()  # type: ignore[attr-defined]
    times: dict[str, list[float]] = {name: [] for name in asks}
    first: list[bool] = []
    seen: set[Question] = set()
    for question in stream:
        first.append(question not in seen)
        seen.add(question)
        for name, ask in asks.items():
            times[name].append(_timed(ask, question, clock)[0])
    click.echo(f"\nstream of {len(stream):,} questions, {len(seen)} different, the r-th as often as 1/r")
    click.echo(f"{'':24}{'median':>10}{'p95':>10}{'first':>10}{'p95':>10}{'again':>10}{'p95':>10}")
    for name, taken in times.items():
        new = [t for t, is_first in zip(taken, first, strict=True) if is_first]
        again = [t for t, is_first in zip(taken, first, strict=True) if not is_first]
        click.echo(f"{name:24}" + "".join(f"{value:>10.3f}" for part in (taken, new, again) for value in middle(part)))
    if "govdoc" in times and "tantivy" in times:
        ratios = [a / b for a, b in zip(middle(times["govdoc"]), middle(times["tantivy"]), strict=True)]
        click.echo(f"govdoc / tantivy: median {ratios[0]:.2f}, 95th percentile {ratios[1]:.2f}")


def _cell(times: list[float]) -> str:
    median, late = middle(times)
    return f"{median:.2f} / {late:.2f}"
