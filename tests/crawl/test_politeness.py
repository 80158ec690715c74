"""How a site is treated: delays, Retry-After, hours, ceilings, hosts that do not answer, expectations; and what is refused."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from twisted.internet import defer
from twisted.internet.base import ThreadedResolver

from crawl.expect import Filled, lost
from crawl.gate import Gate, gate_for
from crawl.guard import PublicResolver
from crawl.health import health
from crawl.patience import retry_after
from crawl.saved import KEPT, Saved
from crawl.schedule import read_hours, read_schedule
from crawl.site import Channel, Limits, Site
from govdoc.document import Document
from govdoc.settings import SHANGHAI
from govdoc.store import Run, open_store
from tests.crawl.forked import govdoc
from tests.crawl.harvester import STATIC, TEXT, Harvester, counts, fill
from tests.crawl.replay import ReplaySite, Reply, serve

T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def harvester(tmp_path: Path) -> Iterator[Harvester]:
    with serve() as server:
        yield Harvester(server, tmp_path)


def times_of(server: ReplaySite) -> list[float]:
    """Makes the server's log remember when each request came."""
    times: list[float] = []

    class Log(list[tuple[str, str, int]]):
        def append(self, row: tuple[str, str, int]) -> None:
            times.append(time.monotonic())
            super().append(row)

    server.log = Log()
    return times


def test_c1_crawl_delay_of_robots_txt_is_kept(harvester: Harvester) -> None:
    harvester.server.listing("/tz/", fill(harvester.server, 2))
    harvester.server.text("/robots.txt", "User-agent: *\nCrawl-delay: 1.5\n", "text/plain")
    source = harvester.file.read_text(encoding="utf-8").replace("delay = 0", "delay = 0.1")
    harvester.file.write_text(source, encoding="utf-8")
    times = times_of(harvester.server)
    tally = harvester.run()
    assert tally.total("new") == 2
    assert len(times) == 4  # robots.txt, the list, two pages
    assert all(later - earlier >= 1.4 for earlier, later in pairwise(times[1:]))


def test_retry_after_is_waited_for(harvester: Harvester) -> None:
    links = fill(harvester.server, 2)
    harvester.server.listing("/tz/", links)
    busy = Reply("忙".encode(), 429, etag=False, headers={"Retry-After": "2"})
    harvester.server.first["/tz/1.html"] = busy
    times = times_of(harvester.server)
    tally = harvester.run()
    assert tally.ok
    assert harvester.server.statuses("/tz/1.html") == [429, 200]
    asked, again = (n for n, row in enumerate(harvester.server.log) if row[1] == "/tz/1.html")
    assert times[again] - times[asked] >= 1.9


def test_a_site_that_asks_to_wait_for_an_hour_is_left_to_the_next_run(harvester: Harvester) -> None:
    links = fill(harvester.server, 3)
    harvester.server.listing("/tz/", links)
    harvester.server.replies["/tz/1.html"] = Reply(b"", 503, etag=False, headers={"Retry-After": "3600"})
    tally = harvester.run()
    assert "asks to wait 3600 s" in (tally.error or "")
    assert any("left for the next run" in note for note in tally.notes)
    assert harvester.state("/tz/1.html") is None  # nothing is said against the page


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120.0), ("Mon, 02 Mar 2026 01:00:30 GMT", 30.0), ("Mon, 02 Mar 2026 00:00:00 GMT", 0.0), ("soon", None)],
)
def test_what_retry_after_means(header: str, seconds: float | None) -> None:
    assert retry_after(header, T0) == seconds


def test_outside_its_hours_a_site_is_left_alone(harvester: Harvester) -> None:
    harvester.server.listing("/tz/", fill(harvester.server))
    now = datetime.now(SHANGHAI)
    hours = f"{now + timedelta(hours=2):%H:%M}-{now + timedelta(hours=3):%H:%M}"
    harvester.file.write_text(f'hours = "{hours}"\n{harvester.file.read_text(encoding="utf-8")}', encoding="utf-8")
    done = govdoc(harvester.root, "crawl", "s", "--sites", str(harvester.root))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"s: left alone: asked only from {hours}" in done.stdout
    assert harvester.server.log == []
    with open_store(harvester.settings.store_url) as store:
        assert store.runs("s") == ()


@pytest.mark.slow
def test_a_run_ends_when_its_hours_or_its_seconds_are_over(harvester: Harvester) -> None:
    open_site = replace(SITE, hours=read_hours("20:00-07:00"))
    gate = gate_for(open_site, datetime(2026, 11, 24, 6, 59, 30, tzinfo=SHANGHAI))
    assert gate.stop_at - time.monotonic() <= 30
    assert "20:00-07:00" in gate.stop_why
    harvester.server.listing("/tz/", fill(harvester.server, 30))
    harvester.site_file(STATIC, tail="[limits]\nseconds = 12\n")
    source = harvester.file.read_text(encoding="utf-8").replace("delay = 0", "delay = 1")
    harvester.file.write_text(source, encoding="utf-8")
    tally = harvester.run()
    assert tally.ok, tally
    assert 0 < tally.total("new") < 30
    assert tally.notes == [f"{30 - tally.total('new')} pages are left for the next run (limits.seconds = 12 reached)"]


def test_bytes_of_a_run_have_a_ceiling(harvester: Harvester) -> None:
    links = fill(harvester.server, 40)
    for path, title in links.items():
        harvester.server.page(path, title, TEXT.format(topic=title) + f"<!--{'x' * 200_000}-->")
    harvester.server.listing("/tz/", links)
    harvester.site_file(STATIC, tail="[limits]\nrun_mb = 2\n")
    tally = harvester.run()
    assert tally.ok
    assert 5 < tally.total("new") < 40
    assert "limits.run_mb = 2 reached" in tally.notes[0]
    assert tally.total("new") + int(tally.notes[0].split()[0]) == 40


def test_a_dead_host_is_said_once_and_changes_nothing(harvester: Harvester) -> None:
    harvester.server.listing("/tz/", fill(harvester.server))
    harvester.run()
    before = harvester.documents()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        source = harvester.file.read_text(encoding="utf-8").replace(
            str(harvester.server.port), str(free.getsockname()[1])
        )
    rows = [f'[[channels]]\nid = "d{n}"\ntitle = "栏目{n}"\nurl = "/d{n}/"' for n in range(5)]
    harvester.file.write_text("\n".join([source, *rows]), encoding="utf-8")
    done = govdoc(harvester.root, "crawl", "s", "--sites", str(harvester.root))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("s: 127.0.0.1 cannot be reached")
    assert harvester.documents() == before


def test_a_long_series_of_failures_ends_the_run(harvester: Harvester) -> None:
    links = fill(harvester.server, 30)
    harvester.server.listing("/tz/", links)
    for path in links:
        harvester.server.replies[path] = Reply("拒绝".encode(), 403)
    harvester.site_file(STATIC, tail="[limits]\nfailures = 5\n")
    tally = harvester.run()
    assert "failures in a row" in (tally.error or "")
    assert sum(path in links for _, path, _ in harvester.server.log) < 25


def test_gate_gives_up_a_host_that_never_answered_sooner_than_one_that_did() -> None:
    gate = Gate(Limits(), 100.0, "over", clock=lambda: 0.0)
    for _ in range(3):
        gate.unreachable("a", "http://a/robots.txt", "refused")
    assert set(gate.dead) == {"a"}
    gate.answered("b")
    for _ in range(5):
        gate.unreachable("b", "http://b/1.html", "no answer")
    assert "b" not in gate.dead
    for page in (2, 3):
        gate.unreachable("b", f"http://b/{page}.html", "no answer")
    assert "b" in gate.dead
    assert replace(gate, clock=lambda: 101.0).shut == "over"


def test_c10_a_name_is_judged_by_the_address_that_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the answer that was checked is the one that is used; a second, private answer is refused as well."""
    answers = iter(["93.184.216.34", "10.0.0.8", "169.254.169.254", "::1"])
    monkeypatch.setattr(ThreadedResolver, "getHostByName", lambda *_: defer.succeed(next(answers)))
    resolver = PublicResolver(None, 0, 1.0)
    got: list[Any] = []
    for _ in range(4):
        resolver.getHostByName("rebind.example").addBoth(got.append)
    assert got[0] == "93.184.216.34"
    assert ["private address" in str(failure.value) for failure in got[1:]] == [True] * 3


BEFORE = Document(
    "s-1",
    "关于补贴的通知",
    "一、每户三百元。" * 40,
    number="清政发〔2023〕1号",
    index_number="1",
    issued_on=date(2023, 1, 1),
)


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (replace(BEFORE, text="一、每户二百元。" * 30), None),
        (replace(BEFORE, number=None), None),
        (replace(BEFORE, text="该文件已移走。"), "98% of its text"),
        (replace(BEFORE, number=None, issued_on=None), "lost number, issued_on"),
    ],
)
def test_c11_what_a_page_may_not_lose(after: Document, reason: str | None) -> None:
    found = lost(BEFORE, after)
    assert found is None if reason is None else reason in (found or "")


def test_c11_a_page_that_lost_its_text_is_kept_saved_and_taken_when_accepted(harvester: Harvester) -> None:
    links = fill(harvester.server, 2)
    long = TEXT.format(topic="补贴") + "<p>三、严格资金管理，任何单位和个人不得截留、挪用。</p>" * 20
    harvester.server.page("/tz/1.html", links["/tz/1.html"], long)
    harvester.server.listing("/tz/", links)
    harvester.run()
    before = harvester.documents()
    harvester.server.page("/tz/1.html", links["/tz/1.html"], "<p>内容维护中。</p>")
    tally = harvester.run()
    (problem,) = tally.channels["c0"].problems
    assert "a changed template?" in problem
    saved = Path(problem.split("saved as ")[1].rstrip(")"))
    assert "内容维护中" in saved.read_text(encoding="utf-8")
    assert harvester.documents() == before
    accepted = govdoc(harvester.root, "crawl", "s", "--accept", "--sites", str(harvester.root), "--json")
    assert json.loads(accepted.stdout)["sites"][0]["changed"] == 1
    assert "内容维护中" in harvester.documents()["/tz/1.html"].text


def test_c11_a_channel_without_its_fields_stores_nothing(harvester: Harvester) -> None:
    harvester.server.listing("/tz/", fill(harvester.server, 8))
    harvester.site_file(STATIC | {"min_items": 1}, head="", tail="")
    source = harvester.file.read_text(encoding="utf-8")
    harvester.file.write_text(source + "\nfilled = { number = 0.5 }\n", encoding="utf-8")
    tally = harvester.run()
    assert counts(tally) == {"listed": 8, "new": 0, "changed": 0, "unchanged": 0, "gone": 0, "failed": 8}
    assert "number in 0 of 5, expected 50%" in tally.channels["c0"].problems[0]
    assert harvester.documents() == {}
    harvester.file.write_text(source + "\nfilled = { published_on = 0.9 }\n", encoding="utf-8")
    assert harvester.run().total("new") == 8


def test_filled_judges_only_enough_documents() -> None:
    filled = Filled({"number": 0.8})
    for n in range(5):
        assert not filled.enough
        filled.add(replace(BEFORE, number="清政发〔2023〕1号" if n else None))
    assert filled.enough
    assert filled.missing is None
    filled.add(replace(BEFORE, number=None))
    assert "number in 4 of 6, expected 80%" in (filled.missing or "")


def test_lists_that_show_too_few_documents_are_an_error_and_nothing_is_gone(harvester: Harvester) -> None:
    links = fill(harvester.server, 6)
    harvester.server.listing("/tz/", links)
    harvester.site_file(STATIC, head="gone_after = 1\nmin_documents = 5")
    assert harvester.run().ok
    harvester.server.listing("/tz/", dict(list(links.items())[:2]))
    del harvester.server.replies["/tz/6.html"]
    tally = harvester.run()
    assert "2 documents where at least 5" in (tally.error or "")
    assert harvester.state("/tz/6.html") == "new"


def test_saved_pages_are_not_kept_for_ever(tmp_path: Path) -> None:
    saved = Saved(tmp_path / "failed")
    paths = [saved.put(f"<p>{n}</p>".encode()) for n in range(KEPT + 5)]
    assert paths[-1].read_bytes() == f"<p>{KEPT + 4}</p>".encode()
    assert len(list((tmp_path / "failed").iterdir())) == KEPT


# the sources' health, and what is due

SITE = Site("s", "某区", "http://s.cn/", (Channel("tz", "通知", "/tz/"),), schedule=read_schedule("every 6h"))
HOUR = timedelta(hours=1)


def run(hours_ago: int, ok: bool | None, **summary: object) -> Run:
    began = T0 - hours_ago * HOUR
    return Run("s", began, None if ok is None else began + HOUR / 2, ok, dict(summary))


def test_c8_a_silent_source_raises_an_alert() -> None:
    old = {"tz": T0 - timedelta(days=90), "attachment": T0}
    assert health(SITE, [run(2, True)], {"tz": T0 - timedelta(days=9)}, T0).alerts == ()
    (alert,) = health(SITE, [run(2, True)], old, T0).alerts
    assert "silent: no new document since 2025-12-02" in alert
    assert health(replace(SITE, silent_after=0), [run(2, True)], old, T0).alerts == ()


def test_c8_failures_in_a_row_and_when_the_next_run_is_due() -> None:
    fresh = {"tz": T0}
    never = health(SITE, [], {}, T0)
    assert (never.is_due(T0), never.alerts) == (True, ())
    good = health(SITE, [run(5, True), run(11, False)], fresh, T0)
    assert (good.failures, good.is_due(T0), good.is_due(T0 + HOUR)) == (0, False, True)
    bad = health(SITE, [run(1, False, error="s.cn cannot be reached"), run(3, None), run(9, True)], fresh, T0)
    assert (bad.failures, bad.last_success) == (2, T0 - 9 * HOUR)
    assert "2 runs in a row failed; the last one: s.cn cannot be reached" in bad.alerts[0]
    assert bad.due == T0 + HOUR  # two failures: two hours after the last
    assert health(SITE, [run(0, None), run(5, True)], fresh, T0, running=True).failures == 0
    # the clock was a year ahead when the last run began: the run before it counts
    ahead = health(SITE, [run(-8760, False), run(7, True)], fresh, T0)
    assert (ahead.last_run, ahead.failures, ahead.is_due(T0)) == (T0 - 7 * HOUR, 0, True)


def test_c8_due_sites_are_harvested_and_status_tells(harvester: Harvester) -> None:
    harvester.server.listing("/tz/", fill(harvester.server))
    words = ("crawl", "--due", "--sites", str(harvester.root))
    first = govdoc(harvester.root, *words, "--json")
    assert json.loads(first.stdout)["sites"][0]["new"] == 3
    again = govdoc(harvester.root, *words)
    assert (again.returncode, "no site is due" in again.stdout) == (0, True)
    status = govdoc(harvester.root, "site", "status", "--sites", str(harvester.root), "--json")
    (row,) = json.loads(status.stdout)
    assert (status.returncode, row["failures"], row["alerts"]) == (0, 0, [])
    with open_store(harvester.settings.store_url) as store:
        (kept,) = store.runs("s")
        assert (kept.ok, kept.summary["new"]) == (True, 3)
        store.put_run(replace(kept, started_at=datetime.now(UTC), ok=False, summary={"error": "挂了"}))
    table = govdoc(harvester.root, "site", "status", "--sites", str(harvester.root))
    assert (table.returncode, "1 runs in a row failed; the last one: 挂了" in table.stderr) == (1, True)
