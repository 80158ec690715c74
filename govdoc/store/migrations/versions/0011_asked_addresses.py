"""Room: what a government document is. The address that gives a page, where its document is shown under another one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pages", sa.Column("asked", sa.Text))
