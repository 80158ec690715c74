"""Room: from web to facts. Runs sites, each in a process of its own, and gathers what they did.

A process a site: Twisted's reactor starts only once in a process, two sites use two cores, and a site that goes wrong
takes no other with it. The child writes one line of JSON a step to its standard output; the last one is the summary.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawl.archive import Archive
from crawl.gate import gate_for
from crawl.lock import BusyError, only_one
from crawl.saved import Saved
from crawl.site import Site
from crawl.site_file import load_site
from crawl.tally import SiteTally, from_json
from govdoc.errors import GovdocError
from govdoc.logs import event
from govdoc.settings import SHANGHAI, Settings
from govdoc.store import Run, Store, open_store
from govdoc.store.leases import LeasedError, holder_of

STEP = 0.2
"""Seconds between two progress lines of a child."""
Watch = Callable[[SiteTally], None]


@dataclass(frozen=True, slots=True)
class Options:
    """`jobs`: sites at the same time; `due`: they are due by their schedule; `accept`: take pages that lost much as they are."""

    jobs: int = 2
    due: bool = False
    accept: bool = False

    def readers(self, sites: int) -> int:
        """Reader processes of each site: at least two, for one of them often waits for the disk to hold what it wrote."""
        return max(2, (os.cpu_count() or 2) // max(1, min(self.jobs, sites)))


def harvest(
    sites: Sequence[tuple[Site, Path]], settings: Settings, options: Options = Options(), watch: Watch | None = None
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
            for step in _run_child(sites[place], settings, options, options.readers(len(sites))):
                events.put((place, step))
            events.put((place, None))

    for _ in range(max(1, min(options.jobs, len(sites)))):
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
            event("harvest", **found[place].as_json())
            continue
        found[place] = step
        if watch is not None:
            watch(step)
    return tuple(found[place] for place in range(len(sites)))


def _run_child(pair: tuple[Site, Path], settings: Settings, options: Options, readers: int) -> Iterator[SiteTally]:
    """The child's steps; a child that dies without a summary gives one with its last words."""
    site, path = pair
    job = job_of(path, settings, options, readers)
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


def job_of(path: Path, settings: Settings, options: Options = Options(), readers: int = 1) -> dict[str, Any]:
    """What the child is told."""
    return {
        "site": str(path.resolve()),
        "data": str(settings.data),
        "archive": str(settings.archive),
        "store": settings.store_url,
        "contact": settings.contact,
        "due": options.due,
        "accept": options.accept,
        "readers": readers,
    }


def run_one(job: dict[str, Any], tell: Callable[[SiteTally, bool], None]) -> None:
    """In the child: harvest one site; every outcome is told, also that it could not begin."""
    path, data = Path(job["site"]), Path(job["data"])
    told = [0.0]

    def progress(tally: SiteTally) -> None:
        if time.monotonic() - told[0] >= STEP:
            told[0] = time.monotonic()
            tell(tally, False)

    try:
        site = load_site(path)
        with (
            only_one(data, site.id),
            open_store(job["store"]) as store,
            store.leases.held(f"site {site.id}", holder_of(data)),
        ):
            tally = _recorded(site, store, lambda: _harvest_site(site, path, store, job, progress))
    except (BusyError, LeasedError) as error:
        tally = SiteTally(path.stem, path.stem)
        tally.left_alone, tally.error = (str(error), None) if job["due"] else (None, str(error))
    except GovdocError as error:
        tally = SiteTally(path.stem, path.stem, error=str(error))
    tell(tally, True)


def _recorded(site: Site, store: Store, work: Callable[[], SiteTally]) -> SiteTally:
    """The work, with its beginning and its end written down; a run left alone leaves no trace."""
    began = datetime.now(UTC)
    if site.hours and not site.hours.seconds_left(began):
        here = began.astimezone(SHANGHAI)
        return SiteTally(
            site.id, site.title, left_alone=f"asked only from {site.hours}, now it is {here:%H:%M} in China"
        )
    store.put_run(Run(site.id, began))
    tally = work()
    store.put_run(Run(site.id, began, datetime.now(UTC), tally.ok, tally.as_json()))
    return tally


def _harvest_site(
    site: Site, path: Path, store: Store, job: dict[str, Any], progress: Callable[[SiteTally], None]
) -> SiteTally:
    from crawl.keeper import Keeper
    from crawl.readers import Readers
    from crawl.robots import overdue
    from crawl.spider import run_spider

    data = Path(job["data"])
    archive = Archive(job["archive"])
    keeper = Keeper(site, store, archive, Saved(data / "failed" / site.id), accept=job["accept"])
    readers = Readers(path, archive.root, job["readers"])
    now = datetime.now(UTC)
    gate = gate_for(site, now, lenient=overdue(store.runs(site.id)[1:], now))  # the first is this one
    try:
        return run_spider(keeper, readers, gate, job["contact"], progress)
    finally:
        readers.close()


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
