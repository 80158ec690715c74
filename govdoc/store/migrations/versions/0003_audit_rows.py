"""Room: what a government document is. The rows of audits, derived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from govdoc.store.schema import plain_text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_rows",
        sa.Column("audit", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("document_id", plain_text()),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("issuer", plain_text(), nullable=False),
        sa.Column("region", plain_text(), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("until", sa.String(10), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("audit", "position", name="pk_audit_rows"),
    )
    op.create_index("ix_audit_rows_document_id", "audit_rows", ["document_id"])
