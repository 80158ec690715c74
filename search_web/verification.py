"""Room: from index to pages. Is a text the one that was published? Its hash looked up, or its words held against it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from govdoc.document import Document
from govdoc.store import DocumentVersion
from search_web.differences import Difference, compare
from search_web.reading import lines_of

HASH = re.compile(r"[0-9a-f]{12,64}")
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Verified:
    """A stored version with the hash. `current`: nothing newer of that document is stored."""

    document: Document
    version: str
    seen_at: datetime
    current: bool


def look_up(asked: str, found: Sequence[tuple[Document, DocumentVersion]]) -> tuple[Verified, ...]:
    """Those of the stored versions (each with the document's newest text) that the hash, whole or its beginning, belongs to."""
    return tuple(
        Verified(seen.document, seen.version, seen.seen_at, seen.document.fingerprint == newest.fingerprint)
        for newest, seen in found
        if seen.document.fingerprint.startswith(asked)
    )


def asked_hash(written: str) -> str | None:
    """12 to 64 hex digits in any case, spaces ignored; None for anything else."""
    asked = SPACES.sub("", written).lower()
    return asked if HASH.fullmatch(asked) else None


def same_words(document: Document, pasted: str) -> Difference | None:
    """None when the pasted words are the document's, spaces and line breaks aside; else what differs.

    The title, the number and the attachments' texts may stand beside the text or be left out.
    """
    around = [document.title, document.number or "", *(a.text for a in document.attachments)]
    wanted, given = SPACES.sub("", document.text), SPACES.sub("", pasted)
    if not wanted:
        wanted = SPACES.sub("", "".join(around))
    if given == wanted:
        return None
    kept = [line for line in lines_of(pasted) if SPACES.sub("", line) not in {SPACES.sub("", part) for part in around}]
    if SPACES.sub("", "".join(kept)) == wanted:
        return None
    return compare(document.text, "\n".join(kept))
