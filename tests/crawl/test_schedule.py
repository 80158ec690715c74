"""Hours and schedules: when a site may be asked, when it is due."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crawl.schedule import due_at, read_hours, read_schedule
from govdoc.errors import DataError
from govdoc.settings import SHANGHAI


def at(text: str) -> datetime:
    """Tuesday 2026-11-24 and the days after it, in China."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("hours", "now", "seconds"),
    [
        ("20:00-07:00", "2026-11-24T19:59:59", 0),
        ("20:00-07:00", "2026-11-24T20:00:00", 11 * 3600),
        ("20:00-07:00", "2026-11-25T06:59:30", 30),
        ("20:00-07:00", "2026-11-25T07:00:00", 0),
        ("09:00-17:30", "2026-11-24T12:00:00", 5.5 * 3600),
        ("9:00-17:30", "2026-11-24T17:30:00", 0),
        ("00:00-00:00", "2026-11-24T13:00:00", 11 * 3600),
    ],
)
def test_hours(hours: str, now: str, seconds: float) -> None:
    assert read_hours(hours).seconds_left(at(now)) == seconds


@pytest.mark.parametrize(
    ("schedule", "last", "due"),
    [
        ("every 6h", "2026-11-24T08:00", "2026-11-24T14:00"),
        ("every 2d", "2026-11-24T08:00", "2026-11-26T08:00"),
        ("02:30", "2026-11-24T08:00", "2026-11-25T02:30"),
        ("02:30", "2026-11-24T02:29", "2026-11-24T02:30"),
        ("02:30", "2026-11-24T02:30", "2026-11-25T02:30"),
        ("mon,thu 02:30", "2026-11-24T08:00", "2026-11-26T02:30"),
        ("TUE 02:30", "2026-11-24T08:00", "2026-12-01T02:30"),
    ],
)
def test_schedule(schedule: str, last: str, due: str) -> None:
    assert due_at(read_schedule(schedule), at(last), 0) == at(due)


def test_never_harvested_is_due_and_failures_wait_longer_each_time() -> None:
    daily = read_schedule("02:30")
    began = at("2026-11-24T02:31")
    assert due_at(daily, None, 0) is None
    waits = [due_at(daily, began, failures) for failures in (1, 2, 3, 9)]
    assert waits[:3] == [began + timedelta(hours=h) for h in (1, 2, 4)]
    assert waits[3] == at("2026-11-25T02:30")


@pytest.mark.parametrize("text", ["", "25:00", "every 0h", "every h", "funday 02:30", "02:30-", "monthly"])
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="schedule"):
        read_schedule(text)


@pytest.mark.parametrize("text", ["", "20:00", "20-7", "24:00-07:00", "20:00-07:60"])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="hours"):
        read_hours(text)
