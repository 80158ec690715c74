"""Room: what a government document is. The tables of clean-up campaigns, public comments and who looks at what; a change needs a migration."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table, Text

from govdoc.store.schema import Instant, metadata, plain_text

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", plain_text(), primary_key=True),
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", plain_text(), nullable=False),
    Column("title", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("issuers", Text, nullable=False),
    Column("cutoff", String(10), nullable=False),
    Column("two_must_agree", Integer, nullable=False),
    Column("consulted_until", String(10)),
    Column("phase", String(16), nullable=False),
    Column("closed_by", plain_text()),
    Column("closed_at", Instant),
    Column("revision", Integer, nullable=False),
)

campaign_items = Table(
    "campaign_items",
    metadata,
    Column("campaign", plain_text(), ForeignKey("campaigns.id"), nullable=False),
    Column("document_id", plain_text(), nullable=False),
    Column("position", Integer, nullable=False, autoincrement=False),
    Column("version", String(12), nullable=False),
    Column("name", Text, nullable=False),
    Column("suggestion", String(32), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("waits", Integer, nullable=False),
    Column("assignee", plain_text(), nullable=False),
    Column("removed", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    PrimaryKeyConstraint("campaign", "document_id"),
    Index("ix_campaign_items_position", "campaign", "position"),
    Index("ix_campaign_items_document_id", "document_id"),
)

campaign_sheets = Table(
    "campaign_sheets",
    metadata,
    Column("campaign", plain_text(), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("actor", plain_text(), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    PrimaryKeyConstraint("campaign", "digest"),
)

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("campaign", plain_text(), nullable=False),
    Column("document_id", plain_text(), nullable=False),
    Column("message", Text, nullable=False),
    Column("contact", Text),
    Column("sent_at", Instant, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("answer", Text),
    Column("revision", Integer, nullable=False),
    Index("ix_comments_campaign", "campaign", "document_id", "state"),
    Index("ix_comments_sent_at", "sent_at"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("document_id", plain_text(), primary_key=True),
    Column("assignee", plain_text(), nullable=False),
    Index("ix_assignments_assignee", "assignee"),
)
