"""Room: what a government document is. Accounts, and the trail of what people did, which the database itself keeps append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from govdoc.store.schema import Instant, plain_text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REFUSED = "the trail is append-only"


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", plain_text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", Instant),
        sa.Column("disabled", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_accounts"),
    )
    op.create_table(
        "trail",
        sa.Column("sequence", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", plain_text(), nullable=False),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("subject", plain_text(), nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_trail"),
    )
    op.create_index("ix_trail_subject", "trail", ["subject", "sequence"])
    op.create_index("ix_trail_action", "trail", ["action"])
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def _guards(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER trail_no_{what.lower()} BEFORE {what} ON trail BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            for what in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$",
        "CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trail EXECUTE FUNCTION trail_refuse()",
    ]
