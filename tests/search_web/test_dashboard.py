"""The dashboard and the calendar's feeds: every figure is the length of its list, few queries whatever the size."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import event

from govdoc.audits import AUDITS, Row
from govdoc.settings import SHANGHAI, Settings, today
from govdoc.store import LastRun, PageState, Run, Store, open_store
from search_web.agenda import AFTER, AHEAD, announced, appointments
from search_web.app import create_app
from search_web.dashboard import QUESTIONS, bars, months_ahead, sites

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = datetime(2026, 5, 6, tzinfo=UTC)
OFFICE, OTHER = "云川市人民政府", "云溪区财政局"


def lapsing(n: int, ends: date, issuer: str = OFFICE) -> Row:
    evaluate = (ends - timedelta(days=183)).isoformat()
    return Row("stated", f"{ends}届满", f"d{n}", f"第{n}号办法", f"云政发〔2021〕{n}号", issuer, until=ends, details=(evaluate, ends.isoformat()))  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as opened:
        for place, name in enumerate(AUDITS):
            reasons = list(AUDITS[name].reasons)
            made = [Row(reasons[n % len(reasons)], "说明", f"{name}-{n}", "题", issuer=(OFFICE, OTHER)[n % 2], details=("",) * len(AUDITS[name].columns)) for n in range(place + 9)]  # fmt: skip
            opened.put_audit(name, made)
        opened.put_audit(
            "expiry", [lapsing(n, today() + timedelta(days=10 * n + 1), (OFFICE, OTHER)[n % 2]) for n in range(30)]
        )
        yield opened


@pytest.fixture
def client(tmp_path: Path, store: Store) -> FlaskClient:
    return create_app(Settings(tmp_path, engine_url=str(tmp_path / "none")), store=store).test_client()


def body(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.get_data(as_text=True)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The SQL that is run meanwhile."""
    seen: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    yield seen


@pytest.mark.parametrize("issuer", ["", OFFICE, OTHER, "没有这个机关"])
def test_every_figure_is_the_length_of_the_list_it_opens(client: FlaskClient, issuer: str) -> None:
    page = body(client, f"/report/?issuer={issuer}")
    cards = re.findall(r'<h2><a href="(/audit/[^"]+)">([^<]+)</a></h2>\s*<p class="figure">([\d,]+)<', page)
    assert len(cards) == len(QUESTIONS) - (issuer != "")
    for href, title, number in cards:
        assert f"共 {number} 条" in body(client, href.replace("&amp;", "&")), title


def test_each_question_asks_for_reasons_that_exist() -> None:
    for one in QUESTIONS:
        assert set(one.reasons) <= set(AUDITS[one.audit].reasons), one.title


def test_the_bars_say_what_the_table_says(client: FlaskClient, store: Store) -> None:
    page = body(client, "/report/")
    table = dict(re.findall(r"<td>(\d{4}-\d\d)</td><td>(\d+)</td>", page))
    rows = [today() + timedelta(days=10 * n + 1) for n in range(30)]
    assert {month: int(n) for month, n in table.items()} == {
        month: sum(day.strftime("%Y-%m") == month for day in rows) for month in months_ahead(today())
    }
    assert page.count('class="month"') == 12


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_twelve_months_follow_each_other(on: date) -> None:
    months = months_ahead(on)
    assert months[0] == on.strftime("%Y-%m")
    assert months == sorted(set(months))
    assert len(months) == 12
    drawn = bars({months[3]: 4, months[5]: 8, "1999-01": 99}, on)
    assert drawn[5].height == 2 * drawn[3].height
    assert all(bar.y + bar.height == drawn[0].y for bar in drawn)


def test_sites_without_a_good_harvest_come_first() -> None:
    runs = (
        LastRun("fresh", NOW, NOW),
        LastRun("stale", NOW - timedelta(days=9), NOW - timedelta(days=9)),
        LastRun("failing", NOW, NOW - timedelta(days=1)),
        LastRun("never", NOW, None),
    )
    found = list(sites(["imported", "fresh"], runs, NOW))
    assert [one.site for one in found if one.quiet] == ["imported", "never", "stale"]
    assert "没有成功" in next(one.said for one in found if one.site == "failing")


def test_runs_and_pages_of_the_store_are_the_sites(client: FlaskClient, store: Store) -> None:
    for days, ok in ((20, True), (1, False)):
        at = datetime.now(UTC) - timedelta(days=days)
        store.put_run(Run("yx", at, at, ok))
    store.put_page(PageState("http://gov.test/a", "old", None, None, "new", NOW))
    assert [(run.site, run.good_at is not None) for run in store.last_runs()] == [("yx", True)]
    page = body(client, "/report/")
    assert 'class="figure">2<' in page
    assert "没有采集记录" in page


@pytest.mark.parametrize("url", ["/report/", f"/report/?issuer={OFFICE}", "/audit/", "/calendar", "/audit/statutory/matrix", "/report/annual?year=2022"])  # fmt: skip
def test_pages_ask_few_questions_whatever_the_size(client: FlaskClient, store: Store, url: str) -> None:
    """No query a row, no document is read, and every count is answered from the index alone."""
    body(client, url)
    with statements(store) as asked:
        body(client, url)
        first = len(asked)
        store.put_audit("queue", [Row("declared", "说明", f"q{n}", issuer=OFFICE) for n in range(400)])
        asked.clear()
        body(client, url)
        assert len(asked) == first <= 16
        assert not [one for one in asked if "document_versions" in one]


def test_counts_are_answered_from_an_index_that_has_all_they_need(store: Store) -> None:
    with store._engine.connect() as connection, statements(store) as asked:
        store.audit_totals(today(), OFFICE)
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN " + asked[-1], ("9999-12-31", "0000-01-01", OFFICE)[: asked[-1].count("?")]
        ).all()
    assert "COVERING INDEX ix_audit_rows_counts" in str(plan)


# the calendar's feeds


@given(st.integers(-400, 400))
def test_a_feed_tells_of_a_day_in_time_and_not_for_ever(away: int) -> None:
    on = date(2026, 5, 6)
    row = lapsing(1, on + timedelta(days=away))
    told = announced(appointments([row]), on)
    days = {"lapse": row.until, "evaluate": date.fromisoformat(row.details[0])}
    expected = {kind for kind, day in days.items() if day and -AFTER.days <= (day - on).days <= AHEAD.days}
    assert {one.kind for _, one in told} == expected


def test_the_feed_of_an_issuer_is_valid_atom_and_stays(client: FlaskClient, store: Store) -> None:
    first, again = (body(client, f"/calendar.atom?issuer={OFFICE}") for _ in range(2))
    assert first == again
    feed = ET.fromstring(first)
    entries = feed.findall(f"{ATOM}entry")
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    ends = [today() + timedelta(days=10 * n + 1) for n in range(0, 30, 2)]
    lapses = sum((day - today()).days <= AHEAD.days for day in ends)
    evaluations = sum(-AFTER.days <= (day - timedelta(days=183) - today()).days <= AHEAD.days for day in ends)
    assert len(entries) == lapses + evaluations
    assert len(ids) == len(set(ids))
    updated = [datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "") for one in entries]
    assert updated == sorted(updated, reverse=True)
    assert all(one.tzinfo and one <= datetime.now(SHANGHAI) for one in updated)
    assert feed.findtext(f"{ATOM}updated") == updated[0].isoformat()
    assert not ET.fromstring(body(client, "/calendar.atom?issuer=没有")).findall(f"{ATOM}entry")
    assert (
        client.get(
            "/calendar.atom", headers={"If-None-Match": client.get("/calendar.atom").headers["ETag"]}
        ).status_code
        == 304
    )


def test_the_calendar_file_keeps_to_rfc_5545(client: FlaskClient) -> None:
    raw = client.get(f"/calendar.ics?issuer={OTHER}").data
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert not [line for line in lines if b"\n" in line or len(line) > 75]
    calendar = Calendar.from_ical(raw)
    assert {"VERSION", "PRODID"} <= set(calendar)
    events = calendar.walk("VEVENT")
    assert len(events) == 2 * 15
    for one in events:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(one)
        assert not one.errors
        assert one["DTEND"].dt - one["DTSTART"].dt == timedelta(days=1)
    assert len({str(one["UID"]) for one in events}) == len(events)


def test_the_year_at_a_glance_counts_what_the_months_list(client: FlaskClient) -> None:
    for year in (today().year, today().year + 1):
        page = body(client, f"/calendar?year={year}")
        rows = [lapsing(n, today() + timedelta(days=10 * n + 1)) for n in range(30)]
        days = [date.fromisoformat(day) for row in rows for day in row.details]
        for month in range(1, 13):
            found = sum((day.year, day.month) == (year, month) for day in days)
            assert (f"{month}月（{found} 项）" in page) is bool(found)


def test_every_issuer_has_its_own_addresses(client: FlaskClient) -> None:
    page = body(client, "/calendar")
    for href in re.findall(r'href="(/calendar\.(?:ics|atom)\?issuer=[^"]+)"', page):
        assert client.get(href).status_code == 200
    assert page.count("/calendar.atom?issuer=") == page.count("/calendar.ics?issuer=") == 2
