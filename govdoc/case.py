"""Room: what a government document is. A document with all that bears on its validity, and what is found about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from govdoc.document import Document, Evidence, Review, Status
from govdoc.own_term import OwnTerm, own_term
from govdoc.rulepacks import PackRule, RulePack, pack_for, pack_rules, shipped_packs


@dataclass(frozen=True, slots=True)
class LaterAct:
    """What another document does to this one. `document_id`, `title`, `number` are the acting document's.

    `relation`: repeals, lapses, stops, lifts, replaces, retains, extends, amends, overrides, sweeps. `on` is the first day
    of the effect; `until` the last day a retention or extension gives; `evidence` quotes the acting document.
    """

    relation: str
    document_id: str
    title: str = ""
    number: str | None = None
    on: date | None = None
    evidence: Evidence | None = None
    scope: str = "whole"
    until: date | None = None
    proposed: bool = False

    @property
    def name(self) -> str:
        inner = self.title.replace("《", "〈").replace("》", "〉")
        return (
            f"《{inner}》" + (f"（{self.number}）" if self.number else "")
            if self.title
            else self.number or self.document_id
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found. `status` None: worth knowing, decides nothing. `until` is the last day it holds for.

    `basis`: what the rule rests on, in Chinese, for the reader. `presumed`: follows from a rule or a page, not from the text.
    """

    rule: str
    status: Status | None
    basis: str
    since: date | None = None
    until: date | None = None
    presumed: bool = False
    evidence: Evidence | None = None
    decisive: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """A document with all that bears on its validity. Made by `make_case`."""

    document: Document
    term: OwnTerm
    later_acts: tuple[LaterAct, ...] = ()
    reviews: tuple[Review, ...] = ()
    pack_rules: tuple[PackRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """Status on `as_of`, the status on every other day (`timeline`), and why.

    `timeline`: (first day, status, the finding that decides), ascending; the first row has no first day.
    `contradictions`: pairs of findings that cannot both be right, e.g. the page says 有效 and the text has lapsed.
    """

    status: Status
    as_of: date
    term: OwnTerm
    timeline: tuple[tuple[date | None, Status, Finding | None], ...]
    findings: tuple[Finding, ...]
    contradictions: tuple[tuple[Finding, Finding], ...] = ()

    @property
    def decided_by(self) -> Finding | None:
        return next((f for f in self.findings if f.decisive and f.status is self.status), None)

    @property
    def reason(self) -> str:
        """One Chinese line for a badge: 有效期至2020-12-31，已届满."""
        found = self.decided_by
        return found.basis if found else "未见施行、废止或失效依据"


def make_case(
    document: Document,
    *,
    later_acts: Iterable[LaterAct] = (),
    reviews: Iterable[Review] = (),
    packs: Iterable[RulePack] | None = None,
) -> Case:
    """The case of a document; `packs` default to those that come with govdoc. Acts are put in the order of their days."""
    known = tuple(shipped_packs() if packs is None else packs)
    pack = pack_for(document.region, document.issuers, known)
    acts = sorted(later_acts, key=lambda act: (act.on or date.min, act.relation, act.document_id))
    return Case(
        document=document,
        term=own_term(document),
        later_acts=tuple(acts),
        reviews=tuple(sorted(reviews, key=lambda review: review.reviewed_at)),
        pack_rules=pack_rules(pack, known) if pack else (),
    )
