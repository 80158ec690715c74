"""Room: from facts to a searchable index. A work as the audits see it, out of its document and what was derived from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from govdoc.audits import Named, Subject, Told
from govdoc.document import Evidence, Status
from govdoc.form import level_of
from govdoc.interpretation import is_interpretation
from indexer.reading import Reading


def subject_of(one: Reading, payload: Mapping[str, Any]) -> Subject:
    """What was read in the document, and `payload` as derivation stores it."""
    document = one.document
    return Subject(
        id=document.id,
        title=document.title,
        number=document.number,
        issuers=document.issuers,
        region=document.region,
        site=document.site,
        url=document.url,
        channel=document.channel,
        subject=document.subject,
        kind=document.kind,
        form=document.form,
        level=next((level for issuer in document.issuers if (level := level_of(issuer))), None),
        registration_number=document.registration_number,
        index_number=document.index_number,
        issued_on=document.issued_on,
        published_on=document.published_on,
        effective_on=_day(payload["effective_on"]),
        expires_on=_day(payload["expires_on"]),
        declared_status=document.declared_status,
        is_interpretation=is_interpretation(document),
        timeline=tuple((_day(s["since"]), Status(s["status"]), s["reason"]) for s in payload["timeline"]),
        findings=tuple(_told(finding) for finding in payload["findings"]),
        named=tuple(_named(document.id, one.version, c) for c in payload["citations"] if c["direction"] == "out"),
        interprets=tuple(dict.fromkeys(link["target"] for link in payload["interprets"])),
        interpreted_by=tuple(payload["interpreted_by"]),
        copies=tuple(payload["copies"]),
    )


def _told(finding: Mapping[str, Any]) -> Told:
    status, quote = finding["status"], finding["quote"]
    words = (finding["document"], finding["version"], finding["part"], finding["start"], finding["end"], quote)
    return Told(
        finding["rule"],
        Status(status) if status else None,
        finding["basis"],
        _day(finding["since"]),
        _day(finding["until"]),
        finding["presumed"],
        Evidence(*words) if quote is not None else None,
    )


def _named(document_id: str, version: str, citation: Mapping[str, Any]) -> Named:
    words = Evidence(document_id, version, "text", citation["start"], citation["end"], citation["quote"])
    return Named(citation["relation"], citation["number"], citation["title"], citation["target"], words)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
