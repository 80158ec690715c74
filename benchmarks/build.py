"""Build one engine's index in a process of its own: `python -m benchmarks.build ENGINE ROWS FOLDER` prints time and memory.

The system tells the memory of the largest child only; all are counted as if they were as large at the same time.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.documents import read
from benchmarks.engines import engine
from indexer.segment_writers import WORKERS


def built(name: str, rows: Path, folder: Path) -> dict[str, float]:
    """Built in a process of its own; its figures stay beside the index."""
    kept = folder.with_suffix(".json")
    if not kept.exists():
        command = [sys.executable, "-m", "benchmarks.build", name, str(rows), str(folder)]
        kept.write_text(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    figures: dict[str, float] = json.loads(kept.read_text())
    return figures


def main(name: str, rows: str, folder: str) -> None:
    Path(folder).mkdir(parents=True)
    began, busy = time.perf_counter(), _busy()
    engine(name).build(read(Path(rows)), Path(folder))
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({
        "seconds": round(time.perf_counter() - began, 1), "cpu": round(_busy() - busy, 1),
        "peak_mb": round(own + children * WORKERS), "size_mb": round(_size(name, Path(folder)) / 1e6),
    }))  # fmt: skip


def _busy() -> float:
    """Processor seconds of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _size(name: str, folder: Path) -> int:
    elsewhere = getattr(engine(name), "size", None)
    if elsewhere is not None:
        return int(elsewhere(folder))
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main(*sys.argv[1:])
