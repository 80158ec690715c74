"""Room: from facts to a searchable index. All that follows from the facts: identified fields, works, relations, status.

Derivations may be deleted at any time: the same documents and the same program give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from govdoc.audits import AUDITS, Subject
from govdoc.document import Document, Status
from govdoc.form import level_of
from govdoc.settings import SHANGHAI
from govdoc.statutory_items import items_of
from govdoc.store import Store
from indexer.bases import Bases
from indexer.decided import redecide, reviews_by_work
from indexer.fields import IndexEntry, TimelineStep
from indexer.links import Library, Links
from indexer.payload import derivation
from indexer.reading import Reading, read_document
from indexer.refresh import decoded, name_of, refresh
from indexer.subjects import subject_of

BATCH = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Derived:
    """How many documents there are, and the ids whose derivation is not what it was: those the index must take anew."""

    count: int
    changed: tuple[str, ...]


def derive(store: Store) -> Derived:
    """Derive every document of the store: read the texts that are new, then relate and assess; equal rows are not written.

    Three passes over what was read, none over the texts: names, relations, assessments. Memory holds names and relations only.
    What reviewers decide meanwhile is never written over with what held before.
    """
    began, _ = store.people.trail_head()
    refresh(store)
    library = Library((row.digest, *name_of(row)) for row in store.readings())
    links = _links(store, library, _known(store, library))
    bases = Bases(store, links)
    changed: list[str] = []
    works: list[Subject] = []
    copies: list[Subject] = []
    broken = store.broken_pages()
    for batch in _batches(_known(store, library)):
        rows = [derivation(one, links, bases) for one in batch]
        changed += store.put_derivations(rows)
        decided = {library.works.get(id) for id in store.people.decided_after(began)}
        redecide(store, sorted({row.work for row in rows} & decided))
        for one, row in zip(batch, rows, strict=True):
            reviews = links.reviews.get(row.work, ())
            subject = subject_of(one, row.payload, broken.get(row.document_id, ()), reviews)
            (works if row.work == row.document_id else copies).append(subject)
    for audit in AUDITS.values():
        store.put_audit(audit.name, audit.rows([*works, *copies] if audit.every else works))
    store.note_audited(began)
    return Derived(len(library.works), tuple(changed))


def _links(store: Store, library: Library, readings: Iterable[Reading]) -> Links:
    links = Links(library, reviews_by_work(store.people.reviews(), library.works))
    for one in readings:
        links.add(one)
    links.finish()
    return links


def _known(store: Store, library: Library) -> Iterator[Reading]:
    """The readings that the library was made of; what another process read meanwhile waits for the next derivation."""
    return (decoded(row) for row in store.readings() if library.digests.get(row.document_id) == row.digest)


def entries(store: Store) -> Iterator[IndexEntry]:
    """One entry a work, streaming in order of id; documents not derived yet are left out."""
    for batch in _batches(store.documents()):
        yield from _entries(store, batch)


def entries_for(store: Store, ids: Iterable[str]) -> Iterator[IndexEntry]:
    """The entries of the works that these documents belong to."""
    leaders = sorted({row.work for row in store.derivations_by_ids(ids).values()})
    yield from _entries(store, store.documents_by_ids(leaders).values())


_RELATED = ("copies", "versions", "cited_by", "interprets", "interpreted_by")
_STATE = ("effective_on", "expires_on", "timeline", "findings", "contradictions")


def at_once(store: Store, ids: Iterable[str]) -> list[IndexEntry]:
    """The entries of changed documents as far as they can be told without deriving all: decisions wholly, new texts `alone`."""
    wanted = frozenset(ids)
    decided = redecide(store, sorted(wanted))
    return [*entries_for(store, sorted(decided)), *alone(store, sorted(wanted - decided))]


def alone(store: Store, ids: Iterable[str]) -> list[IndexEntry]:
    """Entries of changed documents by what they say themselves, to be searched until `derive` has related them to the others.

    What was derived of a document before still holds so long (its repeal is not forgotten); its state does not when a reviewer
    decided on it.
    """
    documents = store.documents_by_ids(ids)
    rows = store.derivations_by_ids(documents)
    read = {id: read_document(document) for id, document in documents.items() if id not in rows or rows[id].work == id}
    links = _links(store, Library(("", one.key, one.document) for one in read.values()), read.values())
    bases, first_seen = Bases(store, links), store.first_seen(read)
    found = []
    for id, one in read.items():
        payload = derivation(one, links, bases).payload
        if id in rows:
            kept = _RELATED if id in links.reviews else (*_RELATED, *_STATE)
            payload |= {name: rows[id].payload[name] for name in kept}
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


def _entry(document: Document, payload: dict[str, Any], added_on: date) -> IndexEntry:
    filled = payload["filled"]
    issuers = tuple(filled.get("issuers", document.issuers))
    level = next((level for issuer in issuers if (level := level_of(issuer))), None)
    attachment_text, enclosed = _enclosed(document)
    return IndexEntry(
        id=document.id,
        title=document.title,
        text=document.text,
        attachment_text=attachment_text,
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
        explains=tuple(dict.fromkeys(link["target"] for link in payload["interprets"] if link["target"])),
        enclosed=enclosed,
        added_on=added_on,
    )


def _enclosed(document: Document) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The texts of the attachments as one, and which of them begins where."""
    found, places = list[str](), list[tuple[int, int, str]]()
    for number, attachment in enumerate(document.attachments):
        if attachment.text:
            places.append((sum(map(len, found)) + len(found), number, attachment.name))
            found.append(attachment.text)
    return "\n".join(found), tuple(places)


def _cited(citations: Iterable[dict[str, Any]], own: str | None) -> tuple[str, ...]:
    """Numbers and works that the text names, its own number left out."""
    named = {name for c in citations for name in (c["number"], c["target"]) if name}
    return tuple(sorted(named - {own}))


def _extension(name: str) -> str:
    end = name.rpartition(".")[2].lower()
    return end if end.isalnum() and len(end) <= 4 and end != name.lower() else ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
