"""Room: from facts to a searchable index. The first pass: what one document says of itself and of others, without its text.

A reading depends on the document and on the rules only, so it is kept until one of them changes: `STAMP` is a digest of the
rules' own source files, and nobody has to remember to raise a number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import govdoc
from govdoc.citations import Citation, find_citations
from govdoc.document import Document, Evidence
from govdoc.identify import identify
from govdoc.interpretation import ExplainedName, explained_names, is_interpretation
from govdoc.listed import Listed, read_listed
from govdoc.own_term import OwnTerm, own_term
from govdoc.term_changes import TermChange, find_term_changes
from govdoc.traits import Traits, read_traits
from govdoc.works import WorkKey, work_key

ACTS = frozenset({"repeals", "lapses", "stops", "lifts", "replaces", "amends"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the first pass remembers of one document. `document` has its gaps filled and no text and no attachments."""

    document: Document
    filled: tuple[str, ...]
    key: WorkKey
    version: str
    evidence: tuple[tuple[str, Evidence], ...]
    citations: tuple[Citation, ...]
    explains: tuple[tuple[ExplainedName, ...], ...]
    listed: Listed
    changes: tuple[TermChange, ...]
    term: OwnTerm
    traits: Traits

    @property
    def effective_on(self) -> date | None:
        """The first day by the text, else by the page's field."""
        return self.term.effective_on or self.document.effective_on


FILLED = ("number", "issuers", "issued_on", "region", "form")


def read_document(document: Document) -> Reading:
    identified = identify(document)
    filled = identified.document
    kind = "interpretation" if is_interpretation(filled) else None
    citations = find_citations(document.text, kind=kind, title=document.title)
    listed = read_listed(filled)
    return Reading(
        replace(filled, text="", attachments=(), origins=()),
        tuple(name for name in FILLED if getattr(filled, name) != getattr(document, name)),
        work_key(filled),
        document.version,
        identified.evidence,
        _listed(citations) if listed.decisions else citations,
        explained_names(filled, citations),
        listed,
        () if kind else find_term_changes(document.text, document.title),
        replace(own_term(filled), clauses=()),
        read_traits(filled),
    )


def _listed(citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """In a clean-up notice the list decides what becomes of a document, not the heading next to it."""
    return tuple(replace(c, relation="cites") if c.relation in ACTS else c for c in citations)


@cache
def stamp() -> str:
    """16 hex digits that change with the source of any rule that reads a text."""
    digest = hashlib.sha256()
    for path in (*sorted(Path(govdoc.__file__).parent.glob("*.py")), Path(__file__)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
