"""Room: what a government document is. Commands over the store: import (bulk load) and history."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import cast

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from govdoc.document import Document
from govdoc.jsonl import Problem, read_documents
from govdoc.records import document_to_json
from govdoc.settings import SHANGHAI, Settings
from govdoc.store import Counts, DocumentVersion, open_store

STEP = 200
"""Documents between two movements of the progress bar."""


@dataclass
class _Import:
    """What one run has seen so far; `problems` counts the lines that were reported and not loaded."""

    say: Callable[[str], None]
    advance: Callable[[int], None]
    read: int = 0
    problems: int = 0
    started: float = field(default_factory=time.monotonic)

    def report(self, problem: Problem) -> None:
        self.problems += 1
        self.say(str(problem))

    def documents(self, files: Sequence[str]) -> Iterator[Document]:
        done = 0
        for file in files:
            try:
                with _opened(file) as stream:
                    for document in read_documents(stream, file, self.report):
                        self.read += 1
                        if self.read % STEP == 0:
                            self.advance(done + _position(stream))
                        yield document
                    done += _position(stream)
            except OSError as error:
                self.report(Problem(file, 0, "", f"cannot be opened: {error.strerror or error}"))
            self.advance(done)


def _opened(file: str) -> AbstractContextManager[BufferedReader]:
    if file != "-":
        return Path(file).open("rb")
    given = sys.stdin.buffer
    return nullcontext(given if isinstance(given, BufferedReader) else BufferedReader(cast(RawIOBase, given)))


def _position(stream: BufferedReader) -> int:
    return stream.tell() if stream.seekable() else 0


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE…"
)
@click.pass_obj
def import_(settings: Settings, files: tuple[str, ...]) -> None:
    """Load documents from JSONL files (plain or gzip; - is standard input), one JSON object a line.

    Keys: id, at least one of title, text, number; see the documentation for the others. A bad line is reported with
    file, line and key, the rest is loaded, and the exit status is 1. Loading the same file again changes nothing.
    """
    with open_store(settings.store_url) as store, _progress(files) as (say, advance):
        run = _Import(say, advance)
        counts = store.put_documents(run.documents(files), datetime.now(UTC))
    click.echo(_summary(run, counts))
    if run.problems:
        sys.exit(1)


def _summary(run: _Import, counts: Counts) -> str:
    seconds = max(time.monotonic() - run.started, 1e-6)
    parts = [f"{counts.new} new", f"{counts.changed} changed", f"{counts.unchanged} unchanged"]
    if counts.redacted:
        parts.append(f"{counts.redacted} redacted earlier and left out")
    if run.problems:
        parts.append(f"{run.problems} reported and not loaded")
    return f"{run.read} documents read: {', '.join(parts)} ({seconds:.1f} s, {run.read / seconds:,.0f}/s)"


class _progress:
    """A bar on a terminal, nothing elsewhere; gives (say a line on standard error, set the position in bytes)."""

    def __init__(self, files: Sequence[str]) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("import"), BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console, transient=True
        )
        self._shown = console.is_terminal
        total = None if "-" in files else sum(Path(file).stat().st_size for file in files)
        self._task = self._bar.add_task("import", total=total)

    def __enter__(self) -> tuple[Callable[[str], None], Callable[[int], None]]:
        if not self._shown:
            return lambda line: click.echo(line, err=True), lambda position: None
        self._bar.start()
        out = self._bar.console
        return (
            lambda line: out.print(line, markup=False, highlight=False, soft_wrap=True),
            lambda position: self._bar.update(self._task, completed=position),
        )

    def __exit__(self, *error: object) -> None:
        if self._shown:
            self._bar.stop()


@click.command("history")
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="Every version in full, one JSON object a line.")
@click.pass_obj
def history(settings: Settings, id: str, as_json: bool) -> None:
    """Show every version of a document, oldest first, with the time it was first seen."""
    with open_store(settings.store_url, create=False) as store:
        versions = store.history(id)
    previous: Document | None = None
    for version in versions:
        click.echo(_version_json(version) if as_json else _version_line(version, previous))
        previous = version.document


def _version_json(version: DocumentVersion) -> str:
    row = {
        "version": version.version,
        "seen_at": version.seen_at.isoformat(),
        "document": document_to_json(version.document),
    }
    return json.dumps(row, ensure_ascii=False)


def _version_line(version: DocumentVersion, previous: Document | None) -> str:
    seen = version.seen_at.astimezone(SHANGHAI).isoformat(" ", "seconds")
    what = "first seen" if previous is None else f"changed: {', '.join(_changes(previous, version.document))}"
    return f"{seen}  {version.version}  {what}  {version.document.title or version.document.number or ''}"


def _changes(old: Document, new: Document) -> list[str]:
    before, after = document_to_json(old), document_to_json(new)
    names = dict.fromkeys([*before, *after])
    return [name for name in names if name != "origins" and before.get(name) != after.get(name)]
