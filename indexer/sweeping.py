"""Room: from facts to a searchable index. Sweep clauses applied (U3): what a complete catalogue leaves out is repealed.

Only documents of the catalogue's own issuer (and, where the catalogue lists its numbers, of that government's office), issued
before the cut-off, and normative by title, column, registration number or because an earlier catalogue kept them.

A later catalogue of the same organ that has no such clause repeals nothing; but what an earlier one kept and it leaves out is
no longer shown as in force on the earlier one's word (`omits`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from govdoc.document import Evidence
from govdoc.listed import ListedSweep, is_cleanup
from govdoc.number import parse_number
from govdoc.validity import LaterAct
from indexer.reading import Reading

_OFFICE = re.compile(r"(?:办公厅|办公室)$")
_CATALOGUE = re.compile(r"(?:继续有效|现行有效|保留|有效)[^《》]{0,24}(?:目录|清单)|清理结果")
SWEEPS = {"repealed": "sweeps", "lapsed": "sweeps_lapsed"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that a catalogue may have left out."""

    work: str
    issuers: tuple[str, ...]
    agency: str
    last_possible: date
    normative: bool | None


@dataclass(frozen=True, slots=True)
class Catalogued:
    """A catalogue with a sweep clause: who issued it, what it lists, which series of numbers it knows."""

    reading: Reading
    listed: frozenset[str]
    agencies: frozenset[str]


@dataclass(slots=True)
class Swept:
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)
    catalogues: list[Catalogued] = field(default_factory=list)

    def add(self, one: Reading, listed: set[str]) -> None:
        """A work: it may be swept, or sweep."""
        if one.listed.sweeps or _is_catalogue(one):
            numbers = (parse_number(d.number) for _, d in one.listed.decisions if d.number)
            agencies = frozenset(n.agency for n in numbers if n and n.agency)
            self.catalogues.append(Catalogued(one, frozenset(listed), agencies))
        day, verdict = _last_possible(one), one.traits.normative.verdict
        if day and verdict is not False and not is_cleanup(one.document):
            parsed = parse_number(one.document.number) if one.document.number else None
            agency = (parsed.agency or "") if parsed else ""
            found = Candidate(one.document.id, one.document.issuers, agency, day, verdict)
            for family in {_family(name) for name in found.issuers}:
                self.candidates.setdefault(family, []).append(found)

    def acts(self, kept: Mapping[str, date]) -> Iterator[tuple[str, LaterAct]]:
        """Work → the act that sweeps it away, or leaves it out. A catalogue that was not read whole sweeps nothing.

        `kept`: works that some list retains, with the first day of it.
        """
        for catalogue in self.catalogues:
            listed = catalogue.reading.listed
            for sweep in listed.sweeps if not listed.unread else ():
                yield from _sweep(catalogue, sweep, self.candidates, kept)
            if not listed.sweeps:
                yield from _omissions(catalogue, self.candidates, kept)


def _sweep(
    catalogue: Catalogued, sweep: ListedSweep, candidates: dict[str, list[Candidate]], kept: Mapping[str, date]
) -> Iterator[tuple[str, LaterAct]]:
    document = catalogue.reading.document
    for family in sorted({_family(name) for name in document.issuers}):
        for one in candidates.get(family, ()):
            inside = (sweep.until and one.last_possible <= sweep.until) and (
                sweep.since is None or one.last_possible >= sweep.since
            )
            if inside and _is_ours(catalogue, sweep, one) and one.work not in catalogue.listed:
                sure = bool(one.normative) or _kept_before(catalogue, one, kept)
                yield one.work, _act(catalogue.reading, sweep, sure=sure)


def _is_catalogue(one: Reading) -> bool:
    """A list of what is in force, by its title, that really keeps documents; not one of what is intended."""
    return bool(_CATALOGUE.search(one.document.title)) and any(
        decision.decision == "retained" and not decision.proposed for _, decision in one.listed.decisions
    )


def _omissions(
    catalogue: Catalogued, candidates: dict[str, list[Candidate]], kept: Mapping[str, date]
) -> Iterator[tuple[str, LaterAct]]:
    document = catalogue.reading.document
    for family in sorted({_family(name) for name in document.issuers}):
        for one in candidates.get(family, ()):
            ours = set(one.issuers) <= set(document.issuers) or one.agency in catalogue.agencies
            if ours and one.work not in catalogue.listed and _kept_before(catalogue, one, kept):
                title = Evidence(
                    document.id, catalogue.reading.version, "title", 0, len(document.title), document.title
                )
                yield one.work, _omits(catalogue.reading, title)


def _omits(one: Reading, evidence: Evidence) -> LaterAct:
    document = one.document
    return LaterAct("omits", document.id, document.title, document.number, document.issued_on, evidence)


def _kept_before(catalogue: Catalogued, one: Candidate, kept: Mapping[str, date]) -> bool:
    day = catalogue.reading.document.issued_on
    return bool(day and one.work in kept and kept[one.work] < day)


def _is_ours(catalogue: Catalogued, sweep: ListedSweep, one: Candidate) -> bool:
    """Of the notice's own issuer; of the other one of government and office where clause or catalogue says so."""
    document = catalogue.reading.document
    if set(one.issuers) <= set(document.issuers) or one.agency in catalogue.agencies:
        return True
    if not sweep.owners:
        return False
    named = "办公" in sweep.owners if any(_OFFICE.search(name) for name in one.issuers) else "政府" in sweep.owners
    return named and len(one.issuers) == 1


def _act(one: Reading, sweep: ListedSweep, *, sure: bool) -> LaterAct:
    document = one.document
    evidence = Evidence(document.id, one.version, sweep.part, sweep.start, sweep.end, sweep.quote)
    return LaterAct(
        SWEEPS[sweep.decision] if sure else "sweeps_perhaps",
        document.id,
        document.title,
        document.number,
        one.effective_on or document.issued_on,
        evidence,
    )


def _family(issuer: str) -> str:
    """A government and its office: 云川县人民政府办公室 → 云川县人民政府."""
    return _OFFICE.sub("", issuer)


def _last_possible(one: Reading) -> date | None:
    """The day of issue, else the last day of the number's year."""
    if one.document.issued_on:
        return one.document.issued_on
    parsed = parse_number(one.document.number) if one.document.number else None
    return date(parsed.year, 12, 31) if parsed and parsed.year else None
