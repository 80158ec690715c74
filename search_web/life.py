"""Room: from index to pages. A document's life: what happened on which day, as a list and as a picture. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from govdoc.document import Status
from govdoc.settings import SHANGHAI
from indexer import labels
from search_web.dossier import Dossier
from search_web.record import Validity, rows_of, words

WIDTH, LEFT, RIGHT = 720, 16, 16
BAR, LANE = 46, 24
CLOSE = 22
EDGE = 50
SEEN = {"new": "本站首次收录", "changed": "网页内容有改动", "gone": "原网页不能访问了", "back": "原网页恢复访问"}


@dataclass(frozen=True, slots=True)
class Event:
    """`what` happened on the day, with `detail`; `status` when the validity turned; `document_id` who did it."""

    on: date
    what: str
    detail: str = ""
    status: str = ""
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """All events of one day, under the number that the picture shows."""

    number: int
    on: date
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Measures in the units of the view box. `spans`: (x, width, status); `dots`: (x, y, number); `years`: (x, year)."""

    width: int
    height: int
    bar: int
    spans: tuple[tuple[float, float, str], ...]
    dots: tuple[tuple[float, float, int], ...]
    years: tuple[tuple[float, int], ...]
    now: float

    @property
    def anchor(self) -> str:
        """How the label of the day asked for is set, so that it stays inside: start, middle or end."""
        return "start" if self.now < EDGE else "end" if self.now > self.width - EDGE else "middle"


def life(dossier: Dossier, validity: Validity) -> tuple[Day, ...]:
    """Every day on which something happened, in order."""
    by_day: dict[date, list[Event]] = {}
    for event in dict.fromkeys(
        (*_own(dossier), *_turns(validity), *_acts(dossier), *_read(dossier), *_due(dossier), *_seen(dossier))
    ):
        by_day.setdefault(event.on, []).append(event)
    return tuple(Day(n, day, tuple(by_day[day])) for n, day in enumerate(sorted(by_day), 1))


def _own(dossier: Dossier) -> Iterator[Event]:
    document, payload = dossier.document, dossier.payload
    stated = (
        ("成文", document.issued_on or payload.get("filled", {}).get("issued_on")),
        ("发布", document.published_on),
    )
    said = (
        ("施行", document.effective_on or payload.get("effective_on")),
        ("有效期最后一天", document.expires_on or payload.get("expires_on")),
    )
    for what, when in (*stated, *said):
        if day := day_of(when):
            yield Event(day, what)


def _turns(validity: Validity) -> Iterator[Event]:
    for step in validity.steps:
        if day := day_of(step.since):
            yield Event(day, f"{labels.STATUSES[step.status]}", step.reason, step.status)


def _acts(dossier: Dossier) -> Iterator[Event]:
    for finding in rows_of(dossier.payload, "findings"):
        day = day_of(finding.get("since"))
        if finding.get("rule") in ("amended", "overridden") and day:
            yield Event(day, "修改", str(finding.get("basis") or ""), document_id=str(finding.get("document") or ""))


def _read(dossier: Dossier) -> Iterator[Event]:
    for other in dossier.payload.get("interpreted_by") or ():
        if other in dossier.others:
            document = dossier.others[other][0]
            if day := document.published_on or document.issued_on:
                yield Event(day, "解读发布", document.title, document_id=document.id)


def _due(dossier: Dossier) -> Iterator[Event]:
    """By when it must be evaluated, as the calendar has it."""
    for name, row in dossier.audited:
        if name == "expiry" and row.details and (day := day_of(row.details[0])):
            yield Event(day, "应当启动评估", row.said)


def _seen(dossier: Dossier) -> Iterator[Event]:
    for entry in dossier.life:
        if entry.event.name in SEEN:
            yield Event(entry.event.at.astimezone(SHANGHAI).date(), SEEN[entry.event.name])


def day_of(value: object) -> date | None:
    """A day or its ISO text; None for anything else."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(words(value))
    except ValueError:
        return None


def picture(days: Iterable[Day], validity: Validity, on: date) -> Picture | None:
    """The days as numbered dots over a bar of statuses; None when there is nothing to draw."""
    days = tuple(days)
    if len(days) < 2:
        return None
    first, last = min(days[0].on, on), max(days[-1].on, on)
    room = timedelta(days=30)
    first, last = max(first, date.min + room) - room, min(last, date.max - room) + room
    whole = (last - first).days

    def x(day: date) -> float:
        share = min(max((day - first).days / whole, 0), 1)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * share, 1)

    dots = _dots([(x(day.on), day.number) for day in days])
    height = round(max(y for _, y, _ in dots)) + 18
    return Picture(WIDTH, height, BAR, _spans(validity, x(days[0].on), x(last), x), dots, _years(first, last, x), x(on))


def _dots(places: list[tuple[float, int]]) -> tuple[tuple[float, float, int], ...]:
    """Dots that would touch go to the next lane below."""
    lanes: list[float] = []
    dots: list[tuple[float, float, int]] = []
    for x, number in places:
        lane = next((n for n, used in enumerate(lanes) if x - used >= CLOSE), len(lanes))
        lanes[lane : lane + 1] = [x]
        dots.append((x, BAR + 34 + lane * LANE, number))
    return tuple(dots)


def _spans(
    validity: Validity, start: float, end: float, x: Callable[[date], float]
) -> tuple[tuple[float, float, str], ...]:
    turns = [(max(x(day), start) if (day := day_of(s.since)) else start, s.status) for s in validity.steps]
    turns = turns or [(start, Status.UNKNOWN.value)]
    edges = [at for at, _ in turns[1:]] + [end]
    return tuple(
        (at, round(until - at, 1), status) for (at, status), until in zip(turns, edges, strict=True) if until > at
    )


def _years(first: date, last: date, x: Callable[[date], float]) -> tuple[tuple[float, int], ...]:
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000) if (last.year - first.year) / n <= 12)
    years = [y for y in range(first.year + 1, last.year + 1) if y % step == 0]
    return tuple((x(date(y, 1, 1)), y) for y in years)
