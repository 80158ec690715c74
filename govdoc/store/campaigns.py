"""Room: what a government document is. Clean-up campaigns in the store; each method one transaction, every change with its deed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from govdoc.audits.row import Row
from govdoc.campaign import Campaign, Group, Item, ItemQuery, Phase, item_subject
from govdoc.errors import GovdocError, NotFoundError
from govdoc.people import Deed, TrailEntry
from govdoc.store import campaign_rows as rows
from govdoc.store import campaign_sheets, documents, trail
from govdoc.store.people import Transaction


class ChangedMeanwhile(GovdocError):
    """Somebody else was first: `ids` are the items that are no longer as they were seen. Nothing was recorded."""

    http_status = 409

    def __init__(self, campaign: str, ids: Sequence[str]) -> None:
        super().__init__(f"{len(ids)} items of campaign {campaign} changed meanwhile: nothing was recorded")
        self.ids = tuple(ids)


class CampaignClosed(GovdocError):
    """It was published or withdrawn; what is decided now is decided on the document itself."""

    http_status = 409


class Campaigns:
    """Reached as `Store.campaigns`."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading = reading
        self._writing = writing

    # to read

    def get(self, id: str) -> Campaign:
        """NotFoundError for an unknown id."""
        with self._reading() as connection:
            return rows.get(connection, id)

    def all(self) -> tuple[Campaign, ...]:
        """The newest first."""
        with self._reading() as connection:
            return rows.everyone(connection)

    def groups(self, id: str | None = None) -> dict[str, tuple[Group, ...]]:
        """Campaign → its items counted by what they are filtered by."""
        with self._reading() as connection:
            return rows.groups(connection, id)

    def items(self, query: ItemQuery, limit: int | None = None, offset: int = 0) -> list[Item]:
        with self._reading() as connection:
            return rows.items(connection, query, limit, offset)

    def items_by_ids(self, id: str, document_ids: Sequence[str]) -> dict[str, Item]:
        with self._reading() as connection:
            return rows.by_ids(connection, id, document_ids)

    def item(self, id: str, document_id: str) -> Item:
        """NotFoundError when the campaign lists no such document."""
        found = self.items_by_ids(id, [document_id])
        if document_id not in found:
            raise NotFoundError(f"campaign {id} lists no document {document_id!r}")
        return found[document_id]

    def revisions(self, query: ItemQuery) -> dict[str, int]:
        """Document id → revision of every item that the query lets through."""
        with self._reading() as connection:
            return rows.ids(connection, query)

    def hearing(self, document_id: str, on: date) -> Campaign | None:
        """The campaign in which the public may comment on a document that day."""
        with self._reading() as connection:
            return next((one for one in rows.listing(connection, document_id) if one.hears(on)), None)

    def deeds_on(self, id: str, document_id: str) -> tuple[TrailEntry, ...]:
        with self._reading() as connection:
            return rows.deeds_on(connection, id, [document_id]).get(document_id, ())

    def problems(self) -> Iterator[str]:
        with self._reading() as connection:
            yield from rows.false_rows(connection)

    # to change

    def open(self, campaign: Campaign, listed: Sequence[Row]) -> Campaign:
        """A new campaign over these rows, under an id of its own."""
        with self._writing() as connection:
            ids = [row.document_id for row in listed if row.document_id]
            after: dict[str, Any] = {
                "title": campaign.title,
                "office": campaign.office,
                "issuers": list(campaign.issuers),
            }
            after |= {"cutoff": campaign.cutoff.isoformat(), "items": len(ids)}
            id = rows.next_id(connection, campaign.opened_at.year)
            deed = Deed(campaign.opened_at, campaign.opened_by, "campaign opened", id, None, after)
            (entry,) = trail.append(connection, [deed])
            opened = replace(campaign, id=id, revision=entry.sequence)
            rows.add(connection, opened)
            rows.add_items(connection, id, listed, documents.versions(connection, ids))
            return opened

    def change(self, id: str, change: Callable[[Campaign], Campaign], deed: Deed) -> Campaign:
        """An open campaign as `change` makes it (its title, its consultation, its end). CampaignClosed for one that ended."""
        with self._writing() as connection:
            changed = change(_open(connection, id))
            return _written(connection, changed, trail.append(connection, [deed]))

    def record(self, id: str, seen: Mapping[str, int], deeds: Sequence[tuple[str, Deed]]) -> Campaign:
        """Deeds on items of an open campaign, all or none. `deeds`: document id and deed.

        ChangedMeanwhile when an item is no longer at the revision that was `seen`; NotFoundError for what is not listed.
        """
        with self._writing() as connection:
            campaign, ids = _open(connection, id), list(dict.fromkeys(document for document, _ in deeds))
            _check_seen(connection, id, seen, ids)
            entries = trail.append(connection, [replace(d, subject=item_subject(id, doc)) for doc, d in deeds])
            rows.fold(connection, id, ids)
            return _written(connection, campaign, entries)

    def publish(self, id: str, seen: int, deeds: Sequence[Deed], *, actor: str, at: datetime) -> Campaign:
        """End a campaign: `deeds` are the decisions on its documents. ChangedMeanwhile when anything happened since `seen`."""
        with self._writing() as connection:
            campaign = _open(connection, id)
            if campaign.revision != seen:
                raise ChangedMeanwhile(id, ())
            told = Deed(at, actor, "campaign published", id, None, {"documents": len(deeds)})
            entries = trail.append(connection, [told, *deeds])
            documents.touch(connection, [deed.subject for deed in deeds])
            closed = replace(campaign, phase=Phase.PUBLISHED, closed_by=actor, closed_at=at)
            return _written(connection, closed, entries)

    # sheets that came back

    def keep_sheet(self, id: str, digest: str, actor: str, at: datetime, body: bytes) -> None:
        """What a filled sheet says, under its digest; a second time it is what is kept already."""
        with self._writing() as connection:
            campaign_sheets.put(connection, id, digest, actor, at, body)

    def sheet(self, id: str, digest: str) -> bytes:
        """NotFoundError when no such sheet came back."""
        with self._reading() as connection:
            return campaign_sheets.get(connection, id, digest)


def _open(connection: Connection, id: str) -> Campaign:
    campaign = rows.get(connection, id)
    if not campaign.is_open:
        raise CampaignClosed(f"campaign {id} is {campaign.phase.value}: decide on the document itself")
    return campaign


def _check_seen(connection: Connection, id: str, seen: Mapping[str, int], ids: Sequence[str]) -> None:
    now = rows.revisions(connection, id, ids)
    for document in ids:
        if document not in now:
            raise NotFoundError(f"campaign {id} lists no document {document!r}: nothing was recorded")
    if stale := [document for document in ids if seen.get(document) != now[document]]:
        raise ChangedMeanwhile(id, stale)


def _written(connection: Connection, campaign: Campaign, entries: Sequence[TrailEntry]) -> Campaign:
    written = replace(campaign, revision=entries[-1].sequence) if entries else campaign
    rows.put(connection, written)
    return written
