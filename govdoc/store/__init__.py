"""Room: what a government document is. The store: the only SQL. SQLite by default, PostgreSQL by URL."""

from govdoc.store.rows import (
    PAGE_STATES,
    Counts,
    Derivation,
    DocumentVersion,
    Event,
    LedgerEntry,
    PageState,
    PageVersion,
    RedactedError,
    Redaction,
    Report,
    Reread,
    Run,
    SearchCount,
    StoredReading,
    Tombstone,
    Visit,
)
from govdoc.store.store import Store, open_store

__all__ = [
    "PAGE_STATES",
    "Counts",
    "Derivation",
    "DocumentVersion",
    "Event",
    "LedgerEntry",
    "PageState",
    "PageVersion",
    "RedactedError",
    "Redaction",
    "Report",
    "Reread",
    "Run",
    "SearchCount",
    "Store",
    "StoredReading",
    "Tombstone",
    "Visit",
    "open_store",
]
