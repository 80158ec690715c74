"""Room: what a government document is. The first schema: documents with versions, pages, derivations, tombstones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from govdoc.store.schema import Instant, plain_text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _documents()
    _redactions()
    _pages()
    op.create_table(
        "derivations",
        sa.Column("document_id", plain_text(), nullable=False),
        sa.Column("work", plain_text(), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_derivations"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], "fk_derivations_document_id", ondelete="CASCADE"),
    )
    op.create_index("ix_derivations_work", "derivations", ["work"])


def _documents() -> None:
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.bulk_insert(counters, [{"name": "revision", "value": 0}])
    op.create_table(
        "documents",
        sa.Column("id", plain_text(), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_index("ix_documents_revision", "documents", ["revision"])
    op.create_table(
        "document_versions",
        sa.Column("document_id", plain_text(), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("version", sa.String(12), nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "sequence", name="pk_document_versions"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], "fk_document_versions_document_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "document_files",
        sa.Column("document_id", plain_text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "sha256", name="pk_document_files"),
    )
    op.create_index("ix_document_files_sha256", "document_files", ["sha256"])


def _redactions() -> None:
    op.create_table(
        "tombstones",
        sa.Column("document_id", plain_text(), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("redacted_at", Instant, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_tombstones"),
    )
    op.create_index("ix_tombstones_revision", "tombstones", ["revision"])


def _pages() -> None:
    op.create_table(
        "pages",
        sa.Column("url", plain_text(), nullable=False),
        sa.Column("site", plain_text(), nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("document_id", plain_text()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("first_seen_at", Instant, nullable=False),
        sa.Column("fetched_at", Instant),
        sa.Column("checked_at", Instant),
        sa.Column("http_status", sa.Integer),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("sha256", sa.String(64)),
        sa.Column("text_hash", sa.String(64)),
        sa.Column("misses", sa.Integer, nullable=False),
        sa.Column("note", sa.Text),
        sa.PrimaryKeyConstraint("url", name="pk_pages"),
    )
    op.create_index("ix_pages_site", "pages", ["site", "url"])
    op.create_index("ix_pages_document_id", "pages", ["document_id"])
    op.create_table(
        "page_versions",
        sa.Column("url", plain_text(), nullable=False),
        sa.Column("fetched_at", Instant, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("url", "fetched_at", name="pk_page_versions"),
        sa.ForeignKeyConstraint(["url"], ["pages.url"], "fk_page_versions_url", ondelete="CASCADE"),
    )
    op.create_index("ix_page_versions_sha256", "page_versions", ["sha256"])
