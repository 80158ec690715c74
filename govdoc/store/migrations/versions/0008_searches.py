"""Room: what a government document is. What is searched for, counted by week and without addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from govdoc.store.schema import plain_text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "week_keys",
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_week_keys"),
    )
    op.create_table(
        "searches",
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("words", plain_text(), nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("drawers", sa.BigInteger, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("found", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("week", "words", name="pk_searches"),
    )
