"""Room: from facts to a searchable index. From the store to the served index: what changed, or everything anew."""

from __future__ import annotations

from dataclasses import dataclass

from govdoc.errors import IndexUnavailableError
from govdoc.store import Store
from indexer.derive import Derived, derive, entries, entries_for
from indexer.engine import SearchEngine

MOST_CHANGES = 0.25
"""Above this share of changed documents a rebuild is quicker than an update, and leaves one set of large segments."""


@dataclass(frozen=True, slots=True)
class Built:
    """`mode`: rebuilt, updated or unchanged; `written` entries of `documents` in the index."""

    mode: str
    written: int
    documents: int


def build(store: Store, engine: SearchEngine, *, rebuild: bool) -> Built:
    """Derives first. An index that is missing or of another version is built anew without being asked twice."""
    revision = store.revision()
    derived = derive(store)
    served = None if rebuild else served_revision(engine)
    if served is None:
        count = engine.rebuild(entries(store), revision)
        return Built("rebuilt", count, count)
    changed = {*store.changed_since(served), *derived.changed}
    if not changed:
        return Built("unchanged", 0, engine.count())
    if len(changed) > MOST_CHANGES * derived.count:
        count = engine.rebuild(entries(store), revision)
        return Built("rebuilt", count, count)
    return _update(store, engine, derived, changed, revision)


def _update(store: Store, engine: SearchEngine, derived: Derived, changed: set[str], revision: int) -> Built:
    fresh = list(entries_for(store, changed))
    written = engine.update(fresh, changed - {entry.id for entry in fresh}, revision)
    return Built("updated", written, engine.count())


def served_revision(engine: SearchEngine) -> int | None:
    """None where there is no good index: it is built anew then."""
    try:
        return engine.revision()
    except IndexUnavailableError:
        return None
