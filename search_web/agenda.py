"""Room: from index to pages. The calendar of what lapses and what must be evaluated: months for a page, events for ICS. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from govdoc.audits import Row

AHEAD, AFTER = timedelta(days=60), timedelta(days=30)
"""A feed tells of a day two months before it, and for a month after it."""
KINDS = {"evaluate": "评估", "lapse": "有效期届满"}


@dataclass(frozen=True, slots=True)
class Appointment:
    """On `day` a document is to be evaluated (`evaluate`), or is in force for the last time (`lapse`)."""

    day: date
    kind: str
    row: Row


def appointments(rows: Iterable[Row]) -> list[Appointment]:
    """Two for each row of the audit `expiry`, in order of day."""
    found = [
        Appointment(date.fromisoformat(day), kind, row)
        for row in rows
        for kind, day in zip(KINDS, row.details, strict=True)
    ]
    return sorted(found, key=lambda one: (one.day, one.kind, one.row.document_id or ""))


def months(found: Iterable[Appointment], year: int) -> list[tuple[int, list[Appointment]]]:
    """The twelve months of a year, each with what falls into it."""
    of_year = [one for one in found if one.day.year == year]
    return [(month, [one for one in of_year if one.day.month == month]) for month in range(1, 13)]


def overview(listed: Iterable[tuple[int, list[Appointment]]]) -> list[tuple[int, dict[str, int]]]:
    """Month → how many of each kind."""
    return [(month, {kind: sum(one.kind == kind for one in found) for kind in KINDS}) for month, found in listed]


def announced(found: Iterable[Appointment], on: date) -> list[tuple[date, Appointment]]:
    """What a feed tells on a day, the latest first: each appointment from AHEAD before its day until AFTER it."""
    told = [(one.day - AHEAD, one) for one in found if one.day - AHEAD <= on <= one.day + AFTER]
    return sorted(told, key=lambda pair: (pair[0], pair[1].kind, pair[1].row.document_id or ""), reverse=True)


def ics(found: Iterable[Appointment], name: str, url: Callable[[Appointment], str], at: datetime) -> bytes:
    """RFC 5545. A UID is made of document and kind alone: a day that moves is the same event, moved."""
    calendar = Calendar()
    calendar.add("prodid", "-//govdoc//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for one in found:
        calendar.add_component(_event(one, url(one), at))
    return bytes(calendar.to_ical())


def _event(one: Appointment, url: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", uid(one))
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", f"{KINDS[one.kind]}：{one.row.title}")
    quotes = "\n".join(f"依据原文：{evidence.quote}" for evidence in one.row.evidence)
    event.add("description", "\n".join(part for part in (one.row.number, one.row.said, quotes) if part))
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event


def uid(one: Appointment) -> str:
    digest = hashlib.sha256((one.row.document_id or "").encode()).hexdigest()[:24]
    return f"{digest}-{one.kind}@govdoc"
