"""Room: from facts to a searchable index. What the audits find is noted once a day, so that a page can show how it changes."""

from __future__ import annotations

from datetime import date

from govdoc.audits import AUDITS
from govdoc.store import Store


def note_figures(store: Store, on: date) -> None:
    """The findings of each audit as of the day, by reason; again on the same day, the last count stays."""
    totals = store.audit_totals(on)
    store.note_figures(on, {name: audit.found(totals.get(name, {})) for name, audit in AUDITS.items()})
