"""Room: what a government document is. The ledger of changes, begun with every version stored so far; harvest runs."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import sqlalchemy as sa
import zstandard
from alembic import op

from govdoc.store.schema import Instant, plain_text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pages", sa.Column("listed_at", Instant))
    op.add_column("pages", sa.Column("gone_at", Instant))
    op.create_table(
        "runs",
        sa.Column("site", plain_text(), nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sa.Column("ok", sa.Integer),
        sa.Column("summary", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("site", "started_at", name="pk_runs"),
    )
    ledger = op.create_table(
        "ledger",
        sa.Column("sequence", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("document_id", plain_text(), nullable=False),
        sa.Column("digest", sa.String(32)),
        sa.Column("note", sa.Text),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_ledger"),
    )
    op.create_index("ix_ledger_document_id", "ledger", ["document_id", "sequence"])
    op.create_index("ix_ledger_at", "ledger", ["at"])
    _fill(op.get_bind(), ledger)


def _fill(connection: sa.Connection, ledger: sa.Table) -> None:
    """An entry for each version there is. Written out here: what a migration does must not change with the program."""
    read = sa.text(
        "SELECT document_id, sequence, seen_at, payload FROM document_versions ORDER BY document_id, sequence"
    )
    before, decompress = "0" * 64, zstandard.ZstdDecompressor().decompress
    for number, row in enumerate(connection.execute(read).mappings(), 1):
        fields = json.loads(decompress(row["payload"]).decode("utf-8", "surrogatepass"))
        entry: dict[str, Any] = {
            "sequence": number,
            "name": "new" if row["sequence"] == 1 else "changed",
            "document_id": row["document_id"],
            "digest": _digest(fields),
            "note": None,
        }
        told = (entry[name] for name in ("name", "document_id", "digest", "note"))
        body = json.dumps([number, row["seen_at"], *told])
        before = hashlib.sha256(f"{before}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()
        at = Instant().process_result_value(row["seen_at"], connection.dialect)
        connection.execute(ledger.insert().values(entry | {"at": at, "hash": before}))


def _digest(fields: dict[str, Any]) -> str:
    said = {name: value for name, value in fields.items() if name != "origins"}
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return hashlib.sha256(body).hexdigest()[:32]
