"""Nothing a reviewer entered is lost by kill -9 of the server: what was answered as recorded is there, the rest is whole or absent."""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from govdoc.campaign import ItemQuery
from govdoc.comments import CommentState
from govdoc.people import DECISIONS
from govdoc.store import open_store
from tests.search_web.campaigns import PASSWORD, begun, made_store

ROUNDS, MOST = 4, 400
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")


class Browser:
    """One person's connection: keeps the cookie, sends forms, knows no redirects."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, cookie

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie} | ({"Content-Type": "application/x-www-form-urlencoded"} if form else {})
        try:
            connection.request(method, path, urllib.parse.urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name == "Set-Cookie" and value.startswith("govdoc_session"):
                    self.cookie = value.partition(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("GET", path)[1])
        assert found
        return found[1]

    def sign_in(self, name: str) -> None:
        form = {"csrf_token": self.token("/review/sign-in"), "name": name, "password": PASSWORD}
        assert self.ask("POST", "/review/sign-in", form)[0] == 302


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The real service in a process group of its own; killed as a whole at the end, workers and all."""
    command = [sys.executable, "-m", "govdoc", "--data", str(folder), "serve", "--port", "0", "--workers", "2", "--no-indexer"]  # fmt: skip
    # Twenty comments are a minute's worth of requests, and a quick machine makes them in two seconds.
    unlimited = os.environ | {"GOVDOC_RATE_LIMIT": "0"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True, env=unlimited)
    try:
        assert process.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
        assert found
        threading.Thread(target=process.stderr.read, daemon=True).start()
        listening(process, int(found[1]))
        yield process, int(found[1])
    finally:
        kill(process)
        process.wait(30)


def listening(process: subprocess.Popen[str], port: int) -> None:
    """Wait until the service takes connections; it says its address a moment before."""
    while process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the service ended before it answered")


def kill(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def work(
    browser: Browser, campaign: str, chance: random.Random, done: dict[str, str], said: list[str], end: threading.Timer
) -> None:
    """Decide on items one after another, and comment, until the connection breaks. What was answered as recorded is noted.

    `end` kills the service a random moment after the first few answers.
    """
    csrf = browser.token(f"/review/campaigns/{campaign}")
    with_seal = re.search(r'name="form" value="([^"]+)"', browser.ask("GET", f"/cleanup/{campaign}/items/m-00000")[1])
    assert with_seal
    for number in range(MOST):
        if number == 4:
            end.start()
        id, decision = f"m-{chance.randrange(40):05}", chance.choice(["retained", "amend", "repealed", "lapsed"])
        page = browser.ask("GET", f"/review/campaigns/{campaign}/items/{id}")[1]
        revision = re.search(rf'name="seen-{id}" value="(\d+)"', page)
        assert revision, page
        form = {
            "csrf_token": csrf,
            "item": id,
            f"seen-{id}": revision[1],
            "decision": decision,
            "reason_code": "needed",
        }
        if browser.ask("POST", f"/review/campaigns/{campaign}/decide", form)[0] == 303:
            done[id] = decision
        words = f"这件文件应当{DECISIONS[decision]}，第{chance.random()}次说"
        comment = {"form": with_seal[1], "message": words}
        if browser.ask("POST", f"/cleanup/{campaign}/items/m-00000", comment)[0] == 200:
            said.append(words)


@pytest.mark.parametrize("rounds", [1, pytest.param(ROUNDS, marks=pytest.mark.slow)])
def test_what_was_answered_as_recorded_survives_kill_9(tmp_path: Path, rounds: int) -> None:
    chance, done, said, known = random.Random(7), dict[str, str](), list[str](), dict[str, str]()
    with made_store(tmp_path, 40) as store:
        campaign = begun(store).id
    for _ in range(rounds):
        with serving(tmp_path) as (process, port):
            browser = Browser(port)
            browser.sign_in("li")
            if not said:
                form = {"csrf_token": browser.token(f"/review/campaigns/{campaign}"), "until": "2999-12-31"}
                assert browser.ask("POST", f"/review/campaigns/{campaign}/consult", form)[0] == 303
            end = threading.Timer(2 * chance.random(), kill, [process])
            with pytest.raises((OSError, http.client.HTTPException)):
                work(browser, campaign, chance, done, said, end)
            end.join()
        known |= done
        check(tmp_path, campaign, known, said)
    assert known
    assert said


def check(folder: Path, campaign: str, known: dict[str, str], said: list[str]) -> None:
    """Every answer held; at most the one deed under way may have been recorded without an answer, and then wholly."""
    with open_store(f"sqlite:///{folder / 'govdoc.sqlite3'}", create=False) as store:
        assert list(store.people.trail_problems()) == []
        assert list(store.campaigns.problems()) == []
        assert store.damage() is None
        stands = {one.document_id: one.state.outcome for one in store.campaigns.items(ItemQuery(campaign))}
        lost = {id for id, decision in known.items() if stands[id] != decision}
        for id in lost:  # decided once more, and killed before the answer came
            assert [e.deed.after["decision"] for e in store.campaigns.deeds_on(campaign, id) if e.deed.after][-2] == known[id]  # fmt: skip
            known[id] = stands[id]
        assert len(lost) <= 1
        heard = {one.message for one in store.comments.of_campaign(campaign, CommentState.WAITING)}
        assert heard >= set(said)
        assert len(heard) <= len(said) + ROUNDS
