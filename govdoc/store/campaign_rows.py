"""Room: what a government document is. The rows of campaigns: the campaign itself, its items by what pages filter. On an open connection.

An item's row holds what is filtered by; how the item stands is folded from its deeds each time, and the row is written from that fold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, update
from sqlalchemy import Row as Record

from govdoc.audits.row import Row, row_from_json, row_json
from govdoc.campaign import Campaign, Group, Item, ItemQuery, Phase, State, item_subject, state_of
from govdoc.errors import NotFoundError
from govdoc.people import TrailEntry
from govdoc.store import payload, trail
from govdoc.store.campaign_tables import campaign_items, campaigns

ON_ITEMS = tuple(f"item {what}" for what in ("decided", "confirmed", "undone", "assigned", "removed", "restored"))
PORTION = 500


def get(connection: Connection, id: str) -> Campaign:
    """NotFoundError for an unknown id."""
    row = connection.execute(select(campaigns).where(campaigns.c.id == id)).one_or_none()
    if row is None:
        raise NotFoundError(f"no campaign {id!r}")
    return _campaign(row)


def everyone(connection: Connection) -> tuple[Campaign, ...]:
    """The newest first."""
    newest = select(campaigns).order_by(campaigns.c.opened_at.desc(), campaigns.c.id.desc())
    return tuple(map(_campaign, connection.execute(newest)))


def listing(connection: Connection, document_id: str) -> tuple[Campaign, ...]:
    """The campaigns that list a document (and did not take it off), the newest first."""
    item = campaign_items.c
    here = (item.document_id == document_id) & (item.removed == 0) & (item.campaign == campaigns.c.id)
    statement = select(campaigns).where(select(item.campaign).where(here).exists())
    return tuple(map(_campaign, connection.execute(statement.order_by(campaigns.c.opened_at.desc()))))


def next_id(connection: Connection, year: int) -> str:
    """2026-1, 2026-2 …: the caller holds the writer's lock."""
    like = campaigns.c.id.startswith(f"{year}-", autoescape=True)
    return f"{year}-{connection.execute(select(func.count()).where(like)).scalar_one() + 1}"


def add(connection: Connection, campaign: Campaign) -> None:
    connection.execute(campaigns.insert().values(_values(campaign)))


def put(connection: Connection, campaign: Campaign) -> None:
    connection.execute(update(campaigns).where(campaigns.c.id == campaign.id).values(_values(campaign)))


def add_items(connection: Connection, campaign: str, rows: Sequence[Row], versions: Mapping[str, str]) -> None:
    """Items with nothing decided, in the order given; a row whose document has no version (it is gone) is left out."""
    pack = payload.packer()
    there = [row for row in rows if row.document_id in versions]
    values = [
        _listed(campaign, n, row, versions, pack(payload.to_bytes(row_json(row)))) for n, row in enumerate(there, 1)
    ]
    if values:
        connection.execute(campaign_items.insert(), values)


def items(connection: Connection, query: ItemQuery, limit: int | None, offset: int) -> list[Item]:
    """In the list's order."""
    statement = select(campaign_items).where(_where(query)).order_by(campaign_items.c.position)
    return _items(connection, statement.limit(limit).offset(offset))


def by_ids(connection: Connection, campaign: str, ids: Sequence[str]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for start in range(0, len(ids), PORTION):
        some = campaign_items.c.document_id.in_(ids[start : start + PORTION])
        rows = _items(connection, select(campaign_items).where(campaign_items.c.campaign == campaign, some))
        found |= {item.document_id: item for item in rows}
    return found


def ids(connection: Connection, query: ItemQuery) -> dict[str, int]:
    """Document id → revision of all items that the query lets through, in the list's order."""
    columns = campaign_items.c
    statement = select(columns.document_id, columns.revision).where(_where(query)).order_by(columns.position)
    return {row.document_id: row.revision for row in connection.execute(statement)}


def revisions(connection: Connection, campaign: str, ids: Iterable[str]) -> dict[str, int]:
    wanted, columns, found = list(ids), campaign_items.c, dict[str, int]()
    for start in range(0, len(wanted), PORTION):
        some = columns.document_id.in_(wanted[start : start + PORTION])
        rows = connection.execute(
            select(columns.document_id, columns.revision).where(columns.campaign == campaign, some)
        )
        found |= {row.document_id: row.revision for row in rows}
    return found


def groups(connection: Connection, campaign: str | None = None) -> dict[str, tuple[Group, ...]]:
    """Campaign → its items counted by all that they are filtered by; of every campaign with None."""
    c = campaign_items.c
    keys = (c.campaign, c.suggestion, c.outcome, c.waits, c.assignee, c.removed)
    statement = select(*keys, func.count().label("items")).group_by(*keys).order_by(*keys)
    if campaign is not None:
        statement = statement.where(c.campaign == campaign)
    found: dict[str, list[Group]] = {}
    for row in connection.execute(statement):
        group = Group(row.suggestion, row.outcome, bool(row.waits), row.assignee, bool(row.removed), row.items)
        found.setdefault(row.campaign, []).append(group)
    return {id: tuple(some) for id, some in found.items()}


def fold(connection: Connection, campaign: str, ids: Sequence[str]) -> None:
    """Write the rows of these items anew from their deeds."""
    item = (campaign_items.c.campaign == campaign) & (campaign_items.c.document_id == bindparam("of"))
    values = [{"of": id} | _filtered(state) for id, state in states(connection, campaign, ids)]
    if values:
        connection.execute(update(campaign_items).where(item), values)


def states(connection: Connection, campaign: str, ids: Sequence[str]) -> Iterator[tuple[str, State]]:
    for start in range(0, len(ids), PORTION):
        some = ids[start : start + PORTION]
        deeds = deeds_on(connection, campaign, some)
        yield from ((id, state_of(deeds.get(id, ()))) for id in some)


def deeds_on(connection: Connection, campaign: str, ids: Sequence[str]) -> dict[str, tuple[TrailEntry, ...]]:
    subjects = {item_subject(campaign, id): id for id in ids}
    found = trail.of_subjects(connection, list(subjects), ON_ITEMS)
    return {subjects[subject]: entries for subject, entries in found.items()}


def forget(connection: Connection, document_id: str) -> None:
    """Of a document that is removed for good, no title and no quoted words stay in any campaign's list."""
    empty = payload.packer()(payload.to_bytes(row_json(Row("judge", "已撤下", document_id, "（已撤下）"))))
    item = campaign_items.c.document_id == document_id
    connection.execute(update(campaign_items).where(item).values(name="", payload=empty))


def false_rows(connection: Connection) -> Iterator[str]:
    """Items whose row is not what their deeds say; reads everything."""
    for campaign in everyone(connection):
        rows = {row.document_id: row for row in connection.execute(_all(campaign.id))}
        for id, state in states(connection, campaign.id, list(rows)):
            if any(getattr(rows[id], name) != value for name, value in _filtered(state).items()):
                yield f"campaign {campaign.id}, {id}: the item is not what its trail entries say"


def _all(campaign: str) -> Select[Any]:
    return select(campaign_items).where(campaign_items.c.campaign == campaign)


def _items(connection: Connection, statement: Select[Any]) -> list[Item]:
    rows = connection.execute(statement).all()
    if not rows:
        return []
    unpack = payload.json_unpacker()
    stood = dict(states(connection, rows[0].campaign, [row.document_id for row in rows]))
    return [
        Item(r.campaign, r.position, r.document_id, r.version, row_from_json(unpack(r.payload)), stood[r.document_id])
        for r in rows
    ]


def _listed(campaign: str, position: int, row: Row, versions: Mapping[str, str], body: bytes) -> dict[str, Any]:
    assert row.document_id is not None
    return {
        "campaign": campaign,
        "document_id": row.document_id,
        "position": position,
        "version": versions[row.document_id],
        "name": f"{row.title}\n{row.number or ''}",
        "suggestion": row.reason,
        "payload": body,
    } | _filtered(State())


def _filtered(state: State) -> dict[str, Any]:
    return {
        "outcome": state.outcome,
        "waits": int(state.waits),
        "assignee": state.assignee or "",
        "removed": int(state.removed is not None),
        "revision": state.revision,
    }


def _where(query: ItemQuery) -> ColumnElement[bool]:
    c = campaign_items.c
    conditions = [c.campaign == query.campaign, c.removed == int(query.removed)]
    chosen = ((c.outcome, query.outcomes), (c.suggestion, query.suggestions), (c.assignee, query.assignees))
    conditions += [column.in_(values) for column, values in chosen if values]
    if query.waits is not None:
        conditions.append(c.waits == int(query.waits))
    conditions += [c.name.contains(word, autoescape=True) for word in query.words.split()]
    met = conditions[0]
    for condition in conditions[1:]:
        met = met & condition
    return met


def _campaign(row: Record[Any]) -> Campaign:
    return Campaign(
        id=row.id,
        title=row.title,
        office=row.office,
        issuers=tuple(json.loads(row.issuers)),
        cutoff=date.fromisoformat(row.cutoff),
        two_must_agree=bool(row.two_must_agree),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        consulted_until=date.fromisoformat(row.consulted_until) if row.consulted_until else None,
        phase=Phase(row.phase),
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        revision=row.revision,
    )


def _values(campaign: Campaign) -> dict[str, Any]:
    values = {name: getattr(campaign, name) for name in campaigns.c.keys()}  # noqa: SIM118 - columns are no dict
    until = campaign.consulted_until
    return values | {
        "issuers": json.dumps(campaign.issuers, ensure_ascii=False),
        "cutoff": campaign.cutoff.isoformat(),
        "consulted_until": until.isoformat() if until else None,
        "two_must_agree": int(campaign.two_must_agree),
        "phase": campaign.phase.value,
    }
