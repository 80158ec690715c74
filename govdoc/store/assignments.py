"""Room: what a government document is. Who was asked to look at a document; the deeds are in the trail. On an open connection."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, or_, select

from govdoc.store.campaign_tables import assignments
from govdoc.store.dialect import upsert


def put(connection: Connection, ids: Sequence[str], assignee: str | None) -> None:
    """To a reviewer, or (None) to nobody."""
    if assignee is None:
        connection.execute(delete(assignments).where(assignments.c.document_id.in_(ids)))
    else:
        upsert(connection, assignments, [{"document_id": id, "assignee": assignee} for id in ids])


def of(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Document id → reviewer, of those that somebody was asked to look at."""
    rows = connection.execute(select(assignments).where(assignments.c.document_id.in_(ids)))
    return {row.document_id: row.assignee for row in rows}


def assigned_to(document_id: ColumnElement[str | None], assignees: Sequence[str]) -> ColumnElement[bool]:
    """A condition on a column of document ids; an empty name: assigned to nobody."""
    somebody = select(assignments.c.document_id)
    found = document_id.in_(somebody.where(assignments.c.assignee.in_([name for name in assignees if name])))
    return found if "" not in assignees else or_(found, document_id.not_in(somebody))
