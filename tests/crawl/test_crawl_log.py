"""A harvest is a line in the log for each site (GOVDOC_LOG=json)."""

from __future__ import annotations

import logging
import queue
from pathlib import Path

import pytest

from crawl.harvest import _gather
from crawl.site import Site
from crawl.tally import SiteTally


def test_each_site_is_an_event_with_its_counts(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "govdoc")
    sites = [(Site(one, one, "https://x.example/", ()), Path(one)) for one in ("甲", "乙")]
    events: queue.Queue[tuple[int, SiteTally | None]] = queue.Queue()
    for step in (
        (0, SiteTally("甲", "甲站")),
        (1, SiteTally("乙", "乙站", error="does not answer")),
        (1, None),
        (0, None),
    ):
        events.put(step)
    _gather(sites, events, None)
    told = [(record.getMessage(), record.about["site"], record.about["ok"]) for record in caplog.records]  # type: ignore[attr-defined]
    assert told == [("harvest", "乙", False), ("harvest", "甲", True)]
