"""Room: from facts to a searchable index. The first pass: what one document says of itself and of others, without its text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from govdoc.citations import Citation, find_citations
from govdoc.cleanup import Decision, read_cleanup
from govdoc.document import Document, Evidence
from govdoc.identify import identify
from govdoc.interpretation import ExplainedName, explained_names, is_interpretation
from govdoc.own_term import own_term
from govdoc.works import WorkKey, work_key

ACTS = frozenset({"repeals", "lapses", "stops", "lifts", "replaces", "amends"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the first pass remembers of one document; the text is not kept."""

    document: Document
    key: WorkKey
    version: str
    evidence: tuple[tuple[str, Evidence], ...]
    citations: tuple[Citation, ...]
    explains: tuple[tuple[ExplainedName, ...], ...]
    decisions: tuple[Decision, ...]
    effective_on: date | None


def read_document(document: Document) -> Reading:
    identified = identify(document)
    filled = identified.document
    kind = "interpretation" if is_interpretation(filled) else None
    citations = find_citations(document.text, kind=kind, title=document.title)
    decisions = read_cleanup(document.text).decisions if "清理" in document.title and kind is None else ()
    return Reading(
        replace(filled, text="", attachments=()),
        work_key(filled),
        document.version,
        identified.evidence,
        _listed(citations) if decisions else citations,
        explained_names(filled, citations),
        decisions,
        own_term(filled).effective_on or filled.effective_on,
    )


def _listed(citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """In a clean-up notice the list decides what becomes of a document, not the heading next to it."""
    return tuple(replace(c, relation="cites") if c.relation in ACTS else c for c in citations)
