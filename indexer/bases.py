"""Room: from facts to a searchable index. What became of the legal bases that documents rest on (U5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from govdoc.case import Case, Finding, LaterAct, case_of
from govdoc.decay import RESTS_ON, Turn, decayed, newer_text, turns
from govdoc.document import Evidence, Review
from govdoc.store import Store
from indexer.later_acts import LawText, Target
from indexer.reading import Reading
from indexer.refresh import known

LATEST = 8
"""Findings of bases shown of one document; one that rests on more has been read by a person long before."""


class Around(Protocol):
    """What a status depends on beside the document itself: `Links` after reading everything, `Kept` out of what was derived.

    `works`: document → work; by work: what others do to it, what reviewers decided, where its copies disagree. `targets`: the
    works that the citations of a document resolve to. `bases`: the works that others rest on.
    """

    @property
    def works(self) -> Mapping[str, str]: ...
    @property
    def acts(self) -> Mapping[str, Sequence[LaterAct]]: ...
    @property
    def reviews(self) -> Mapping[str, tuple[Review, ...]]: ...
    @property
    def disagreements(self) -> Mapping[str, tuple[Finding, ...]]: ...
    @property
    def targets(self) -> Mapping[str, tuple[Target | None, ...]]: ...
    @property
    def bases(self) -> set[str]: ...
    def later_law(self, title: str) -> LawText | None:
        """The only text of a law, where it is later than what cites it."""


def case_from(one: Reading, around: Around) -> Case:
    """The case of a document that was read before, with what others do to its work."""
    work = around.works[one.document.id]
    acts, reviews = around.acts.get(work, ()), around.reviews.get(work, ())
    return case_of(one.document, one.version, one.term, one.traits, later_acts=acts, reviews=reviews)


class Bases:
    """The days on which each legal basis changed. Only works that some document rests on are looked at."""

    def __init__(self, store: Store, around: Around) -> None:
        self._around = around
        self._turns: dict[str, tuple[Turn, ...]] = {}
        for one in known(store, sorted(around.bases)):
            if found := turns(case_from(one, around)):
                self._turns[one.document.id] = found

    def findings(self, one: Reading) -> tuple[Finding, ...]:
        """What happened to the bases of this document since it was made, both sides quoted."""
        made_on = one.document.issued_on or one.document.published_on or one.effective_on
        if made_on is None:
            return ()
        found: list[Finding] = []
        seen: set[str] = set()
        for citation, target in zip(one.citations, self._around.targets[one.document.id], strict=True):
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
        law = self._around.later_law(title) if title else None
        if law is None:
            return ()
        day = max(day for day in (law.effective_on, law.day) if day)
        return (newer_text(day, law.title, Evidence(law.id, law.version, "title", 0, len(law.title), law.title)),)
