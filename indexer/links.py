"""Room: from facts to a searchable index. The second pass: who cites, ends and interprets whom, by work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from itertools import pairwise
from typing import Any

from govdoc.cleanup import Decision
from govdoc.close_title import CloseTitles, Filed
from govdoc.conditions import Condition
from govdoc.decay import RESTS_ON
from govdoc.document import Document, Evidence, Review
from govdoc.interpretation import is_interpretation
from govdoc.resolve import Catalogue, in_full, issued_titles, same_law, titles_of
from govdoc.term_changes import TermChange
from govdoc.validity import Finding, LaterAct
from govdoc.works import WorkKey, group_works
from indexer.disagreement import Claim, claim_of, disagreement
from indexer.later_acts import Days, LawText, Target, acted, begun, changed, decided, fulfilled, law_text, newer_text
from indexer.reading import ACTS, Reading
from indexer.sweeping import Swept

SURE = 0.95
"""A title that is nearer than this may end a document; below it is only told."""


class Library:
    """The works and how they are called: what names are resolved against."""

    def __init__(self, names: Iterable[tuple[str, WorkKey, Document]]) -> None:
        """`names`: the digest of a document's stored state, what it is grouped by, its facts."""
        heads = list(names)
        self.digests = {document.id: digest for digest, _, document in heads}
        self.works = group_works(key for _, key, _ in heads)
        self.copies: dict[str, list[str]] = {}
        self._catalogue, self._close = Catalogue(), CloseTitles()
        for _, _, document in heads:
            work = self.works[document.id]
            self.copies.setdefault(work, []).append(document.id)
            if not is_interpretation(document):
                self._file(work, document)

    def _file(self, work: str, document: Document) -> None:
        self._catalogue.add(work, document)
        if work == document.id:
            for title in (*titles_of(document.title)[-1:], *issued_titles(document.title)):
                self._close.add(Filed(work, title, document.issued_on, document.number))

    def find(self, number: str | None, title: str | None, before: date | None) -> Target | None:
        """By number, then by title (with version and day), then by a title that is nearly the same."""
        for how, named, titled in (("number", number, None), ("title", None, title)):
            if work := self._catalogue.find(named, titled, before):
                return Target(work, how)
        near = self._close.find(title, number, before) if title else None
        return Target(near[0], "close", near[1]) if near else None

    def titled(self, title: str | None, before: date | None) -> Target | None:
        """By the title alone, as it is."""
        work = self._catalogue.find(None, title, before) if title else None
        return Target(work, "title") if work else None

    def next(self, number: str | None, title: str | None, after: date) -> str | None:
        """The work that a document made on `after` waits for: 自《乙条例》施行之日起自行废止."""
        return self._catalogue.next(number, title, after)

    def later(self, title: str) -> str | None:
        """The one work of this title, whatever its day: a law cited before the text that is in the store was made."""
        return self._catalogue.find(None, title, None)


class Links:
    """Who cites, ends and interprets whom, by work. Readings are added one by one; only what leads elsewhere is kept."""

    def __init__(self, library: Library, reviews: Mapping[str, tuple[Review, ...]]) -> None:
        self.library, self.reviews = library, reviews
        self.targets: dict[str, tuple[Target | None, ...]] = {}
        self.acts: dict[str, list[LaterAct]] = {}
        self.cited_by: dict[str, list[tuple[str, str]]] = {}
        self.interprets: dict[str, list[dict[str, Any]]] = {}
        self.interpreted_by: dict[str, list[str]] = {}
        self.listed: dict[str, tuple[Target | None, ...]] = {}
        self.versions: dict[str, tuple[str, ...]] = {}
        self.laws: dict[str, LawText] = {}
        self.bases: set[str] = set()
        self.disagreements: dict[str, tuple[Finding, ...]] = {}
        self._days: dict[str, Days] = {}
        self._waiting: list[tuple[Reading, Evidence, Condition]] = []
        self._together: list[tuple[Reading, Evidence, Condition]] = []
        self._claims: dict[str, list[Claim]] = {}
        self._swept = Swept()

    @property
    def works(self) -> Mapping[str, str]:
        return self.library.works

    def later_law(self, title: str) -> LawText | None:
        """The only text of a law, where it is later than what cites it."""
        return self.laws.get(self.library.later(title) or "")

    def add(self, one: Reading) -> None:
        document, own = one.document, self.library.works[one.document.id]
        day = document.issued_on or document.published_on
        found = [self._named(one, c.number, c.title, day) for c in one.citations]
        targets = tuple(None if target and target.work == own else target for target in found)
        self.targets[document.id] = targets
        if explained := self._explained(one, day):
            self.interprets[document.id] = explained
        if len(self.library.copies[own]) > 1:
            self._claims.setdefault(own, []).append(claim_of(one))
        if own == document.id:
            self._add_work(one, targets, day)

    def _add_work(self, one: Reading, targets: tuple[Target | None, ...], day: date | None) -> None:
        document = one.document
        for link in self.interprets.get(document.id, ()):
            self.interpreted_by.setdefault(link["target"], []).append(document.id)
        for citation, target in zip(one.citations, targets, strict=True):
            if target is not None and citation.direction == "out":
                self.cited_by.setdefault(target.work, []).append((document.id, citation.relation))
                if citation.relation in RESTS_ON:
                    self.bases.add(target.work)
                if citation.relation in ACTS and not is_interpretation(document) and target.score >= SURE:
                    self.acts.setdefault(target.work, []).append(acted(one, citation, target))
        self._days[document.id] = Days(document.title, document.number, document.issued_on, one.effective_on)
        self._waiting += [(one, words, said) for words, said in one.term.conditions if said.title or said.number]
        self._together += [(one, *one.term.awaits)] if one.term.awaits else []
        for change in one.changes:
            self._change(one, change, day)
        listed = tuple(self._decide(one, part, decision, day) for part, decision in one.listed.decisions)
        self.listed[document.id] = listed
        self._swept.add(one, {target.work for target in listed if target})
        if law := law_text(one):
            self.laws[document.id] = law

    def _named(self, one: Reading, number: str | None, title: str | None, day: date | None) -> Target | None:
        """What the document calls by this name; 2019年第12号公告 without an organ is one of its own issuer's."""
        return self.library.find(in_full(number, one.document), title, day)

    def _change(self, one: Reading, change: TermChange, day: date | None) -> None:
        """《甲办法》有效期延长至2025年12月31日, 暂停执行《乙办法》: what the text does to the term of another."""
        target = self._named(one, change.number, change.title, day)
        if target and target.score >= SURE and target.work != one.document.id:
            self.acts.setdefault(target.work, []).append(changed(one, change, target))

    def _decide(self, one: Reading, part: str, decision: Decision, day: date | None) -> Target | None:
        """A row of a clean-up notice, joined to the work it speaks of."""
        target = self._named(one, decision.number, decision.title, day)
        told = decision.decision == "extended" and not decision.until and any(
            (change.number, change.title) == (decision.number, decision.title) for change in one.changes
        )  # fmt: skip
        if target is not None and target.work != one.document.id and not told:
            evidence = Evidence(one.document.id, one.version, part, decision.start, decision.end, decision.quote)
            self.acts.setdefault(target.work, []).append(decided(one, decision, target, evidence))
        return target

    def finish(self) -> None:
        """What needs all readings: the versions of laws, copies that disagree, and what the catalogues leave out."""
        self._supersede()
        self._fulfil()
        self._begin()
        for work, claims in self._claims.items():
            if found := disagreement(claims):
                self.disagreements[work] = found
        for work, act in list(self._swept.acts(self._kept())):
            self.acts.setdefault(work, []).append(act)

    def _fulfil(self) -> None:
        """A document that ends by its own words when another begins or is issued (自《乙条例》施行之日起自行废止), where that is known."""
        for one, words, said in self._waiting:
            made_on = one.document.issued_on or one.effective_on
            awaited = self.library.next(said.number, said.title, made_on) if made_on else None
            if awaited and awaited != one.document.id and (act := fulfilled(awaited, self._days[awaited], words, said)):
                self.acts.setdefault(one.document.id, []).append(act)

    def _begin(self) -> None:
        """A document that begins with another one by its own words; one that had begun long before is some other text of that name."""
        for one, words, said in self._together:
            issued = one.document.issued_on
            other = self.library.find(said.number, said.title, issued)
            known = self._days.get(other.work) if other and other.score == 1 and other.work != one.document.id else None
            act = begun(other.work, known, words, said) if other and known else None
            if act and act.on and (issued is None or act.on >= issued):
                self.acts.setdefault(one.document.id, []).append(act)

    def _kept(self) -> dict[str, date]:
        """Works that a list keeps, with the first day on which one did."""
        return {
            work: min(days)
            for work, acts in self.acts.items()
            if (days := [a.on for a in acts if a.relation in ("retains", "extends") and a.on and not a.proposed])
        }

    def _explained(self, one: Reading, day: date | None) -> list[dict[str, Any]]:
        own = self.library.works[one.document.id]
        for group in one.explains:
            found = [
                (self.library.titled(name.title, day) or self.library.find(name.number, name.title, day), name)
                for name in group
            ]
            if links := [{**asdict(name), "target": to.work} for to, name in found if to and to.work != own]:
                return links
        return []

    def _supersede(self) -> None:
        """Of the texts of one law each newer one replaces the one before it, from its own first day on."""
        laws: dict[str, list[LawText]] = {}
        for one in self.laws.values():
            if name := same_law(one.title):
                laws.setdefault(name, []).append(one)
        for texts in laws.values():
            texts.sort(key=lambda one: (one.day, one.id))
            ids = tuple(one.id for one in texts)
            if len(ids) > 1:
                self.versions.update(dict.fromkeys(ids, ids))
            for older, newer in pairwise(texts):
                if newer.day != older.day:
                    self.acts.setdefault(older.id, []).append(newer_text(newer))
