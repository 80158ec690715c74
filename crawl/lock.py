"""Room: from web to facts. One harvest of a site at a time, on this machine."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govdoc.errors import FetchError


class BusyError(FetchError):
    """Another run harvests the site."""


@contextmanager
def only_one(data: Path, site_id: str) -> Iterator[None]:
    """Hold the site's lock: two runs of one site at once would ask it for everything twice. BusyError when it is held.

    The lock belongs to the process whose number is in the file, and goes with it, however it ends: a file left behind
    by a run that was killed stands in nobody's way.
    """
    data.mkdir(parents=True, exist_ok=True)
    with open(data / f"crawl-{site_id}.lock", "a+", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            pid = handle.read(20).strip() or "unknown"
            raise BusyError(f"another run (pid {pid}) is harvesting {site_id}: wait for it to end") from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def is_held(data: Path, site_id: str) -> bool:
    """Whether a run of the site is going on."""
    try:
        with only_one(data, site_id):
            return False
    except BusyError:
        return True
