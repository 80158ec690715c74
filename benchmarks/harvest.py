"""Harvest a loopback site: pages a second and CPU a page, first run and nightly re-run, and the memory of all processes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.road import report
from crawl.harvest import Options, harvest
from crawl.site_file import load_site
from crawl.tally import SiteTally
from govdoc.settings import Settings


def main(count: int = 20_000) -> None:
    with tempfile.TemporaryDirectory() as folder, site(count) as port:
        files = [site_file(Path(folder), "bench", port)]
        measure("first harvest", files, Path(folder), count)
        measure("nightly re-run, 304", files, Path(folder), count)
    with tempfile.TemporaryDirectory() as folder, site(count // 4) as one, site(count // 4) as two:
        files = [site_file(Path(folder), f"bench{n}", port) for n, port in enumerate((one, two))]
        measure("two sites at once", files, Path(folder), count // 4 * 2)


def measure(what: str, files: list[Path], data: Path, count: int) -> None:
    settings = Settings(data / "data", store_url=f"sqlite:///{data / 'data' / 'govdoc.sqlite3'}")
    settings.data.mkdir(exist_ok=True)
    before, started = cpu(), time.perf_counter()
    with peak_memory() as peak:
        tallies = harvest([(load_site(file), file) for file in files], settings, Options(jobs=len(files)))
    seconds = time.perf_counter() - started
    check(tallies, count)
    report(f"{what}: pages", count)
    report(f"{what}: seconds", round(seconds, 1))
    report(f"{what}: pages a second", round(count / seconds, 1))
    report(f"{what}: CPU ms a page, server not counted", round((cpu() - before) / count * 1000, 2))
    report(f"{what}: peak memory of all processes, MB", round(peak[0]))


def check(tallies: tuple[SiteTally, ...], count: int) -> None:
    done = sum(tally.total("new") + tally.total("unchanged") for tally in tallies)
    if done != count or not all(tally.ok for tally in tallies):
        sys.exit(f"{done} of {count} pages: {[tally.as_json() for tally in tallies]}")


def site_file(folder: Path, name: str, port: int) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(
        f'id = "{name}"\ntitle = "某区人民政府"\nbase_url = "http://127.0.0.1:{port}"\nallow_private = true\ndelay = 0\n'
        "connections = 8\n[limits]\npages = 1000000\n"
        '[[channels]]\nid = "tz"\ntitle = "通知公告"\nkind = "notice"\nurl = "/tz/p0"\nitems = "ul.list li"\nnext = "a.next"\n',
        encoding="utf-8",
    )
    return path


@contextmanager
def site(count: int) -> Iterator[int]:
    """The port of a running loopback site."""
    command = [sys.executable, "-m", "benchmarks.loopback", str(count)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield int(child.stdout.readline())
    finally:
        child.kill()
        child.wait()


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def peak_memory() -> Iterator[list[float]]:
    """The largest sum of the resident sets of this process's descendants, in MB; shared pages count once a process."""
    peak, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            peak[0] = max(peak[0], descendants_mb(os.getpid()))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def descendants_mb(pid: int) -> float:
    """Proportional memory of the harvest's processes below `pid` (Linux; 0 elsewhere)."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        tasks = [c for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]
    except OSError:
        return 0.0
    return sum(own_mb(int(child)) + descendants_mb(int(child)) for child in {*children, *tasks})


def own_mb(pid: int) -> float:
    try:
        if "benchmarks.loopback" in Path(f"/proc/{pid}/cmdline").read_text():
            return 0.0
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
