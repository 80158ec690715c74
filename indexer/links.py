"""Room: from facts to a searchable index. The second pass: who cites, ends and interprets whom, by work."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from itertools import pairwise
from typing import Any

from govdoc.citations import Citation
from govdoc.cleanup import Decision
from govdoc.document import Evidence, Kind
from govdoc.interpretation import is_interpretation
from govdoc.resolve import Catalogue, same_law
from govdoc.validity import LaterAct
from indexer.reading import ACTS, Reading

DECIDED = {"repealed": "repeals", "lapsed": "lapses", "amend": "amends", "retained": "retains", "extended": "extends"}


class Links:
    """Who cites, ends and interprets whom, by work."""

    def __init__(self, read: dict[str, Reading], works: dict[str, str], catalogue: Catalogue) -> None:
        self.works = works
        self.copies: dict[str, list[str]] = {}
        self.targets: dict[str, list[str | None]] = {}
        self.acts: dict[str, list[LaterAct]] = {}
        self.cited_by: dict[str, list[tuple[str, str]]] = {}
        self.interprets: dict[str, list[dict[str, Any]]] = {}
        self.interpreted_by: dict[str, list[str]] = {}
        for document_id, work in works.items():
            self.copies.setdefault(work, []).append(document_id)
        for one in read.values():
            self._add(one, catalogue)
        self._supersede([one for one in read.values() if one.document.kind is Kind.LAW and one.document.issued_on])

    def _add(self, one: Reading, catalogue: Catalogue) -> None:
        document, own = one.document, self.works[one.document.id]
        day = document.issued_on or document.published_on
        targets = [catalogue.find(c.number, c.title, day) for c in one.citations]
        self.targets[document.id] = [None if target == own else target for target in targets]
        self.interprets[document.id] = self._explained(one, catalogue, day)
        if own != document.id:
            return
        for link in self.interprets[document.id]:
            self.interpreted_by.setdefault(link["target"], []).append(document.id)
        for citation, target in zip(one.citations, self.targets[document.id], strict=True):
            if target is None or citation.direction != "out":
                continue
            self.cited_by.setdefault(target, []).append((document.id, citation.relation))
            if citation.relation in ACTS and not is_interpretation(document):
                self.acts.setdefault(target, []).append(_act(one, citation))

        for decision in one.decisions:
            target = catalogue.find(decision.number, decision.title, day)
            if target not in (None, own) and not decision.proposed:
                self.acts.setdefault(str(target), []).append(_decided(one, decision))

    def _explained(self, one: Reading, catalogue: Catalogue, day: date | None) -> list[dict[str, Any]]:
        for group in one.explains:
            found = [
                (catalogue.find(None, name.title, day) or catalogue.find(name.number, None, day), name)
                for name in group
            ]
            if links := [
                {**asdict(name), "target": to} for to, name in found if to and to != self.works[one.document.id]
            ]:
                return links
        return []

    def _supersede(self, laws: list[Reading]) -> None:
        """Of the texts of one law each newer one replaces the one before it, from its own first day on."""
        versions: dict[str, list[Reading]] = {}
        for one in laws:
            if self.works[one.document.id] == one.document.id:
                versions.setdefault(same_law(one.document.title), []).append(one)
        for texts in versions.values():
            texts.sort(key=lambda one: (one.document.issued_on or date.min, one.document.id))
            for older, newer in pairwise(texts):
                if newer.document.issued_on != older.document.issued_on:
                    self.acts.setdefault(older.document.id, []).append(_newer_text(newer))


def _decided(one: Reading, decision: Decision) -> LaterAct:
    """A row of a clean-up notice: 「三、宣布失效 1. 云政办发〔2017〕31号 …」."""
    document = one.document
    evidence = Evidence(document.id, one.version, "text", decision.start, decision.end, decision.quote)
    day = one.effective_on or document.issued_on
    return LaterAct(
        DECIDED[decision.decision], document.id, document.title, document.number, day, evidence, until=decision.until
    )


def _newer_text(newer: Reading) -> LaterAct:
    """An amended law comes into force again on its amendment's day, not on the first text's: the later of the two counts."""
    document, title = newer.document, newer.document.title
    days = [day for day in (newer.effective_on, document.issued_on) if day]
    evidence = Evidence(document.id, newer.version, "title", 0, len(title), title)
    return LaterAct("replaces", document.id, title, document.number, max(days), evidence)


def _act(one: Reading, citation: Citation) -> LaterAct:
    """What this document does to the one it names, from its own first day on."""
    document = one.document
    return LaterAct(
        citation.relation,
        document.id,
        document.title,
        document.number,
        one.effective_on or document.issued_on,
        Evidence(document.id, one.version, "text", citation.start, citation.end, citation.quote),
        scope=citation.scope,
    )
