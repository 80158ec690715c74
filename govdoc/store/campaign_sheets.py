"""Room: what a government document is. The filled sheets that came back to a campaign, as read. On an open connection."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from govdoc.errors import NotFoundError
from govdoc.store import payload
from govdoc.store.campaign_tables import campaign_sheets


def put(connection: Connection, campaign: str, digest: str, actor: str, at: datetime, body: bytes) -> None:
    if not connection.execute(_of(campaign, digest)).first():
        packed = payload.packer()(body)
        row = {"campaign": campaign, "digest": digest, "actor": actor, "received_at": at, "payload": packed}
        connection.execute(campaign_sheets.insert().values(row))


def get(connection: Connection, campaign: str, digest: str) -> bytes:
    """NotFoundError when it never came."""
    row = connection.execute(_of(campaign, digest)).one_or_none()
    if row is None:
        raise NotFoundError(f"campaign {campaign}: no sheet {digest[:12]} came back")
    return payload.to_bytes(payload.json_unpacker()(row.payload))


def _of(campaign: str, digest: str) -> Select[Any]:
    sheets = campaign_sheets
    return select(sheets.c.payload).where(sheets.c.campaign == campaign, sheets.c.digest == digest)
