"""Room: what a government document is. Leases: which machine works on what, for how long."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from govdoc.store.schema import Instant, plain_text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", plain_text(), nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
