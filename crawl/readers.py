"""Room: from web to facts. Pages are read beside the fetching: by processes that take bytes and give documents.

A page that hangs or kills its reader is an error of that page: the process is replaced. A reader ends when its parent
is gone, however that ended, because its standard input ends.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import struct
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from typing import IO, Any

from govdoc.document import Document

SECONDS = 60.0
"""A page of 0.4 MB takes 0.1 s; one that takes longer than this never ends."""

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to be read: its bytes, the address asked and the one that answered."""

    body: bytes
    url: str
    final_url: str
    status: int
    content_type: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: a document, or the problem; `trouble` when the site itself stands in the way, `gone` when it says so."""

    document: Document | None = None
    problem: str = ""
    trouble: bool = False
    gone: bool = False


class Readers:
    """A few reader processes for one site; threads wait for them, so that the fetching goes on."""

    def __init__(self, site_file: Path, archive: Path | str, count: int, seconds: float = SECONDS) -> None:
        self._job = json.dumps({"site": str(site_file), "archive": str(archive)})
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(count, "reader")
        self._idle: LifoQueue[subprocess.Popen[bytes]] = LifoQueue()

    async def read(self, page: Page) -> Reading:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, page)

    def close(self) -> None:
        self._threads.shutdown()
        while not self._idle.empty():
            child = self._idle.get()
            child.communicate()

    def _ask(self, page: Page) -> Reading:
        child = self._take()
        timer = threading.Timer(self._seconds, child.kill)
        timer.start()
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            send(child.stdin, page)
            reading: Reading = receive(child.stdout)
        except (OSError, EOFError):
            child.kill()
            child.communicate()
            over = "" if timer.is_alive() else f" after {self._seconds:.0f} s"
            return Reading(None, f"the process that read the page ended{over}: look at the page")
        finally:
            timer.cancel()
        self._idle.put(child)
        return reading

    def _take(self) -> subprocess.Popen[bytes]:
        try:
            return self._idle.get_nowait()
        except Empty:
            command = [sys.executable, "-m", "crawl.reader", self._job]
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def send(stream: IO[bytes], value: object) -> None:
    body = pickle.dumps(value)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        raise EOFError
    return pickle.loads(body)
