"""Room: what a government document is. Readers' reports, and finding a version by its hash."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from govdoc.store.schema import Instant, plain_text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("document_id", plain_text(), nullable=False),
        sa.Column("version", sa.String(12), nullable=False),
        sa.Column("topic", sa.String(16), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("reported_at", Instant, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_document_id", "reports", ["document_id"])
    op.create_index("ix_reports_reported_at", "reports", ["reported_at"])
    op.create_index("ix_document_versions_version", "document_versions", ["version"])
