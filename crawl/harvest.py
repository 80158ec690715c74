"""Room: from web to facts. Runs sites, each in a process of its own, and gathers what they did.

A process a site: Twisted's reactor starts only once in a process, two sites use two cores, and a site that goes wrong
takes no other with it. The child writes one line of JSON a step to its standard output; the last one is the summary.
"""

from __future__ import annotations

import fcntl
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crawl.archive import Archive
from crawl.site import Site
from crawl.site_file import load_site
from crawl.tally import SiteTally, from_json
from govdoc.errors import FetchError, GovdocError
from govdoc.settings import Settings
from govdoc.store import open_store

STEP = 0.2
"""Seconds between two progress lines of a child."""
Watch = Callable[[SiteTally], None]


def harvest(
    sites: Sequence[tuple[Site, Path]], settings: Settings, *, jobs: int = 2, watch: Watch | None = None
) -> tuple[SiteTally, ...]:
    """Harvest sites given with their files; the summaries in the same order. `watch` sees every step, in this thread."""
    open_store(settings.store_url).close()  # the schema is made once, before children meet in it
    events: queue.Queue[tuple[int, SiteTally | None]] = queue.Queue()
    places = iter(range(len(sites)))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                place = next(places, None)
            if place is None:
                return
            for step in _run_child(sites[place], settings):
                events.put((place, step))
            events.put((place, None))

    for _ in range(max(1, min(jobs, len(sites)))):
        threading.Thread(target=work, daemon=True).start()
    return _gather(sites, events, watch)


def _gather(
    sites: Sequence[tuple[Site, Path]], events: queue.Queue[tuple[int, SiteTally | None]], watch: Watch | None
) -> tuple[SiteTally, ...]:
    found: dict[int, SiteTally] = {}
    left = len(sites)
    while left:
        place, step = events.get()
        if step is None:
            left -= 1
            continue
        found[place] = step
        if watch is not None:
            watch(step)
    return tuple(found[place] for place in range(len(sites)))


def _run_child(pair: tuple[Site, Path], settings: Settings) -> Iterator[SiteTally]:
    """The child's steps; a child that dies without a summary gives one with its last words."""
    site, path = pair
    job = {
        "site": str(path.resolve()),
        "data": str(settings.data),
        "store": settings.store_url,
        "contact": settings.contact,
    }
    command = [sys.executable, "-m", "crawl.harvest", json.dumps(job)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    words: list[str] = []
    reader = threading.Thread(target=lambda: words.extend(child.stderr or ()), daemon=True)
    reader.start()
    last = SiteTally(site.id, site.title)
    try:
        for line in child.stdout or ():
            row = json.loads(line)
            last = from_json(row["tally"])
            if row["done"]:
                yield last
                return
            yield last
    finally:
        child.wait()
        reader.join()
    said = next((line.strip() for line in reversed(words) if line.strip()), f"exit status {child.returncode}")
    last.error = f"the harvest of {site.id} stopped ({said}); run it again, it goes on where it was"
    yield last


@contextmanager
def only_one(data: Path, site_id: str) -> Iterator[None]:
    """Hold the site's lock: two runs of one site at once would ask it for everything twice. FetchError when it is held.

    The lock belongs to the process and goes with it, however it ends.
    """
    data.mkdir(parents=True, exist_ok=True)
    with open(data / f"crawl-{site_id}.lock", "w", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FetchError(f"{site_id} is being harvested by another run; wait for it to end") from None
        yield


def run_one(job: dict[str, str], tell: Callable[[SiteTally, bool], None]) -> None:
    """In the child: harvest one site; every outcome is told, also that it could not begin."""
    from crawl.keeper import Keeper
    from crawl.spider import run_spider

    path, data = Path(job["site"]), Path(job["data"])
    told = [0.0]

    def progress(tally: SiteTally) -> None:
        if time.monotonic() - told[0] >= STEP:
            told[0] = time.monotonic()
            tell(tally, False)

    try:
        site = load_site(path)
        with only_one(data, site.id), open_store(job["store"]) as store:
            tally = run_spider(Keeper(site, store, Archive(data / "archive")), job["contact"], progress)
    except GovdocError as error:
        tally = SiteTally(path.stem, path.stem, error=str(error))
    tell(tally, True)


def _tell(tally: SiteTally, done: bool) -> None:
    """One line for the parent. When the parent is gone the child ends too; what it stored is stored."""
    row: dict[str, Any] = {"done": done, "tally": tally.as_json()}
    try:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(1)


if __name__ == "__main__":
    run_one(json.loads(sys.argv[1]), _tell)
