"""Room: what a government document is. The central types; every list is a tuple, every date a `datetime.date`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What the channel publishes (not the official form in the title)."""

    NOTICE = "notice"
    NORMATIVE = "normative"
    INTERPRETATION = "interpretation"
    LAW = "law"
    OTHER = "other"


class Status(StrEnum):
    """Validity of a document. `UNKNOWN` (待定) is the honest default; *repealed* (废止) and *lapsed* (失效) are never mixed."""

    IN_FORCE = "in_force"
    PENDING = "pending"
    SUPERSEDED = "superseded"
    LAPSED = "lapsed"
    REPEALED = "repealed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that can be checked: the document's `part` at [start:end] is `quote`, always.

    `part` is `text`, `title`, `attachment:N` or `field:NAME`; offsets are characters.
    """

    document_id: str
    version: str
    part: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a document. `state`: `stored`, `image_only`, `failed`, `refused`, `linked` (not fetched)."""

    name: str
    url: str | None = None
    media_type: str | None = None
    sha256: str | None = None
    text: str = ""
    state: str = "linked"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One published text as its source shows it. Nothing here is guessed: see `identify` for what the text itself says.

    `summary` 内容概述, `keywords` 主题词, `openness` 公开类别, `filing` 备案号 are words of the source. `origins` tells for each filled field where the value came from, e.g. ("title", "meta:ArticleTitle").
    """

    id: str
    title: str = ""
    text: str = ""
    url: str | None = None
    site: str | None = None
    source: str | None = None
    channel: str | None = None
    region: str | None = None
    kind: Kind = Kind.OTHER
    form: str | None = None
    number: str | None = None
    registration_number: str | None = None
    index_number: str | None = None
    issuers: tuple[str, ...] = ()
    subject: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    declared_status: str | None = None
    interprets: str | None = None
    summary: str | None = None
    keywords: str | None = None
    openness: str | None = None
    filing: str | None = None
    attachments: tuple[Attachment, ...] = ()
    origins: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 (64 hex digits) of title, text and attachment texts: changes when what is said changes."""
        return fingerprint_of(self.title, self.text, *(a.text for a in self.attachments))

    @property
    def version(self) -> str:
        """The first 12 hex digits of the fingerprint."""
        return self.fingerprint[:12]

    def part(self, name: str) -> str:
        """The text that an `Evidence.part` names. KeyError when there is no such part."""
        if name == "text":
            return self.text
        if name == "title":
            return self.title
        label, _, rest = name.partition(":")
        if label == "attachment" and rest.isdigit() and int(rest) < len(self.attachments):
            return self.attachments[int(rest)].text
        if label == "field":
            return str(getattr(self, rest) or "")
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer decided: a human fact, append-only. `version` is the text the reviewer saw.

    `office` and `campaign`: in whose name, and by which clean-up, it was published; `evidence`: the words it rests on.
    """

    document_id: str
    version: str
    decision: str
    reason: str
    reviewer: str
    reviewed_at: datetime
    until: date | None = None
    office: str = ""
    campaign: str = ""
    evidence: tuple[Evidence, ...] = ()


def version_of(*parts: str) -> str:
    """The first 12 hex digits of the parts' fingerprint."""
    return fingerprint_of(*parts)[:12]


def fingerprint_of(*parts: str) -> str:
    """The SHA-256 over the parts in hex, each part ended by a NUL so that no two splits collide."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()
