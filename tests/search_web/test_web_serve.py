"""`govdoc serve` as an operator starts it: a process that answers, and that ends when told to."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from govdoc.document import Document
from govdoc.settings import SHANGHAI
from govdoc.store import open_store


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")
def test_a_new_document_is_searchable_within_seconds_what_it_repeals_follows_and_the_service_stops(
    tmp_path: Path,
) -> None:
    old = Document(
        "x1",
        title="云溪区农村低保办法",
        number="云政发〔2019〕1号",
        text="第一条　为了规范农村低保工作。本办法自2019年5月1日起施行。",
    )
    new = Document(
        "x2",
        title="云溪区农村低保新办法",
        text="本办法自2020年5月1日起施行。《云溪区农村低保办法》（云政发〔2019〕1号）同时废止。",
    )
    url = f"sqlite:///{tmp_path / 'govdoc.sqlite3'}"
    with open_store(url) as store:
        store.put_documents([old], datetime(2024, 1, 1, tzinfo=SHANGHAI))
    command = [sys.executable, "-m", "govdoc", "--data", str(tmp_path), "serve", "--port", "0", "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert address, said
        asked = f"{address[0]}api/v1/search?q=%E4%BD%8E%E4%BF%9D"
        until(process, asked, lambda hits: [hit["id"] for hit in hits] == ["x1"])
        assert "农村低保" in answer(f"{address[0]}d/x1", process)
        with open_store(url) as store:
            store.put_documents([new], datetime(2024, 1, 2, tzinfo=SHANGHAI))
        until(process, asked, lambda hits: {hit["id"] for hit in hits} == {"x1", "x2"})
        until(process, asked, lambda hits: {h["id"]: h["status"] for h in hits}["x1"] == "repealed")
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def until(process: subprocess.Popen[str], url: str, holds: Callable[[list[dict[str, str]]], bool]) -> None:
    """Asks again and again, a minute at most."""
    last, hits, pause = time.monotonic() + 60, list[dict[str, str]](), threading.Event()
    while time.monotonic() < last and not pause.wait(0.1):
        try:
            hits = json.loads(answer(url, process))["hits"]
        except urllib.error.HTTPError as error:
            if error.code != 503:  # until there is an index
                raise
            continue
        if holds(hits):
            return
    raise AssertionError(f"not so within a minute: {hits}")


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "govdoc", "--data", str(tmp_path), "serve", "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert f"port {port}" in ended.stderr
    assert "another --port" in ended.stderr


def answer(url: str, process: subprocess.Popen[str]) -> str:
    """Asks until the server listens; gives up when the process has ended."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=20) as response:
                return response.read().decode()
        except ConnectionError:
            continue
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
    raise AssertionError("the server ended before it answered")
