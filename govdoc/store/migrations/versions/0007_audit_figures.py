"""Room: what a government document is. What the audits counted, day by day; an index from which rows are counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_figures",
        sa.Column("audit", sa.String(32), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("audit", "day", "reason", name="pk_audit_figures"),
    )
    columns = ["audit", "issuer", "reason", "region", "since", "until"]
    op.create_index("ix_audit_rows_counts", "audit_rows", columns)
