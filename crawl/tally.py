"""Room: from web to facts. What a run did, counted by channel, and how that is told."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import Any

TOLD = 500
"""Problems of a channel that are told one by one; the rest are only counted."""

COLUMNS = ("listed", "new", "changed", "unchanged", "gone", "failed")


@dataclass(slots=True)
class ChannelTally:
    """Counts of one channel in one run. `problems` make the run fail; `notes` do not."""

    channel: str
    title: str
    listed: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    back: int = 0
    missed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    started: float = field(default=0.0, repr=False)

    def count(self, state: str) -> None:
        setattr(self, state, getattr(self, state) + 1)
        self.touch()

    def touch(self) -> None:
        """Seconds run from a channel's first event to its last."""
        at = time.monotonic()
        self.started = self.started or at
        self.seconds = round(at - self.started, 3)

    def problem(self, text: str, *, failed: int = 0) -> None:
        self.failed += failed
        self.problems.append(text)
        self.touch()

    def fail(self, url: str, reason: str) -> None:
        """A page that failed, in one line."""
        if len(self.problems) < TOLD:
            self.problems.append(f"{url}: {reason.removeprefix(f'{url}: ')}")
        self.count("failed")

    @property
    def done(self) -> int:
        return self.new + self.changed + self.unchanged + self.gone + self.missed + self.failed


@dataclass(slots=True)
class SiteTally:
    """Counts of one site in one run. `error` is what stopped it as a whole; `left_alone` why there was no run at all."""

    site: str
    title: str
    channels: dict[str, ChannelTally] = field(default_factory=dict)
    seconds: float = 0.0
    error: str | None = None
    left_alone: str | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.error is None and not any(c.problems or c.failed for c in self.channels.values())

    def total(self, column: str) -> int:
        return sum(getattr(c, column) for c in self.channels.values())

    def as_json(self) -> dict[str, Any]:
        """The shape `govdoc crawl --json` prints for a site."""
        channels = []
        for tally in self.channels.values():
            row = asdict(tally)
            row.pop("started")
            channels.append(row)
        totals = {column: self.total(column) for column in COLUMNS}
        head: dict[str, Any] = {"site": self.site, "title": self.title, "ok": self.ok, "error": self.error}
        head |= {"left_alone": self.left_alone, "notes": self.notes}
        return head | totals | {"seconds": round(self.seconds, 3), "channels": channels}


def from_json(row: dict[str, Any]) -> SiteTally:
    """The reverse of `as_json`."""
    channels = {c["channel"]: ChannelTally(**c) for c in row["channels"]}
    told = (row[name] for name in ("seconds", "error", "left_alone", "notes"))
    return SiteTally(row["site"], row["title"], channels, *told)
