"""Room: from facts to a searchable index. A work as the audits see it, out of its document and what was derived from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from govdoc.audits import Named, Subject, Told
from govdoc.audits.row import BrokenPage, Contradiction, ListedRow
from govdoc.document import Evidence, Review, Status
from govdoc.form import level_of
from govdoc.interpretation import is_interpretation
from govdoc.settings import SHANGHAI
from govdoc.store import PageState
from indexer.reading import Reading


def subject_of(
    one: Reading, payload: Mapping[str, Any], pages: Sequence[PageState] = (), reviews: Sequence[Review] = ()
) -> Subject:
    """What was read in the document, `payload` as derivation stores it, its pages that are gone or failed, what was decided on it."""
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
        contradictions=tuple(
            Contradiction(_day(c["since"]), _told(c["alive"]), _told(c["gone"])) for c in payload["contradictions"]
        ),
        normative=payload["normative"]["verdict"],
        normative_said=Told("normative", None, payload["normative"]["reason"], evidence=_words(payload["normative"])),
        red_lines=one.traits.red_lines,
        listed=tuple(_row(one, row) for row in payload.get("listed", ())),
        not_swept=_not_swept(one),
        leaks=one.traits.leaks,
        sums=one.traits.sums,
        summed=one.traits.summed,
        unread=one.traits.unread,
        broken=tuple(_broken(page) for page in pages),
        decided=tuple((made.reviewed_at.astimezone(SHANGHAI).date(), made.decision, made.reason) for made in reviews),
    )


def _broken(page: PageState) -> BrokenPage:
    """`since`: in China, when the crawl first missed it; of a page that only fails, when it last tried."""
    at = page.gone_at or page.checked_at
    return BrokenPage(page.url, page.state, at.astimezone(SHANGHAI).date() if at else None, page.http_status)


def _told(finding: Mapping[str, Any]) -> Told:
    status = finding["status"]
    return Told(
        finding["rule"],
        Status(status) if status else None,
        finding["basis"],
        _day(finding["since"]),
        _day(finding["until"]),
        finding["presumed"],
        _words(finding),
    )


def _words(plain: Mapping[str, Any]) -> Evidence | None:
    names = ("document", "version", "part", "start", "end", "quote")
    return Evidence(*(plain[name] for name in names)) if plain["quote"] is not None else None


def _row(one: Reading, row: Mapping[str, Any]) -> ListedRow:
    words = Evidence(one.document.id, one.version, row["part"], row["start"], row["end"], row["quote"])
    return ListedRow(row["decision"], row["title"], row["number"], row["target"], words)


def _not_swept(one: Reading) -> Told | None:
    """The first sweep clause, when the catalogue was not read whole."""
    if not one.listed.sweeps or not one.listed.unread:
        return None
    sweep = one.listed.sweeps[0]
    words = Evidence(one.document.id, one.version, sweep.part, sweep.start, sweep.end, sweep.quote)
    return Told("not_swept", None, f"{one.listed.unread}，未适用“一律废止”的规定", one.effective_on, evidence=words)


def _named(document_id: str, version: str, citation: Mapping[str, Any]) -> Named:
    words = Evidence(document_id, version, "text", citation["start"], citation["end"], citation["quote"])
    return Named(citation["relation"], citation["number"], citation["title"], citation["target"], words)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
