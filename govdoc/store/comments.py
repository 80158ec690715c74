"""Room: what a government document is. What the public says on items of a campaign (清理办法 article 14): facts, only ever added.

Nobody's address is kept. A comment is shown when a reviewer let it pass; letting pass, turning down and answering are deeds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy import Row as Record

from govdoc.comments import Comment, CommentState
from govdoc.errors import NotFoundError
from govdoc.people import Deed
from govdoc.store import trail
from govdoc.store.campaign_tables import comments
from govdoc.store.campaigns import ChangedMeanwhile
from govdoc.store.people import Transaction

PER_ITEM, IN_ALL = 30, 1000
"""At most so many in 24 hours; what comes beyond is refused, so that a flood fills no disk and no reviewer's day."""


class Comments:
    """Reached as `Store.comments`."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading = reading
        self._writing = writing

    def add(self, comment: Comment) -> str | None:
        """Keep it; else why not: `again` (the same words about the same item), `many` (too many in 24 hours)."""
        with self._writing() as connection:
            digest = hashlib.sha256(comment.message.encode("utf-8", "surrogatepass")).hexdigest()
            refused = _refused(connection, comment, digest)
            if refused is None:
                row = asdict(comment) | {"digest": digest, "state": comment.state.value}
                del row["id"]
                connection.execute(comments.insert().values(row))
            return refused

    def get(self, id: int) -> Comment:
        with self._reading() as connection:
            return _get(connection, id)

    def of_item(self, campaign: str, document_id: str, *states: CommentState) -> tuple[Comment, ...]:
        """In the order in which they came; with one of the states (none: all)."""
        return self._found(campaign, states, comments.c.document_id == document_id)

    def of_campaign(
        self, campaign: str, *states: CommentState, limit: int | None = None, offset: int = 0
    ) -> tuple[Comment, ...]:
        return self._found(campaign, states, limit=limit, offset=offset)

    def counts(self, campaign: str, ids: Sequence[str] | None = None) -> dict[tuple[str, CommentState], int]:
        """(document id, state) → how many, of the items given (None: of all)."""
        c = comments.c
        statement = select(c.document_id, c.state, func.count().label("many")).where(c.campaign == campaign)
        if ids is not None:
            statement = statement.where(c.document_id.in_(ids))
        with self._reading() as connection:
            rows = connection.execute(statement.group_by(c.document_id, c.state))
            return {(row.document_id, CommentState(row.state)): row.many for row in rows}

    def handle(self, id: int, seen: int, state: CommentState, answer: str | None, deed: Deed) -> Comment:
        """Let pass, turn down or answer. ChangedMeanwhile when another reviewer was first."""
        with self._writing() as connection:
            before = _get(connection, id)
            if before.revision != seen:
                raise ChangedMeanwhile(before.campaign, [before.document_id])
            (entry,) = trail.append(connection, [replace(deed, subject=f"{before.campaign}#{id}")])
            values = {"state": state.value, "answer": answer, "revision": entry.sequence}
            connection.execute(update(comments).where(comments.c.id == id).values(values))
            return replace(before, state=state, answer=answer, revision=entry.sequence)

    def _found(
        self, campaign: str, states: Sequence[CommentState], *also: Any, limit: int | None = None, offset: int = 0
    ) -> tuple[Comment, ...]:
        statement = select(comments).where(comments.c.campaign == campaign, *also).order_by(comments.c.id)
        if states:
            statement = statement.where(comments.c.state.in_([state.value for state in states]))
        with self._reading() as connection:
            return tuple(map(_comment, connection.execute(statement.limit(limit).offset(offset))))


def _get(connection: Connection, id: int) -> Comment:
    row = connection.execute(select(comments).where(comments.c.id == id)).one_or_none()
    if row is None:
        raise NotFoundError(f"no comment {id}")
    return _comment(row)


def _comment(row: Record[Any]) -> Comment:
    return Comment(
        campaign=row.campaign,
        document_id=row.document_id,
        message=row.message,
        sent_at=row.sent_at,
        contact=row.contact,
        state=CommentState(row.state),
        answer=row.answer,
        revision=row.revision,
        id=row.id,
    )


def _refused(connection: Connection, comment: Comment, digest: str) -> str | None:
    item = (comments.c.campaign == comment.campaign) & (comments.c.document_id == comment.document_id)
    if connection.execute(select(comments.c.id).where(item, comments.c.digest == digest).limit(1)).first():
        return "again"
    count = select(func.count()).select_from(comments).where(comments.c.sent_at > comment.sent_at - timedelta(days=1))
    full = connection.execute(count).scalar_one() >= IN_ALL
    return "many" if full or connection.execute(count.where(item)).scalar_one() >= PER_ITEM else None
