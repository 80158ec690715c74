"""Room: what a government document is. What was read in each text; digests of derivations, so that equal ones are not read back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from govdoc.store.schema import plain_text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("derivations", sa.Column("digest", sa.String(32)))
    op.create_table(
        "readings",
        sa.Column("document_id", plain_text(), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("stamp", sa.String(16), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_readings"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_readings_document_id", ondelete="CASCADE"),
    )
