"""Work that needs a process of its own (Twisted's reactor starts once), done by copies of one that has everything imported.

To start Python and import Scrapy takes a second of CPU, sixty times in this suite. What a process does when it begins, hangs or is killed is
tested with real ones: test_crawl_cli.py, test_hostile.py and the kills of test_spider.py.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from crawl.harvest import Options, job_of, run_one
from crawl.probe import Asked, _run
from crawl.readers import Page, Reading, receive, send
from crawl.scrapy_settings import HANDLER, PACKAGES
from crawl.site import Site
from crawl.tally import SiteTally
from crawl.target import Answer
from govdoc.__main__ import main
from govdoc.settings import Settings

PARTS = [f"{package}.{name}" for package, names in PACKAGES.items() for name in names]
IMPORTED = (
    *("crawl.keeper", "crawl.reader", "crawl.spider", "alembic.command", "protego", "scrapy.squeues", "scrapy.pqueues"),
    *(path.rpartition(".")[0] for path in (HANDLER, *PARTS)),
)
"""What a harvest imports, some of it only when it begins."""

LOCK = threading.Lock()


@cache
def original() -> subprocess.Popen[bytes]:
    """The process that is copied; it ends with this one, because its input ends."""
    command = [sys.executable, "-m", "tests.crawl.forked"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def call(work: Callable[..., Any], *arguments: object) -> Any:
    """What the function gives in a fresh copy."""
    child = original()
    assert child.stdin is not None
    assert child.stdout is not None
    with LOCK:
        send(child.stdin, (work, arguments))
        given = receive(child.stdout)
    if isinstance(given, Exception):
        raise given
    return given


def harvest_of(job: dict[str, Any]) -> SiteTally:
    """In the copy: one site harvested, its pages read here and not in further processes."""
    told: list[SiteTally] = []
    with patch("crawl.readers.Readers", ReadersHere):
        run_one(job, lambda tally, done: told.append(tally))
    return told[-1]


class ReadersHere:
    def __init__(self, site_file: Path, archive: Path, count: int) -> None:
        from crawl.archive import Archive
        from crawl.site_file import load_site

        self.site, self.archive = load_site(site_file), Archive(archive)

    async def read(self, page: Page) -> Reading:
        from crawl.reader import read_page

        return read_page(page, self.site, self.archive)

    def close(self) -> None:
        """Nothing is left open."""


def run_child(pair: tuple[Site, Path], settings: Settings, options: Options, readers: int) -> Iterator[SiteTally]:
    yield call(harvest_of, job_of(pair[1], settings, options, readers))


def fetch(site: Site, requests: Sequence[Asked], contact: str) -> dict[str, Answer | str]:
    found: dict[str, Answer | str] = call(_run, site, tuple(dict.fromkeys(requests)), contact) if requests else {}
    return found


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def govdoc(folder: Path, *words: str) -> Done:
    """The command `govdoc` in this process; what it does in others is done by copies."""
    out, err = StringIO(), StringIO()
    code: object = 0
    with (
        contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), patch("crawl.harvest._run_child", run_child),
        patch("crawl.site_new.fetch", fetch), patch("crawl.site_check.fetch", fetch),
    ):  # fmt: skip
        try:
            main(["--data", str(folder / "data"), *words])
        except SystemExit as stop:
            code = stop.code or 0
    return Done(code if isinstance(code, int) else 1, out.getvalue(), err.getvalue())


def serve() -> None:
    """The original: a copy for each call, one after the other. What libraries print must not get between the answers."""
    for module in IMPORTED:
        importlib.import_module(module)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(EOFError):
        while True:
            work, arguments = receive(sys.stdin.buffer)
            if (copy := os.fork()) == 0:
                send(answers, _given(work, arguments))
                os._exit(0)
            _, status = os.waitpid(copy, 0)
            if status:
                send(answers, RuntimeError(f"the copy ended with status {status}"))


def _given(work: Callable[..., Any], arguments: tuple[object, ...]) -> object:
    try:
        given = work(*arguments)
        pickle.dumps(given)
    except Exception as error:  # noqa: BLE001  told to the test that asked
        return RuntimeError(f"{type(error).__name__}: {error}")
    return given


if __name__ == "__main__":
    serve()
