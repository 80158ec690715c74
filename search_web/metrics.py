"""Room: from index to pages. What Prometheus reads at /metrics: counts of all workers together, and the state of store and index now.

`govdoc serve` names a folder in PROMETHEUS_MULTIPROC_DIR before this module is imported: there the workers' counts meet.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from govdoc.errors import GovdocError
from indexer.results import SearchResults

if TYPE_CHECKING:
    from search_web.services import Services

OWN = CollectorRegistry()
RESPONSES = Counter("govdoc_responses", "Answers, by what was asked and how it went.", ["view", "status"], registry=OWN)
REQUEST_SECONDS = Histogram("govdoc_request_seconds", "Seconds from request to answer.", ["view"], registry=OWN)
SEARCHES = Counter("govdoc_searches", "Searches, by what they found.", ["outcome"], registry=OWN)
SEARCH_SECONDS = Histogram(
    "govdoc_search_seconds", "Seconds in the engine.", registry=OWN, buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3)
)


def note_search(results: SearchResults) -> None:
    SEARCHES.labels("relaxed" if results.relaxed else "found" if results.total else "nothing").inc()
    SEARCH_SECONDS.observe(results.took_ms / 1000)


def note_answer(view: str, status: int, seconds: float) -> None:
    RESPONSES.labels(view, str(status)).inc()
    REQUEST_SECONDS.labels(view).observe(seconds)


def exposition(services: Services) -> bytes:
    """In the Prometheus text format. Never fails because a part does: then that part is down, and says so."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counts = generate_latest(registry)
    else:
        counts = generate_latest(OWN)
    state = CollectorRegistry()
    state.register(_State(services))
    return counts + generate_latest(state)


class _State:
    """Read when asked, so that it is never older than the answer."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("govdoc_up", "1 where the part answers.", labels=["part"])
        documents = GaugeMetricFamily("govdoc_documents", "Documents in store and index.", labels=["part"])
        revision = GaugeMetricFamily("govdoc_revision", "Revision of the store, and that the index was made from.", labels=["part"])  # fmt: skip
        asks: dict[str, Callable[[], tuple[int, int | None]]] = {
            "store": lambda: (self._services.store.count(), self._services.store.revision()),
            "index": lambda: (self._services.engine.count(), self._services.engine.revision()),
        }
        for part, ask in asks.items():
            try:
                count, at = ask()
            except GovdocError:
                up.add_metric([part], 0)
                continue
            up.add_metric([part], 1)
            documents.add_metric([part], count)
            revision.add_metric([part], at or 0)
        yield from (up, documents, revision)
