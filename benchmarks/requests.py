"""Whole `/search` requests: of one web process without a network, and of `govdoc serve` with two over loopback."""

from __future__ import annotations

import os
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

from govdoc.settings import load_settings
from search_web.app import create_app

WORKERS = 2
CLIENTS = 4
"""Requests under way at a time; who asks takes a share of the same processors."""


def client_of(data: Path) -> FlaskClient:
    return create_app(load_settings(str(data), environ={"GOVDOC_RATE_LIMIT": "0"})).test_client()


def milliseconds(client: FlaskClient, queries: Sequence[str]) -> list[float]:
    """Of each request, in their order."""
    taken = []
    for query in queries:
        began = time.perf_counter()
        answer = client.get("/search", query_string={"q": query})
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"/search?q={query} gave {answer.status_code}")
    return taken


def middle(times: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    ordered = sorted(times)
    return (statistics.median(ordered), ordered[int(len(ordered) * 0.95)]) if ordered else (0.0, 0.0)


def zipf(queries: Sequence[str], length: int, seed: int = 13) -> list[str]:
    """A day's requests: the r-th query as often as 1/r."""
    return random.Random(seed).choices(queries, [1 / rank for rank in range(1, len(queries) + 1)], k=length)


def a_second(data: Path, queries: Sequence[str]) -> float:
    """Requests that `govdoc serve` with two workers answers in a second; each query once, by four clients at a time."""
    command = [sys.executable, "-m", "govdoc", "--data", str(data), "serve", "--port", "0", "--workers", str(WORKERS), "--no-indexer"]  # fmt: skip
    environment = {**os.environ, "GOVDOC_RATE_LIMIT": "0"}
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert server.stderr is not None
    try:
        said = re.search(r"http://([\d.]+):(\d+)/", server.stderr.readline())
        if said is None:
            raise RuntimeError("govdoc serve did not say where it listens")
        threading.Thread(target=server.stderr.read, daemon=True).start()
        _wait_for(said[1], int(said[2]))
        _ask(said[1], int(said[2]), list(queries[: 4 * WORKERS]))  # both workers have opened the index
        began = time.perf_counter()
        _ask(said[1], int(said[2]), list(queries))
        return len(queries) / (time.perf_counter() - began)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _wait_for(host: str, port: int) -> None:
    """Until the service answers, a minute at most."""
    last, pause = time.monotonic() + 60, threading.Event()
    while time.monotonic() < last and not pause.wait(0.2):
        try:
            HTTPConnection(host, port, timeout=5).connect()
        except OSError:
            continue
        return
    raise RuntimeError("govdoc serve did not answer within a minute")


def _ask(host: str, port: int, queries: list[str]) -> None:
    """RuntimeError where one of them is not answered."""
    failed: list[str] = []

    def ask() -> None:
        while queries and not failed:
            query = queries.pop()
            try:
                connection = HTTPConnection(host, port, timeout=60)
                connection.request("GET", f"/search?q={quote(query)}")
                if connection.getresponse().status != 200:
                    failed.append(query)
                connection.close()
            except OSError as error:
                failed.append(f"{query} ({error})")

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(f"/search was not answered: {failed[0]}")
