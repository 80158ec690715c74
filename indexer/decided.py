"""Room: from facts to a searchable index. What a decision changes at once: the works decided on, and what is told of their dependants.

A review changes no text and no relation, so everything else that was derived still holds and is taken as it is kept. However
many documents there are, as many are derived again as were decided on, and as rest on one that ended or came back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govdoc.case import Finding, LaterAct
from govdoc.decay import ENDED, RESTS_ON
from govdoc.document import Review
from govdoc.store import Derivation, Store
from govdoc.store.transactions import portions
from indexer.bases import Bases
from indexer.disagreement import claim_of, disagreement
from indexer.later_acts import LawText, Target, law_text
from indexer.payload import act_of, state
from indexer.reading import Reading
from indexer.refresh import known

Rows = Mapping[str, Derivation]


@dataclass(frozen=True, slots=True)
class Kept:
    """What bears on some works, out of what was derived of them: as `Links` finds it by reading everything (`bases.Around`)."""

    works: Mapping[str, str]
    acts: Mapping[str, Sequence[LaterAct]]
    reviews: Mapping[str, tuple[Review, ...]]
    disagreements: Mapping[str, tuple[Finding, ...]]
    targets: Mapping[str, tuple[Target | None, ...]]
    bases: set[str]
    laws: Mapping[str, LawText]

    def later_law(self, title: str) -> LawText | None:
        return self.laws.get(title)


def redecide(store: Store, ids: Iterable[str]) -> frozenset[str]:
    """Derive anew what follows from the reviews of these documents; which of them this was done for.

    The others (new ones, changed ones, those of an older program) wait for `derive`, which comes to the same.
    """
    done: set[str] = set()
    for some in portions(ids):
        before = _families(store, store.derivations_by_ids(some).values())
        after = _restated(store, before)
        turned = [row for id, row in after.items() if _ends(row.payload) != _ends(before[id].payload)]
        for dependants in portions(sorted(_resting_on(turned) - after.keys())):
            _restated(store, _families(store, store.derivations_by_ids(dependants).values()))
        done |= after.keys() & set(some)
    return frozenset(done)


def outdated(store: Store, works: Sequence[str]) -> frozenset[str]:
    """Those works on a copy of which reviewers did something since the audits were made: these still tell what held before."""
    decided = store.people.decided_after(store.audited_upto())
    rows = store.derivations_by_ids(works) if decided else {}
    return frozenset(work for work in works if decided & {work, *_copies(rows, work)})


def _copies(rows: Rows, work: str) -> Sequence[str]:
    return rows[work].payload.get("copies") or () if work in rows else ()


def _families(store: Store, rows: Iterable[Derivation]) -> Rows:
    """The rows of all copies of the works that these rows belong to."""
    leaders = store.derivations_by_ids(sorted({row.work for row in rows}))
    copies = {copy for row in leaders.values() for copy in row.payload["copies"]}
    return leaders | store.derivations_by_ids(sorted(copies))


def _restated(store: Store, rows: Rows) -> Rows:
    """The rows with the state that they have now, stored; those of a work of which not every copy is as it was read are left."""
    read = {one.document.id: one for one in known(store, rows) if _still(one, rows[one.document.id].payload)}
    late = {row.work for id, row in rows.items() if id not in read}
    there = {id: row for id, row in rows.items() if row.work not in late}
    around = _around(store, there, read)
    bases = Bases(store, around)
    after = {id: Derivation(id, row.work, row.payload | state(read[id], around, bases)) for id, row in there.items()}
    store.put_derivations(after.values())
    return after


def _still(one: Reading, payload: Mapping[str, Any]) -> bool:
    """Was this derived from what is read there now?"""
    places = [(citation["start"], citation["end"]) for citation in payload["citations"]]
    here = [(citation.start, citation.end) for citation in one.citations]
    return "acts" in payload and payload["version"] == one.version and places == here


def _around(store: Store, rows: Rows, read: Mapping[str, Reading]) -> Kept:
    cited = [citation for row in rows.values() for citation in row.payload["citations"]]
    rests = [c for c in cited if c["relation"] in RESTS_ON and c["direction"] == "out"]
    bases = {c["target"] for c in rests if c["target"]}
    family = {**_families(store, store.derivations_by_ids(sorted(bases)).values()), **rows}
    laws = {one.document.id: law_text(one) for one in known(store, sorted({c["later"] for c in rests if "later" in c}))}
    return Kept(
        works={id: row.work for id, row in family.items()},
        acts={id: [act_of(a) for a in row.payload.get("acts", ())] for id, row in family.items() if id == row.work},
        reviews=reviews_by_work(store.people.reviews_of(family), {id: row.work for id, row in family.items()}),
        disagreements=_disagreements(rows, read),
        targets={id: tuple(map(_target, row.payload["citations"])) for id, row in rows.items()},
        bases=bases & family.keys(),
        laws={c["title"]: law for c in rests if "later" in c and (law := laws.get(c["later"]))},
    )


def reviews_by_work(made: Mapping[str, tuple[Review, ...]], works: Mapping[str, str]) -> dict[str, tuple[Review, ...]]:
    """Work → what reviewers decided on any of its copies, in the order of time."""
    found: dict[str, list[Review]] = {}
    for id in sorted(made.keys() & works.keys()):
        found.setdefault(works[id], []).extend(made[id])
    return {work: tuple(sorted(some, key=lambda review: review.reviewed_at)) for work, some in found.items()}


def _disagreements(rows: Rows, read: Mapping[str, Reading]) -> dict[str, tuple[Finding, ...]]:
    copies: dict[str, list[Reading]] = {}
    for id, row in rows.items():
        copies.setdefault(row.work, []).append(read[id])
    several = ((work, some) for work, some in copies.items() if len(some) > 1)
    return {work: found for work, some in several if (found := disagreement([claim_of(one) for one in some]))}


def _target(citation: Mapping[str, Any]) -> Target | None:
    return Target(citation["target"], citation["how"], citation["score"]) if citation["target"] else None


def _ends(payload: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The days on which a document stopped being in force, as what rests on it tells them."""
    return [step for step in payload["timeline"] if step["status"] in ENDED]


def _resting_on(rows: Iterable[Derivation]) -> set[str]:
    return {link["id"] for row in rows for link in row.payload["cited_by"] if link["relation"] in RESTS_ON}
