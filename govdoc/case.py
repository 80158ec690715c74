"""Room: what a government document is. A document with all that bears on its validity, and what is found about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from govdoc.document import Document, Evidence, Review, Status
from govdoc.own_term import OwnTerm, own_term
from govdoc.rulepacks import PackRule, RulePack, pack_for, pack_rules, shipped_packs
from govdoc.settings import SHANGHAI
from govdoc.traits import Traits, read_traits


@dataclass(frozen=True, slots=True)
class LaterAct:
    """What another document does to this one. `document_id`, `title`, `number` are the acting document's.

    `relation`: repeals, lapses, stops, lifts, replaces, retains, extends, amends, overrides, sweeps, sweeps_lapsed,
    sweeps_perhaps, omits, postpones, suspends, resumes; begins: its first day is this document's too, by this one's own words; fulfils: it is there, and so the document ends by its own words. `on` is the first day of the effect; `until` the last day a
    retention, extension or rest gives; `evidence` quotes the acting document. `score` below 1: the acting document names it
    by a title that is only nearly the same. `begins`: the new first day of a document put off, None where it is left open; of one that fulfils, the day on which it was there.
    `period` (ISO 8601) is what an extension without a last day gives, `counted` as in `term_changes.TermChange`.
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
    score: float = 1.0
    begins: date | None = None
    period: str | None = None
    counted: str = "added"

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

    `basis`: what the rule rests on, in Chinese, for the reader; `law`: the provision, where it is one. `presumed`: follows from a rule or a page, not from the text.
    """

    rule: str
    status: Status | None
    basis: str
    since: date | None = None
    until: date | None = None
    presumed: bool = False
    evidence: Evidence | None = None
    decisive: bool = True
    law: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A document with all that bears on its validity: made by `make_case` from a text, by `case_of` from what was read.

    The text itself is not looked at any more: `version` is its version, `term` and `traits` are what it says.
    """

    document: Document
    version: str
    term: OwnTerm
    traits: Traits
    later_acts: tuple[LaterAct, ...] = ()
    reviews: tuple[Review, ...] = ()
    pack_rules: tuple[PackRule, ...] = ()


def reviewed_on(made: Review) -> date:
    """The day of a review, in China."""
    return made.reviewed_at.astimezone(SHANGHAI).date()


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
    term, traits = own_term(document), read_traits(document)
    return case_of(document, document.version, term, traits, later_acts=later_acts, reviews=reviews, packs=packs)


def case_of(
    document: Document,
    version: str,
    term: OwnTerm,
    traits: Traits,
    *,
    later_acts: Iterable[LaterAct] = (),
    reviews: Iterable[Review] = (),
    packs: Iterable[RulePack] | None = None,
) -> Case:
    """As `make_case`, of a document whose text was read before and need not be here."""
    known = tuple(shipped_packs() if packs is None else packs)
    pack = pack_for(document.region, document.issuers, known)
    acts = sorted(later_acts, key=lambda act: (act.on or date.min, act.relation, act.document_id))
    return Case(
        document=document,
        version=version,
        term=term,
        traits=traits,
        later_acts=tuple(acts),
        reviews=tuple(sorted(reviews, key=lambda review: review.reviewed_at)),
        pack_rules=pack_rules(pack, known) if pack else (),
    )
