"""Room: from facts to a searchable index. What `govdoc doctor` asks of the index."""

from __future__ import annotations

from collections.abc import Iterator

from govdoc.checks import Check
from govdoc.settings import Settings, today
from indexer.best_bets import OPERATORS_FILE, read_bets
from indexer.engine import open_engine, shown
from indexer.query import SearchQuery


def check_index(settings: Settings) -> Iterator[Check]:
    """One search for anything: it fails when the index is absent, damaged or of another version."""
    engine = open_engine(settings.engine_url, settings.operators)
    try:
        found = engine.search(SearchQuery(on=today(), limit=1))
    finally:
        engine.close()
    yield Check("index", True, f"{shown(settings.engine_url)} answers, {found.total:,} documents today")
    path = settings.operators / OPERATORS_FILE
    if path.exists():
        yield Check("best bets", True, f"{len(read_bets(path))} rows in {path}")
