"""Room: from facts to a searchable index. All that follows from the facts: identified fields, works, relations, status.

Derivations may be deleted at any time: the same documents and the same program give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from govdoc.audits import AUDITS, Subject
from govdoc.citations import Citation
from govdoc.document import Document, Evidence, Review, Status
from govdoc.form import level_of
from govdoc.interpretation import is_interpretation
from govdoc.resolve import Catalogue
from govdoc.settings import SHANGHAI
from govdoc.statutory_items import items_of
from govdoc.store import Derivation, Store
from govdoc.works import group_works
from indexer.fields import IndexEntry, TimelineStep
from indexer.links import Links
from indexer.reading import Reading, read_document
from indexer.status import derive_status
from indexer.subjects import subject_of

BATCH = 500
_FILLED = ("number", "issuers", "issued_on", "region", "form")


@dataclass(frozen=True, slots=True)
class Derived:
    """How many documents there are, and the ids whose derivation is not what it was: those the index must take anew."""

    count: int
    changed: tuple[str, ...]


def derive(store: Store) -> Derived:
    """Derive every document of the store. Two passes: read each text once, then relate; rows that stay the same are not written."""
    read = {one.document.id: one for one in (read_document(document) for document in store.documents())}
    works = group_works(one.key for one in read.values())
    catalogue = Catalogue()
    for one in read.values():
        if not is_interpretation(one.document):
            catalogue.add(works[one.document.id], one.document)
    links = Links(read, works, catalogue)
    reviews = _reviews(store, works)
    changed: list[str] = []
    subjects: list[Subject] = []
    for batch in _batches(store.documents()):
        before = store.derivations_by_ids(document.id for document in batch)
        rows = [
            _derivation(document, read[document.id], links, reviews.get(works[document.id], ())) for document in batch
        ]
        fresh = [row for row in rows if before.get(row.document_id) != row]
        store.put_derivations(fresh)
        changed += [row.document_id for row in fresh]
        subjects += [
            subject_of(read[row.document_id].document, read[row.document_id].version, row.payload)
            for row in rows
            if row.work == row.document_id
        ]
    for audit in AUDITS.values():
        store.put_audit(audit.name, audit.rows(subjects))
    return Derived(len(read), tuple(changed))


def entries(store: Store) -> Iterator[IndexEntry]:
    """One entry a work, streaming in order of id; documents not derived yet are left out."""
    for batch in _batches(store.documents()):
        yield from _entries(store, batch)


def entries_for(store: Store, ids: Iterable[str]) -> Iterator[IndexEntry]:
    """The entries of the works that these documents belong to."""
    leaders = sorted({row.work for row in store.derivations_by_ids(ids).values()})
    yield from _entries(store, store.documents_by_ids(leaders).values())


_BY_OTHERS = (
    "copies",
    "cited_by",
    "interprets",
    "interpreted_by",
    "effective_on",
    "expires_on",
    "timeline",
    "findings",
)


def alone(store: Store, ids: Iterable[str]) -> list[IndexEntry]:
    """Entries of changed documents by what they say themselves, to be searched until `derive` has related them to the others.

    What was derived of a document before still holds so long (its repeal is not forgotten), unless a reviewer decided on it.
    """
    documents = store.documents_by_ids(ids)
    rows = store.derivations_by_ids(documents)
    read = {id: read_document(document) for id, document in documents.items() if id not in rows or rows[id].work == id}
    links = Links(read, {id: id for id in read}, Catalogue())
    reviews, first_seen = _reviews(store, links.works), store.first_seen(read)
    found = []
    for id, one in read.items():
        payload = _derivation(documents[id], one, links, reviews.get(id, ())).payload
        if id in rows and id not in reviews:
            payload |= {name: rows[id].payload[name] for name in _BY_OTHERS}
        found.append(_entry(documents[id], payload, first_seen[id].astimezone(SHANGHAI).date()))
    return found


def _entries(store: Store, documents: Iterable[Document]) -> Iterator[IndexEntry]:
    batch = list(documents)
    rows = store.derivations_by_ids(document.id for document in batch)
    first_seen = store.first_seen(document.id for document in batch)
    for document in batch:
        row = rows.get(document.id)
        if row is not None and row.work == document.id:
            yield _entry(document, row.payload, first_seen[document.id].astimezone(SHANGHAI).date())


def _reviews(store: Store, works: Mapping[str, str]) -> dict[str, tuple[Review, ...]]:
    """Work → what reviewers decided on any of its copies, in the order of time."""
    found: dict[str, list[Review]] = {}
    for id, made in store.people.reviews().items():
        if id in works:
            found.setdefault(works[id], []).extend(made)
    return {work: tuple(sorted(made, key=lambda review: review.reviewed_at)) for work, made in found.items()}


def _derivation(document: Document, one: Reading, links: Links, reviews: tuple[Review, ...]) -> Derivation:
    work = links.works[document.id]
    filled = replace(one.document, text=document.text, attachments=document.attachments)
    status = derive_status(filled, tuple(links.acts.get(work, ())), reviews)
    payload: dict[str, Any] = {
        "version": one.version,
        "filled": {
            name: _plain(getattr(filled, name)) for name in _FILLED if getattr(filled, name) != getattr(document, name)
        },
        "evidence": [{"field": name, **_evidence(evidence)} for name, evidence in one.evidence],
        "copies": [other for other in links.copies[work] if other != document.id],
        "citations": [
            {**_citation(citation), "target": target}
            for citation, target in zip(one.citations, links.targets[document.id], strict=True)
        ],
        "cited_by": [
            {"id": other, "relation": relation} for other, relation in sorted(set(links.cited_by.get(work, ())))
        ],
        "interprets": links.interprets[document.id],
        "interpreted_by": sorted(set(links.interpreted_by.get(work, ()))),
        "effective_on": _plain(status.effective_on),
        "expires_on": _plain(status.expires_on),
        "timeline": [{"since": _plain(s.since), "status": s.status, "reason": s.reason} for s in status.timeline],
        "findings": list(status.findings),
    }
    return Derivation(document.id, work, payload)


def _entry(document: Document, payload: dict[str, Any], added_on: date) -> IndexEntry:
    filled = payload["filled"]
    issuers = tuple(filled.get("issuers", document.issuers))
    level = next((level for issuer in issuers if (level := level_of(issuer))), None)
    return IndexEntry(
        id=document.id,
        title=document.title,
        text=document.text,
        attachment_text="\n".join(a.text for a in document.attachments if a.text),
        url=document.url,
        site=document.site,
        channel=document.channel,
        region=filled.get("region", document.region),
        level=level,
        kind=document.kind,
        form=filled.get("form", document.form),
        number=filled.get("number", document.number),
        registration_number=document.registration_number,
        index_number=document.index_number,
        issuers=issuers,
        subject=document.subject,
        items=items_of(document.kind, document.title, document.channel, document.subject, level),
        issued_on=_day(filled["issued_on"]) if "issued_on" in filled else document.issued_on,
        published_on=document.published_on,
        effective_on=_day(payload["effective_on"]),
        expires_on=_day(payload["expires_on"]),
        timeline=tuple(TimelineStep(_day(s["since"]), Status(s["status"]), s["reason"]) for s in payload["timeline"]),
        interpreted=bool(payload["interpreted_by"]),
        attachment_types=tuple(sorted({_extension(a.name) for a in document.attachments} - {""})),
        also_at=tuple(payload["copies"]),
        cites=_cited(payload["citations"], filled.get("number", document.number)),
        added_on=added_on,
    )


def _cited(citations: Iterable[dict[str, Any]], own: str | None) -> tuple[str, ...]:
    """Numbers and works that the text names, its own number left out."""
    named = {name for c in citations for name in (c["number"], c["target"]) if name}
    return tuple(sorted(named - {own}))


def _extension(name: str) -> str:
    end = name.rpartition(".")[2].lower()
    return end if end.isalnum() and len(end) <= 4 and end != name.lower() else ""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"part": evidence.part, "start": evidence.start, "end": evidence.end, "quote": evidence.quote}


def _citation(citation: Citation) -> dict[str, Any]:
    names = ("relation", "direction", "title", "number", "short_name", "scope", "part", "start", "end", "quote")
    return {name: getattr(citation, name) for name in names}


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
