"""Room: from web to facts. Whether a run may ask for more: its ceilings, its hours, hosts that do not answer. No network."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from crawl.site import Limits, Site

TRIES = 3
"""Failures to reach a host, one after the other, after which the run leaves it alone."""


@dataclass(slots=True)
class Gate:
    """One run's allowance. `stop_at`: the second of the clock at which it ends, `stop_why` what is over then."""

    limits: Limits
    stop_at: float
    stop_why: str
    clock: Callable[[], float] = time.monotonic
    bytes: int = 0
    stopped: str = ""
    lenient: bool = False
    """Whether a robots.txt that cannot be read keeps nobody out any more (crawl/robots.py)."""

    dead: dict[str, str] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    _troubles: int = 0
    _answered: set[str] = field(default_factory=set)
    _missing: dict[str, list[str]] = field(default_factory=dict)

    @property
    def shut(self) -> str | None:
        """Why nothing more may be asked in this run; None while it may."""
        if self.stopped:
            return self.stopped
        if self.clock() >= self.stop_at:
            return self.stop_why
        if self.bytes > self.limits.run_mb * 1_000_000:
            return f"limits.run_mb = {self.limits.run_mb} reached"
        return None

    def answered(self, host: str) -> None:
        self._answered.add(host)
        self._missing.pop(host, None)

    def unreachable(self, host: str, url: str, why: str) -> None:
        """An attempt that found nobody. A host that answered before is only given up for failing on several pages."""
        failed = self._missing.setdefault(host, [])
        failed.append(url)
        if len(set(failed) if host in self._answered else failed) >= TRIES:
            self.dead.setdefault(host, why)

    def fine(self) -> None:
        """A page came as it should: what went wrong before is no series."""
        self._troubles = 0

    def trouble(self, reason: str) -> None:
        """The site refuses or fails. A long series of it ends the run: it does not want us now, or it is ill."""
        self._troubles += 1
        if self._troubles >= self.limits.failures:
            self.stop(f"{self._troubles} failures in a row (the last: {reason})")

    def stop(self, why: str) -> None:
        self.stopped = self.stopped or why

    @property
    def error(self) -> str | None:
        """What stopped the run and is no ceiling."""
        hosts = [f"{host} cannot be reached ({why}): is it up?" for host, why in self.dead.items()]
        stopped = [f"{self.stopped}: stopped, the next run goes on"] if self.stopped else []
        return "; ".join([*self.closed.values(), *hosts, *stopped]) or None


def gate_for(site: Site, now: datetime, lenient: bool = False) -> Gate:
    """The allowance of a run that begins now: its seconds, or what is left of the site's hours."""
    seconds, why = float(site.limits.seconds), f"limits.seconds = {site.limits.seconds} reached"
    if site.hours and (left := site.hours.seconds_left(now)) < seconds:
        seconds, why = left, f"asked only from {site.hours}"
    return Gate(site.limits, time.monotonic() + seconds, why, lenient=lenient)
