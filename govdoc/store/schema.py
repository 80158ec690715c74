"""Room: what a government document is. The tables of the store. A change here needs a migration beside it (and a new HEAD)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

HEAD = "0011"
"""The newest migration. Known here so that opening a current store need not load alembic; a test holds it to the files."""


def plain_text() -> TypeEngine[str]:
    """Text that sorts by code point in every database (PostgreSQL would sort by the locale of the cluster)."""
    return Text().with_variant(Text(collation="C"), "postgresql")


class Instant(TypeDecorator[datetime]):
    """An aware `datetime`, kept as UTC text of fixed width (sorts as it reads) because SQLite has no time zones."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the store wants times with a time zone, as in datetime.now(UTC)")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", plain_text(), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    Index("ix_documents_revision", "revision"),
)

document_versions = Table(
    "document_versions",
    metadata,
    Column("document_id", plain_text(), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("version", String(12), nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    PrimaryKeyConstraint("document_id", "sequence"),
    ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
    Index("ix_document_versions_version", "version"),
)

document_files = Table(
    "document_files",
    metadata,
    Column("document_id", plain_text(), nullable=False),
    Column("sha256", String(64), nullable=False),
    PrimaryKeyConstraint("document_id", "sha256"),
    Index("ix_document_files_sha256", "sha256"),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("document_id", plain_text(), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("redacted_at", Instant, nullable=False),
    Column("files", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Index("ix_tombstones_revision", "revision"),
)

pages = Table(
    "pages",
    metadata,
    Column("url", plain_text(), primary_key=True),
    Column("site", plain_text(), nullable=False),
    Column("channel", Text),
    Column("document_id", plain_text()),
    Column("state", String(16), nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("fetched_at", Instant),
    Column("checked_at", Instant),
    Column("http_status", Integer),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("sha256", String(64)),
    Column("text_hash", String(64)),
    Column("misses", Integer, nullable=False),
    Column("note", Text),
    Column("listed_at", Instant),
    Column("gone_at", Instant),
    Column("asked", Text),
    Index("ix_pages_site", "site", "url"),
    Index("ix_pages_document_id", "document_id"),
)

page_versions = Table(
    "page_versions",
    metadata,
    Column("url", plain_text(), nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("sha256", String(64), nullable=False),
    PrimaryKeyConstraint("url", "fetched_at"),
    ForeignKeyConstraint(["url"], ["pages.url"], ondelete="CASCADE"),
    Index("ix_page_versions_sha256", "sha256"),
)

derivations = Table(
    "derivations",
    metadata,
    Column("document_id", plain_text(), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("work", plain_text(), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("digest", String(32)),
    Index("ix_derivations_work", "work"),
)

readings = Table(
    "readings",
    metadata,
    Column("document_id", plain_text(), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", String(32), nullable=False),
    Column("stamp", String(16), nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

audit_rows = Table(
    "audit_rows",
    metadata,
    Column("audit", String(32), nullable=False),
    Column("position", Integer, nullable=False, autoincrement=False),
    Column("document_id", plain_text()),
    Column("reason", String(32), nullable=False),
    Column("issuer", plain_text(), nullable=False),
    Column("region", plain_text(), nullable=False),
    Column("since", String(10), nullable=False),
    Column("until", String(10), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    PrimaryKeyConstraint("audit", "position"),
    Index("ix_audit_rows_document_id", "document_id"),
    Index("ix_audit_rows_counts", "audit", "issuer", "reason", "region", "since", "until"),
)

audit_figures = Table(
    "audit_figures",
    metadata,
    Column("audit", String(32), nullable=False),
    Column("day", String(10), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("audit", "day", "reason"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("name", String(16), nullable=False),
    Column("document_id", plain_text(), nullable=False),
    Column("digest", String(32)),
    Column("note", Text),
    Column("hash", String(64), nullable=False),
    Index("ix_ledger_document_id", "document_id", "sequence"),
    Index("ix_ledger_at", "at"),
)

runs = Table(
    "runs",
    metadata,
    Column("site", plain_text(), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ok", Integer),
    Column("summary", Text, nullable=False),
    PrimaryKeyConstraint("site", "started_at"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", plain_text(), primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Instant, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", plain_text(), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("password", Text, nullable=False),
    Column("session", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("disabled", Integer, nullable=False),
)

trail = Table(
    "trail",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", plain_text(), nullable=False),
    Column("action", String(24), nullable=False),
    Column("subject", plain_text(), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("hash", String(64), nullable=False),
    Index("ix_trail_subject", "subject", "sequence"),
    Index("ix_trail_action", "action"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("document_id", plain_text(), nullable=False),
    Column("version", String(12), nullable=False),
    Column("topic", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("contact", Text),
    Column("reported_at", Instant, nullable=False),
    Column("digest", String(64), nullable=False),
    Index("ix_reports_document_id", "document_id"),
    Index("ix_reports_reported_at", "reported_at"),
)

week_keys = Table(
    "week_keys",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("key", LargeBinary, nullable=False),
)

searches = Table(
    "searches",
    metadata,
    Column("week", String(8), nullable=False),
    Column("words", plain_text(), nullable=False),
    Column("times", Integer, nullable=False),
    Column("drawers", BigInteger, nullable=False),
    Column("people", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    PrimaryKeyConstraint("week", "words"),
)
"""What was searched for in a week; `drawers` as in govdoc/store/searches.py, 0 once the week is over."""
