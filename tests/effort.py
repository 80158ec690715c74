"""How much a function does, for assertions that hold on any machine: calls made, or ratios of processor time; never a time limit."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable


def calls(work: Callable[[], object]) -> int:
    """Function calls made, those into compiled code included: the same number on every machine, however busy it is."""
    made = 0

    def count(*_: object) -> None:
        nonlocal made
        made += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return made


def seconds(work: Callable[[], object], times: int = 2) -> float:
    """Processor time of the quickest of a few runs, to be compared with that of other work of the same test.

    Without the collector: its passes over all objects come at some sizes and not at others.
    """
    best = float("inf")
    gc.disable()
    try:
        for _ in range(times):
            began = time.process_time()
            work()
            best = min(best, time.process_time() - began)
    finally:
        gc.enable()
    return best
