"""Room: from web to facts. How a source does: its last good run, failures in a row, silence; and when it is due. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from crawl.schedule import due_at
from crawl.site import Site
from crawl.target import ATTACHMENT
from govdoc.store import Run


@dataclass(frozen=True, slots=True)
class Health:
    """`failures`: runs in a row, up to now, that failed or were killed; `due`: when the next one is due, None for now.

    `newest`: when the newest document was first seen. `alerts`: what somebody should look at, one line each.
    """

    site: str
    last_run: datetime | None
    last_success: datetime | None
    failures: int
    newest: datetime | None
    due: datetime | None
    alerts: tuple[str, ...]

    def is_due(self, now: datetime) -> bool:
        return self.due is None or self.due <= now


def health(
    site: Site, runs: Sequence[Run], newest: Mapping[str, datetime], now: datetime, *, running: bool = False
) -> Health:
    """What a site's runs (the newest first) tell. `newest`: channel -> when its newest document was first seen."""
    # a clock that was set back leaves runs in the future: by them nothing would be due for as long
    runs = [run for run in runs if run.started_at <= now]
    ended = runs[1:] if running else runs
    failures = sum(1 for _ in takewhile(lambda run: not run.ok, ended))
    success = next((run.started_at for run in ended if run.ok), None)
    last = max((seen for channel, seen in newest.items() if channel != ATTACHMENT), default=None)
    started = runs[0].started_at if runs else None
    alerts = [f"{failures} runs in a row failed; {_why(ended[0])}"] if failures else []
    if success and site.silent_after and (last is None or now - last > timedelta(days=site.silent_after)):
        since = f"since {last:%Y-%m-%d}" if last else "ever"
        alerts.append(
            f"silent: no new document {since} (silent_after = {site.silent_after} days); is the list still in use?"
        )
    due = due_at(site.schedule, started, failures)
    return Health(site.id, started, success, failures, last, due, tuple(alerts))


def _why(run: Run) -> str:
    """The first thing that went wrong in a run."""
    if run.ended_at is None:
        return "the last one was killed"
    problems = [problem for channel in run.summary.get("channels", ()) for problem in channel.get("problems", ())]
    return f"the last one: {str(run.summary.get('error') or next(iter(problems), 'pages failed'))[:200]}"
