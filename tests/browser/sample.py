"""The documents of the sample site as a harvest would bring them, without the harvest: what the journeys walk through."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from crawl.values import as_issuers
from govdoc.document import Document, Kind

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def sample_documents() -> Iterator[Document]:
    sys.path.insert(0, str(EXAMPLES))
    try:
        from content import read_content
    finally:
        sys.path.remove(str(EXAMPLES))
    for entry in read_content().entries:
        yield Document(
            id=f"yx-{entry.id}",
            title=entry.title,
            text=entry.text.replace("\n> ", "\n"),
            url=f"http://yunxun.test/{entry.column.id}/{entry.id}.html",
            site="sample",
            source=entry.issuer,
            channel=entry.column.title,
            region="澜州市云浔区",
            kind=Kind(entry.column.kind),
            number=entry.number,
            registration_number=entry.registration,
            issuers=as_issuers(entry.issuer),
            subject=entry.subject,
            issued_on=entry.issued,
            published_on=entry.published,
            effective_on=date.fromisoformat(entry.effective) if entry.effective else None,
            expires_on=date.fromisoformat(entry.expires) if entry.expires else None,
            declared_status=entry.status,
        )
