"""Room: from web to facts. When a site may be asked (its hours), and when it is due (its schedule). Pure; times of Asia/Shanghai."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from govdoc.errors import DataError
from govdoc.settings import SHANGHAI

DAY = timedelta(days=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": DAY}
RETRY = timedelta(hours=1)
"""After a failed run the next one is due after an hour, then two, four …, at most a day."""

_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?"
_HOURS = re.compile(rf"{_CLOCK}\s*[-–]\s*{_CLOCK}")
_EVERY = re.compile(r"every\s+([1-9]\d{0,3})\s*([mhd])")
_AT = re.compile(rf"(?:((?:{'|'.join(DAYS)})(?:\s*,\s*(?:{'|'.join(DAYS)}))*)\s+)?{_CLOCK}")


@dataclass(frozen=True, slots=True)
class Hours:
    """A window of the day, `opens` included and `closes` not; 20:00-07:00 runs over midnight."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{_shown(self.opens)}-{_shown(self.closes)}"

    def seconds_left(self, now: datetime) -> float:
        """Seconds until the window closes; 0 when it is closed."""
        here = now.astimezone(SHANGHAI)
        since, length = _after(self.opens, here.time()), _after(self.opens, self.closes) or DAY
        return max((length - since).total_seconds(), 0.0)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Runs that should begin `every` so often, or `at` a time of the day on the weekdays `days` (0 is Monday)."""

    every: timedelta | None = DAY
    at: time | None = None
    days: frozenset[int] = frozenset(range(7))

    def next_after(self, moment: datetime) -> datetime:
        """The first moment after this one at which a run should begin."""
        if self.at is None:
            return moment + (self.every or DAY)
        here = moment.astimezone(SHANGHAI)
        starts = (datetime.combine(here.date() + n * DAY, self.at, SHANGHAI) for n in range(8))
        return next(start for start in starts if start > here and start.weekday() in self.days).astimezone(UTC)


DAILY = Schedule()
"""What a site file without `schedule` means."""


def read_hours(text: str) -> Hours:
    """`20:00-07:00`. DataError for anything else."""
    found = _HOURS.fullmatch(text.strip())
    if not found:
        raise DataError(f"{text!r} is no window of hours: write it as 20:00-07:00")
    return Hours(_time(found.groups()[:3]), _time(found.groups()[3:]))


def read_schedule(text: str) -> Schedule:
    """`every 6h` (m, h, d), `02:30` (each day), `mon,thu 02:30`. DataError for anything else."""
    words = text.strip().lower()
    if every := _EVERY.fullmatch(words):
        return Schedule(int(every[1]) * UNITS[every[2]])
    if at := _AT.fullmatch(words):
        days = frozenset(DAYS.index(day.strip()) for day in (at[1] or ",".join(DAYS)).split(","))
        return Schedule(None, _time(at.groups()[1:]), days)
    raise DataError(f"{text!r} is no schedule: write it as every 6h, 02:30, or mon,thu 02:30")


def due_at(schedule: Schedule, last: datetime | None, failures: int) -> datetime | None:
    """When the next run is due; None for a site never harvested, which is due now.

    `last`: when the last run began; `failures`: how many in a row have failed, up to now.
    """
    if last is None:
        return None
    planned = schedule.next_after(last)
    return min(planned, last + min(RETRY * 2 ** min(failures - 1, 10), DAY)) if failures else planned


def _time(parts: tuple[str | None, ...]) -> time:
    hour, minute, second = (int(part or 0) for part in parts)
    return time(hour, minute, second)


def _after(start: time, end: time) -> timedelta:
    """From one time of the day to the next `end`, less than a day."""
    return (_since_midnight(end) - _since_midnight(start)) % DAY


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)


def _shown(clock: time) -> str:
    return clock.isoformat("seconds" if clock.second else "minutes")
