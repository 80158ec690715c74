"""Room: what a government document is. Clean-up campaigns with their items, sheets that came back, public comments; who looks at what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from govdoc.store.schema import Instant, plain_text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _campaigns()
    _comments()
    op.create_table(
        "assignments",
        sa.Column("document_id", plain_text(), nullable=False),
        sa.Column("assignee", plain_text(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_assignments"),
    )
    op.create_index("ix_assignments_assignee", "assignments", ["assignee"])


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", plain_text(), nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("opened_by", plain_text(), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("issuers", sa.Text, nullable=False),
        sa.Column("cutoff", sa.String(10), nullable=False),
        sa.Column("two_must_agree", sa.Integer, nullable=False),
        sa.Column("consulted_until", sa.String(10)),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("closed_by", plain_text()),
        sa.Column("closed_at", Instant),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
    )
    op.create_table(
        "campaign_items",
        sa.Column("campaign", plain_text(), nullable=False),
        sa.Column("document_id", plain_text(), nullable=False),
        sa.Column("position", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("version", sa.String(12), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("suggestion", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("waits", sa.Integer, nullable=False),
        sa.Column("assignee", plain_text(), nullable=False),
        sa.Column("removed", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("campaign", "document_id", name="pk_campaign_items"),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name="fk_campaign_items_campaign"),
    )
    op.create_index("ix_campaign_items_position", "campaign_items", ["campaign", "position"])
    op.create_index("ix_campaign_items_document_id", "campaign_items", ["document_id"])
    op.create_table(
        "campaign_sheets",
        sa.Column("campaign", plain_text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("actor", plain_text(), nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("campaign", "digest", name="pk_campaign_sheets"),
    )


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("campaign", plain_text(), nullable=False),
        sa.Column("document_id", plain_text(), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("sent_at", Instant, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
    )
    op.create_index("ix_comments_campaign", "comments", ["campaign", "document_id", "state"])
    op.create_index("ix_comments_sent_at", "comments", ["sent_at"])
