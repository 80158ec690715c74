"""Room: from index to pages. Everything the store knows that one document's page shows, read in a few calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from govdoc.audits import Row
from govdoc.document import Document
from govdoc.people import Standing
from govdoc.store import DocumentVersion, LedgerEntry, PageState, Store
from indexer.decided import outdated
from search_web.record import rows_of

RELATED = 100
"""At most so many documents of each relation are read for a page; the API and the feeds list all."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A document with what was derived from it, the documents it is related to, and what happened to it.

    `others`: id → document and derivation, of those that are stored. `page`: the state of the page it was read from.
    `review`: the decision that stands, whether or not what follows from it was derived yet. `audited` is empty while `outdated`:
    what the audits found before a decision may contradict it.
    """

    document: Document
    work: str
    payload: Mapping[str, Any]
    others: Mapping[str, tuple[Document, Mapping[str, Any]]] = field(default_factory=dict)
    history: tuple[DocumentVersion, ...] = ()
    life: tuple[LedgerEntry, ...] = ()
    page: PageState | None = None
    audited: tuple[tuple[str, Row], ...] = ()
    review: Standing | None = None
    outdated: bool = False

    def title_of(self, document_id: str) -> str:
        """What to call a related document: its title, else its number, else its id."""
        if document_id not in self.others:
            return document_id
        other = self.others[document_id][0]
        return other.title or other.number or document_id


def open_dossier(store: Store, document_id: str) -> Dossier:
    """NotFoundError for an unknown id, RedactedError for a removed document."""
    document = store.document(document_id)
    derived = store.derivation(document_id)
    payload: Mapping[str, Any] = derived.payload if derived else {}
    work = derived.work if derived else document_id
    ids, late = sorted(set(related_ids(payload))), bool(outdated(store, [work]))
    documents, derivations = store.documents_by_ids(ids), store.derivations_by_ids(ids)
    return Dossier(
        document=document,
        work=work,
        payload=payload,
        others={i: (d, derivations[i].payload if i in derivations else {}) for i, d in documents.items()},
        history=store.history(document_id),
        life=store.life(document_id),
        page=next((p for p in store.pages_of(document_id) if p.channel != "attachment"), None),
        audited=() if late else store.audited(work),
        outdated=late,
        review=_reviewed(store, {document_id, work, *(payload.get("copies") or ())}),
    )


def _reviewed(store: Store, ids: set[str]) -> Standing | None:
    """The last decision that counts on any copy of a work."""
    stood = [one for some in store.people.standing(sorted(ids)).values() for one in some if one.holds]
    return max(stood, key=lambda one: one.sequence, default=None)


def related_ids(payload: Mapping[str, Any]) -> Iterable[str]:
    """The ids that a derivation names, up to RELATED of each relation."""
    pairs = (("citations", "target"), ("cited_by", "id"), ("interprets", "target"), ("findings", "document"))
    for name, key in pairs:
        yield from [str(row[key]) for row in rows_of(payload, name) if row.get(key)][:RELATED]
    for name in ("copies", "interpreted_by", "versions"):
        yield from [str(i) for i in payload.get(name) or () if i][:RELATED]
