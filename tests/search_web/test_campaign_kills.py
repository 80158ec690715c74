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
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from govdoc.campaign import ItemQuery, Phase
from govdoc.people import Deed, Role
from govdoc.store import open_store
from govdoc.worksheet import WIDTHS
from search_web.review.passwords import opens
from tests.search_web.campaigns import OFFICE, PASSWORD, T0, begun, made_store

ROUNDS, MOST = 4, 400
DEEDS = {
    "item decided", "item confirmed", "item undone", "item removed", "item restored", "comment published", "report saved", "decided",
    "confirmed", "undone", "consultation set", "campaign opened", "campaign withdrawn", "campaign published",
}  # fmt: skip
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")


class Browser:
    """One person's connection: keeps the cookie, sends forms, knows no redirects."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, cookie

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        body = urllib.parse.urlencode(form).encode() if form else None
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        status, said, _ = self._answer(method, path, body, headers)
        return status, said.decode()

    def leads(self, path: str, form: dict[str, str]) -> str:
        """Where the answer to a form sends on to; "" where the form was refused."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _, where = self._answer("POST", path, urllib.parse.urlencode(form).encode(), headers)
        return where if status in (302, 303) else ""

    def _answer(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers | {"Cookie": self.cookie})
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name == "Set-Cookie" and value.startswith("govdoc_session"):
                    self.cookie = value.partition(";")[0]
            return answer.status, answer.read(), answer.getheader("Location", "")
        finally:
            connection.close()

    def fetch(self, path: str) -> bytes:
        return self._answer("GET", path, None, {})[1]

    def upload(self, path: str, csrf: str, sheet: bytes) -> tuple[int, str]:
        """Status, and where it leads."""
        parts = (b'name="csrf_token"\r\n\r\n' + csrf.encode(), b'name="sheet"; filename="a.xlsx"\r\n\r\n' + sheet)
        body = b"".join(b"--edge\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--edge--\r\n"  # fmt: skip
        status, _, where = self._answer("POST", path, body, {"Content-Type": "multipart/form-data; boundary=edge"})
        return status, where

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
    unlimited = os.environ | {"GOVDOC_RATE_LIMIT": "0", "GOVDOC_SECOND_REVIEWER": "1"}
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


class Reviewer:
    """Somebody who sends every form that a reviewer can send, again and again, and the `second` who must agree. `done`: what was
    answered as recorded, as (action, subject, words that its entry of the trail must hold); `stands`: what was decided last on an
    item; `phases`: how campaigns begun here ended; `listed`: on the list of the campaign or not."""

    def __init__(self, browser: Browser, second: Browser, campaign: str, chance: random.Random) -> None:
        self.browser, self.second, self.campaign, self.chance = browser, second, campaign, chance
        self.page = f"/review/campaigns/{campaign}"
        self.done: list[tuple[str, str, str]] = []
        self.stands: dict[str, str] = {}
        self.phases: dict[str, Phase] = {}
        self.listed: dict[str, bool] = {}
        self.csrf = self.other = ""

    def work(self, end: threading.Timer, many: int) -> None:
        """Form after form until the connection breaks. `end` kills the service a random moment after the first few."""
        self.csrf, self.other = self.browser.token(self.page), self.second.token(self.page)
        forms = (
            self.decide, self.comment, self.moderate, self.report, self.decide_alone, self.assign, self.fill_in,
            self.consult, self.agree, self.take_back, self.strike, self.withdraw, self.publish,
        )  # fmt: skip
        for number in range(many):
            if number == len(forms):
                end.start()
            forms[number % len(forms)]()

    def words(self) -> str:
        return f"第{self.chance.randrange(10**12)}次说"

    def send(self, path: str, form: dict[str, str], action: str, subject: str, words: str) -> bool:
        return bool(self.led(path, form, action, subject, words))

    def led(self, path: str, form: dict[str, str], action: str, subject: str, words: str, *, second: bool = False) -> str:  # fmt: skip
        who, csrf = (self.second, self.other) if second else (self.browser, self.csrf)
        where = who.leads(path, {"csrf_token": csrf} | form)
        if where:
            self.done.append((action, subject, words))
        return where

    def decide(self) -> None:
        id, decision, words = f"m-{self.chance.randrange(40):05}", self.chance.choice(["retained", "repealed", "lapsed"]), self.words()  # fmt: skip
        page = self.browser.ask("GET", f"{self.page}/items/{id}")[1]
        form = {"item": id, f"seen-{id}": hidden(page, f"seen-{id}"), "decision": decision, "reason_code": "needed", "reason": words}  # fmt: skip
        if self.send(f"{self.page}/decide", form, "item decided", f"{self.campaign}/{id}", words):
            self.stands[id] = decision

    def comment(self) -> None:
        words, path = self.words(), f"/cleanup/{self.campaign}/items/m-00000"
        seal = hidden(self.browser.ask("GET", path)[1], "form")
        if self.browser.ask("POST", path, {"form": seal, "message": words})[0] == 200:
            self.done.append(("", "", words))

    def moderate(self) -> None:
        page, words = self.browser.ask("GET", f"{self.page}/comments")[1], self.words()
        if 'name="comment"' in page:
            form = {"comment": hidden(page, "comment"), "seen": hidden(page, "seen"), "do": "publish", "answer": words}
            self.send(f"{self.page}/comments", form, "comment published", "", words)

    def report(self) -> None:
        page, words = self.browser.ask("GET", "/review/annual?year=2025")[1], self.words()
        form = {"year": "2025", "issuer": "", "sequence": hidden(page, "sequence"), "text-overview": words}
        self.send("/review/annual", form, "report saved", "annual:2025:", words)

    def decide_alone(self) -> str:
        id, words = f"m-{self.chance.randrange(40):05}", self.words()
        form = {"id": id, "decision": "retained", "reason_code": "needed", "reason": words}
        assert self.send("/review/decide", form, "decided", id, words)
        return id

    def agree(self) -> None:
        """Decided by one on the document's own page, confirmed by the other."""
        id = self.decide_alone()
        form = {"id": id, "sequence": hidden(self.second.ask("GET", f"/review/d/{id}")[1], "sequence")}
        assert self.led("/review/confirm", form, "confirmed", id, f"'confirms': {form['sequence']}", second=True)

    def take_back(self) -> None:
        id = self.decide_alone()
        form = {"id": id, "sequence": hidden(self.browser.ask("GET", f"/review/d/{id}")[1], "sequence")}
        assert self.send("/review/undo", form, "undone", id, f"'undoes': {form['sequence']}")

    def on_item(self, page: str, id: str, act: str, **more: str) -> bool:
        """One item's own form, as its page shows it."""
        seen = hidden(self.browser.ask("GET", f"{page}/items/{id}")[1], f"seen-{id}")
        action = {"undo": "undone", "remove": "removed", "restore": "restored"}[act]
        form, words = {"item": id, f"seen-{id}": seen} | more, more.get("why", "")
        return self.send(f"{page}/{act}", form, f"item {action}", f"{page.rpartition('/')[2]}/{id}", words)

    def strike(self) -> None:
        """Items that nobody else touches: one off the list and on it again (or on and off), another off or on."""
        one, other = self.chance.sample([f"m-{n:05}" for n in range(40, 44)], 2)
        for id in (one, one, other):
            there = self.listed.get(id, True)
            assert (
                self.on_item(self.page, id, "remove", why=self.words())
                if there
                else self.on_item(self.page, id, "restore")
            )
            self.listed[id] = not there

    def begin(self) -> str:
        """The page of a new campaign over everything."""
        words = self.words()
        form = {"title": words, "office": OFFICE, "issuer": OFFICE, "cutoff": "2025-12-31"}
        where = self.led("/review/campaigns/", form, "campaign opened", "", words)
        assert where
        return urllib.parse.urlsplit(where).path

    def withdraw(self) -> None:
        page = self.begin()
        id = page.rpartition("/")[2]
        if self.send(f"{page}/withdraw", {}, "campaign withdrawn", id, ""):
            self.phases[id] = Phase.WITHDRAWN

    def publish(self) -> None:
        """A whole campaign: decided, one item undone and decided again, another taken off; confirmed by the other, published."""
        page = self.begin()
        id = page.rpartition("/")[2]
        self.at_once(page, "decide", "item decided")
        assert self.on_item(page, "m-00001", "undo")
        assert self.on_item(page, "m-00002", "remove", why="会议通知")
        self.at_once(page, "decide", "item decided", outcome="open")
        self.at_once(page, "confirm", "item confirmed", second=True)
        revision = hidden(self.browser.ask("GET", f"{page}/publish")[1], "revision")
        if self.send(f"{page}/publish", {"revision": revision}, "campaign published", id, ""):
            self.phases[id] = Phase.PUBLISHED

    def at_once(self, page: str, act: str, action: str, *, second: bool = False, outcome: str = "") -> None:
        """All that the filters let through, in one form."""
        as_of = hidden(self.browser.ask("GET", page)[1], "as_of")
        form = {
            "all": "1",
            "as_of": as_of,
            "decision": "retained",
            "reason_code": "needed",
            "reason": self.words(),
            "outcome": outcome,
        }
        words = form["reason"] if act == "decide" else "confirms"
        assert self.led(f"{page}/{act}", form, action, page.rpartition("/")[2], words, second=second)

    def assign(self) -> None:
        id, to = f"m-{self.chance.randrange(40):05}", self.chance.choice(["li", "wang"])
        self.send("/review/assign", {"id": id, "to": to, "list": "queue"}, "", "", "")

    def fill_in(self) -> None:
        """A worksheet with one opinion filled in, sent and confirmed."""
        id, words = f"m-{self.chance.randrange(40):05}", self.words()
        book = load_workbook(BytesIO(self.browser.fetch(f"{self.page}/worksheet.xlsx")))
        columns = {name: place for place, name in enumerate(WIDTHS, 1)}
        row = next(r for r in range(2, 60) if book.active.cell(r, columns["文件编号"]).value == id)
        for name, value in (("清理意见", "保留"), ("理由", "仍需执行，合法有效"), ("说明", words)):
            book.active.cell(row, columns[name]).value = value
        out = BytesIO()
        book.save(out)
        status, preview = self.browser.upload(f"{self.page}/import", self.csrf, out.getvalue())
        assert status == 303
        plan = hidden(self.browser.ask("GET", preview)[1], "plan")
        if self.send(preview, {"plan": plan}, "item decided", f"{self.campaign}/{id}", words):
            self.stands[id] = "retained"

    def consult(self) -> None:
        until = f"{self.chance.randrange(2100, 9999)}-12-31"
        self.send(f"{self.page}/consult", {"until": until}, "consultation set", self.campaign, until)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, (name, page)
    return found[1]


@pytest.mark.parametrize("rounds", [1, pytest.param(ROUNDS, marks=pytest.mark.slow)])
def test_what_was_answered_as_recorded_survives_kill_9(tmp_path: Path, rounds: int) -> None:
    chance, done, stands = random.Random(7), list[tuple[str, str, str]](), dict[str, str]()
    phases, on_list = dict[str, Phase](), dict[str, bool]()
    with made_store(tmp_path, 44) as store:
        campaign = begun(store).id
        store.campaigns.change(campaign, lambda one: replace(one, consulted_until=date(2999, 12, 31)), Deed(T0, "li", "consultation set", campaign))  # fmt: skip
    for _ in range(rounds):
        with serving(tmp_path) as (process, port):
            browser, second = Browser(port), Browser(port)
            browser.sign_in("li")
            second.sign_in("wang")
            reviewer = Reviewer(browser, second, campaign, chance)
            reviewer.listed = dict(on_list)
            end = threading.Timer(2 * chance.random(), kill, [process])
            with pytest.raises((OSError, http.client.HTTPException)):
                reviewer.work(end, MOST)
            end.join()
        done += reviewer.done
        stands |= reviewer.stands
        phases |= reviewer.phases
        on_list = reviewer.listed
        check(tmp_path, campaign, done, stands)
        check_campaigns(tmp_path, campaign, phases, on_list)
    assert {action for action, _, _ in done} >= DEEDS


def check(folder: Path, campaign: str, done: list[tuple[str, str, str]], stands: dict[str, str]) -> None:
    """Every answer held; at most the one deed under way may have been recorded without an answer, and then wholly."""
    with open_store(f"sqlite:///{folder / 'govdoc.sqlite3'}", create=False) as store:
        assert list(store.people.trail_problems()) == []
        assert list(store.campaigns.problems()) == []
        assert store.damage() is None
        told = [(e.deed.action, e.deed.subject, str(e.deed.after)) for e in store.people.trail()]
        for action, subject, words in (one for one in done if one[0]):
            assert any(a == action and s.startswith(subject) and words in after for a, s, after in told), (action, words)  # fmt: skip
        heard = {one.message for one in store.comments.of_campaign(campaign)}
        assert heard >= {words for action, _, words in done if not action and words}
        now = {one.document_id: one.state.outcome for one in store.campaigns.items(ItemQuery(campaign))}
        lost = {id for id, decision in stands.items() if now[id] != decision}
        assert len(lost) <= 1  # decided once more, and killed before the answer came
        for id in lost:
            assert [e.deed.after["decision"] for e in store.campaigns.deeds_on(campaign, id) if e.deed.after][-2] == stands[id]  # fmt: skip
            stands[id] = now[id]


def check_campaigns(folder: Path, campaign: str, phases: dict[str, Phase], on_list: dict[str, bool]) -> None:
    """Campaigns ended as answered, a published one with all its decisions; of the list, the one deed under way may differ."""
    with open_store(f"sqlite:///{folder / 'govdoc.sqlite3'}", create=False) as store:
        now = {one.id: one for one in store.campaigns.all()}
        assert {id: now[id].phase for id in phases} == phases
        told = [e.deed for e in store.people.trail()]
        for id in (one.id for one in now.values() if one.phase is Phase.PUBLISHED):
            (many,) = [d.after["documents"] for d in told if d.action == "campaign published" and d.subject == id and d.after]  # fmt: skip
            assert many == len(store.campaigns.items(ItemQuery(id)))
            assert many == sum(d.action == "decided" and bool(d.after) and d.after.get("campaign") == id for d in told if d.after)  # fmt: skip
        removed = {one.document_id for one in store.campaigns.items(ItemQuery(campaign, removed=True))}
        wrong = {id for id, there in on_list.items() if there == (id in removed)}
        assert len(wrong) <= 1
        on_list.update({id: id not in removed for id in wrong})


def test_a_changed_password_and_changed_accounts_survive_kill_9(tmp_path: Path) -> None:
    """The forms that are sent once: what was answered holds, at whatever moment the service is killed after it."""
    made_store(tmp_path, 1).close()
    changed = PASSWORD + "下面"
    with serving(tmp_path) as (process, port):
        li, root = Browser(port), Browser(port)
        li.sign_in("li")
        root.sign_in("root")
        form = {"csrf_token": li.token("/review/password"), "old": PASSWORD, "new": changed, "again": changed}
        assert li.ask("POST", "/review/password", form)[0] in (302, 303)
        form = {"csrf_token": root.token("/review/accounts"), "name": "zhao", "role": "reviewer", "password": changed}
        assert root.ask("POST", "/review/accounts", form)[0] in (302, 303)
        for name, to in (("reader", "reviewer"), ("wang", "disabled")):
            form = {"csrf_token": root.token("/review/accounts"), "name": name, "to": to}
            assert root.leads("/review/accounts/change", form)
        kill(process)
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}", create=False) as store:
        assert store.people.account("reader").role is Role.REVIEWER
        assert store.people.account("wang").disabled
        assert all(opens(store.people.account(name), changed) for name in ("li", "zhao"))
        assert list(store.people.trail_problems()) == []
