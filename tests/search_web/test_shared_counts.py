"""The rate limit counts over all worker processes: one table in memory, made before they are forked."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from govdoc.errors import ConfigError
from govdoc.settings import Settings
from search_web.app import create_app
from search_web.shared_counts import SLOTS, SharedCounts

pytestmark = pytest.mark.skipif(os.name != "posix", reason="workers are forked on POSIX systems only")
FORK = multiprocessing.get_context("fork")


def count(counts: SharedCounts, times: int) -> None:
    for _ in range(times):
        counts.incr("limit/198.51.100.7", 3600)


def test_no_count_is_lost_between_processes() -> None:
    counts = SharedCounts()
    workers = [FORK.Process(target=count, args=(counts, 500)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert counts.get("limit/198.51.100.7") == 2000
    assert counts.get("limit/198.51.100.8") == 0


def hold_and_die(counts: SharedCounts) -> None:
    with counts._locked():
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_killed_while_counting_blocks_nobody() -> None:
    counts = SharedCounts()
    worker = FORK.Process(target=hold_and_die, args=(counts,))
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    assert counts.incr("a", 60) == 1


def test_a_window_ends_and_a_key_can_be_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, now = SharedCounts(), 1_000_000.0
    monkeypatch.setattr("search_web.shared_counts.time.time", lambda: now)
    assert [counts.incr("a", 60, 2), counts.incr("a", 60)] == [2, 3]
    assert counts.get_expiry("a") == now + 60
    now += 60
    assert (counts.get("a"), counts.incr("a", 60)) == (0, 1)
    counts.clear("a")
    assert counts.get("a") == 0
    counts.incr("b", 60)
    counts.reset()
    assert counts.get("b") == 0


def test_more_askers_than_counters_cost_only_those_that_end_first() -> None:
    counts = SharedCounts()
    for n in range(SLOTS + SLOTS // 2):
        counts.incr(f"asker {n}", 60 + n)
    assert counts.get(f"asker {SLOTS + SLOTS // 2 - 1}") == 1
    assert sum(counts.get(f"asker {n}") for n in range(SLOTS + SLOTS // 2)) > SLOTS * 0.9


def requests_until_refused(app: object, answered: object) -> None:
    client = app.test_client()  # type: ignore[attr-defined]
    while client.get("/embed").status_code == 200:
        with answered.get_lock():  # type: ignore[attr-defined]
            answered.value += 1  # type: ignore[attr-defined]


def test_two_workers_share_the_limit_of_one_address(tmp_path: Path) -> None:
    app = create_app(Settings(tmp_path, store_url=f"sqlite:///{tmp_path / 'x.sqlite3'}", rate_limit=30))
    answered = FORK.Value("i", 0)
    workers = [FORK.Process(target=requests_until_refused, args=(app, answered)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert answered.value == 30


def test_a_store_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="GOVDOC_RATE_STORE=nowhere://x"):
        create_app(Settings(tmp_path, store_url=f"sqlite:///{tmp_path / 'x.sqlite3'}", rate_store="nowhere://x"))
