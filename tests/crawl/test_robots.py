"""robots.txt as RFC 9309 has it: none, one that is moved, one that cannot be read; and who is waited for no longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawl.robots import MARK, overdue
from govdoc.store import Run
from tests.crawl.harvester import Harvester, fill
from tests.crawl.replay import Reply, serve

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def harvester(tmp_path: Path) -> Iterator[Harvester]:
    with serve() as server:
        found = Harvester(server, tmp_path)
        server.listing("/tz/", fill(server, 2))
        yield found


@pytest.mark.parametrize("status", [503, *(pytest.param(one, marks=pytest.mark.slow) for one in (500, 429))])
def test_a_robots_txt_that_cannot_be_read_shuts_the_site(harvester: Harvester, status: int) -> None:
    harvester.server.replies["/robots.txt"] = Reply(
        b"<html>busy</html>", status, etag=False, headers={"Retry-After": "0"}
    )
    tally = harvester.run()
    assert {path for _, path, _ in harvester.server.log} == {"/robots.txt"}
    assert MARK in (tally.error or "")
    assert str(status) in (tally.error or "")
    assert harvester.documents() == {}
    del harvester.server.replies["/robots.txt"]  # 404: there are no rules
    assert harvester.run().total("new") == 2


def test_a_moved_robots_txt_is_obeyed(harvester: Harvester) -> None:
    harvester.server.replies["/robots.txt"] = Reply(b"", 302, etag=False, headers={"Location": "/rules/robots.txt"})
    harvester.server.text("/rules/robots.txt", "User-agent: *\nDisallow: /tz/2.html\n", "text/plain")
    tally = harvester.run()
    assert tally.total("new") == 1
    assert harvester.server.statuses("/tz/2.html") == []


def test_an_error_page_with_status_404_is_no_robots_txt(harvester: Harvester) -> None:
    harvester.server.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n", 404, etag=False)
    assert harvester.run().total("new") == 2


def shut(days: float) -> Run:
    return Run("s", NOW - timedelta(days=days), NOW - timedelta(days=days), False, {"error": f"{MARK} of s (503)"})


def test_after_a_month_the_site_is_asked_without_robots_txt() -> None:
    month = [shut(days) for days in (1, 10, 29, 31)]
    good = Run("s", NOW - timedelta(days=20), NOW, True, {"error": None})
    assert overdue(month, NOW)
    assert not overdue(month[:3], NOW)
    assert not overdue([*month[:2], good, *month[2:]], NOW)
    assert not overdue([], NOW)
