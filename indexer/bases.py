"""Room: from facts to a searchable index. What became of the legal bases that documents rest on (U5)."""

from __future__ import annotations

from govdoc.case import Case, Finding, case_of
from govdoc.decay import RESTS_ON, Turn, decayed, newer_text, turns
from govdoc.document import Evidence
from govdoc.store import Store
from indexer.links import Links
from indexer.reading import Reading
from indexer.refresh import decoded

LATEST = 8
"""Findings of bases shown of one document; one that rests on more has been read by a person long before."""


def case_from(one: Reading, links: Links) -> Case:
    """The case of a document that was read before, with what others do to its work."""
    work = links.library.works[one.document.id]
    acts, reviews = links.acts.get(work, ()), links.reviews.get(work, ())
    return case_of(one.document, one.version, one.term, one.traits, later_acts=acts, reviews=reviews)


class Bases:
    """The days on which each legal basis changed. Only works that some document rests on are looked at."""

    def __init__(self, store: Store, links: Links) -> None:
        self._links = links
        self._turns: dict[str, tuple[Turn, ...]] = {}
        for row in store.readings_by_ids(sorted(links.bases)):
            case = case_from(decoded(row), links)
            if found := turns(case):
                self._turns[row.document_id] = found

    def findings(self, one: Reading) -> tuple[Finding, ...]:
        """What happened to the bases of this document since it was made, both sides quoted."""
        made_on = one.document.issued_on or one.document.published_on or one.effective_on
        if made_on is None:
            return ()
        found: list[Finding] = []
        seen: set[str] = set()
        for citation, target in zip(one.citations, self._links.targets[one.document.id], strict=True):
            if citation.relation not in RESTS_ON or citation.direction != "out":
                continue
            name = f"《{citation.title}》" if citation.title else citation.number or ""
            quote = Evidence(one.document.id, one.version, "text", citation.start, citation.end, citation.quote)
            happened = self._turns.get(target.work, ()) if target else self._revised(citation.title)
            if name not in seen:
                seen.add(name)
                found += decayed(name, quote, made_on, happened)
        return tuple(found[:LATEST])

    def _revised(self, title: str | None) -> tuple[Turn, ...]:
        """A law cited before the only text of it in the store was made."""
        law = self._links.laws.get(self._links.library.later(title) or "") if title else None
        if law is None:
            return ()
        day = max(day for day in (law.effective_on, law.day) if day)
        return (newer_text(day, law.title, Evidence(law.id, law.version, "title", 0, len(law.title), law.title)),)
