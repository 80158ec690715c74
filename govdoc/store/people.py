"""Room: what a government document is. The store's second door: accounts, and what people did; each method one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from govdoc.document import Review
from govdoc.errors import NotFoundError
from govdoc.people import Account, Deed, Standing, TrailEntry, reviews, standing
from govdoc.store import accounts, assignments, documents, trail
from govdoc.store.transactions import portions

Transaction = Callable[[], AbstractContextManager[Connection]]
AWAITING = '"awaits_second": true'
ON_DOCUMENTS = ("decided", "confirmed", "undone")


class People:
    """Reached as `Store.people`. What changes anything writes its deed in the same transaction."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading = reading
        self._writing = writing

    # accounts

    def account(self, name: str) -> Account:
        """NotFoundError for an unknown name."""
        with self._reading() as connection:
            return accounts.get(connection, name)

    def accounts(self) -> tuple[Account, ...]:
        with self._reading() as connection:
            return accounts.everyone(connection)

    def add_account(self, account: Account, actor: str) -> None:
        """UsageError when the name is taken."""
        with self._writing() as connection:
            accounts.add(connection, account)
            after = {"role": account.role.value}
            trail.append(connection, [Deed(account.created_at, actor, "account added", account.name, None, after)])

    def change_account(self, name: str, change: Callable[[Account], Account], deed: Deed | None) -> Account:
        """Read, change and write under the writer's lock; `deed` None for what the trail need not hold (a failed guess)."""
        with self._writing() as connection:
            changed = replace(change(accounts.get(connection, name)), name=name)
            accounts.put(connection, changed)
            if deed is not None:
                trail.append(connection, [deed])
            return changed

    # decisions

    def decide(self, deeds: Sequence[Deed]) -> tuple[TrailEntry, ...]:
        """Record deeds on documents: all or, where one document is not in the store (NotFoundError), none.

        The documents count as changed, so that the next derivation gives them their new status.
        """
        ids = [deed.subject for deed in deeds]
        with self._writing() as connection:
            known = documents.known(connection, ids)
            for id in ids:
                if id not in known:
                    raise NotFoundError(f"no document {id!r} in the store: nothing was recorded")
            entries = trail.append(connection, deeds)
            documents.touch(connection, ids)
            return entries

    def standing(self, ids: Sequence[str]) -> dict[str, tuple[Standing, ...]]:
        """The decisions on each document that were not undone; documents without one are left out."""
        with self._reading() as connection:
            deeds = trail.of_subjects(connection, ids, ON_DOCUMENTS)
        return {id: found for id, entries in deeds.items() if (found := standing(entries))}

    def decided_lately(self, limit: int) -> tuple[str, ...]:
        """The documents that were decided on last, the newest first."""
        with self._reading() as connection:
            return trail.newest_subjects(connection, "decided", limit)

    def waiting(self) -> list[Standing]:
        """The decisions that a second person has still to agree to, in the order of their making."""
        with self._reading() as connection:
            ids = trail.subjects_of(connection, "decided", AWAITING)
            deeds = trail.of_subjects(connection, ids, ON_DOCUMENTS)
        stood = [one for entries in deeds.values() for one in standing(entries)[-1:] if not one.holds]
        return sorted(stood, key=lambda one: one.sequence)

    # who is asked to look

    def assign(self, ids: Sequence[str], to: str | None, *, actor: str, at: datetime) -> None:
        """Ask a reviewer (None: nobody) to look at documents; those who have it already are left alone."""
        with self._writing() as connection:
            had = assignments.of(connection, ids)
            others = [id for id in ids if had.get(id) != to]
            deeds = [Deed(at, actor, "assigned", id, {"to": had.get(id)}, {"to": to}) for id in others]
            trail.append(connection, deeds)
            assignments.put(connection, others, to)

    def assignees(self, ids: Sequence[str]) -> dict[str, str]:
        """Document id → the reviewer who was asked to look at it."""
        with self._reading() as connection:
            return assignments.of(connection, ids)

    def reviews(self) -> dict[str, tuple[Review, ...]]:
        """The reviews that count, of all documents that have one."""
        found: dict[str, tuple[Review, ...]] = {}
        with self._reading() as connection:
            for entries in _by_subject(connection):
                if made := reviews(entries):
                    found[made[0].document_id] = made
        return found

    def reviews_of(self, ids: Iterable[str]) -> dict[str, tuple[Review, ...]]:
        """The reviews that count, of those of these documents that have one."""
        found: dict[str, tuple[Review, ...]] = {}
        with self._reading() as connection:
            for some in portions(ids):
                for id, entries in trail.of_subjects(connection, some, ON_DOCUMENTS).items():
                    found |= {id: made} if (made := reviews(entries)) else {}
        return found

    def decided_after(self, sequence: int) -> frozenset[str]:
        """The documents whose decisions changed in any way since an entry of the trail."""
        with self._reading() as connection:
            return frozenset(trail.subjects_after(connection, sequence, ON_DOCUMENTS))

    # the trail

    def deeds_on(self, subject: str, actions: Sequence[str] = ON_DOCUMENTS) -> tuple[TrailEntry, ...]:
        """What was done to it in these ways, oldest first."""
        with self._reading() as connection:
            return trail.of_subjects(connection, [subject], actions).get(subject, ())

    def newest(self, limit: int, before: int | None = None) -> list[TrailEntry]:
        """The newest entries before a number, the newest first."""
        with self._reading() as connection:
            return trail.before(connection, before, limit)

    def trail(self) -> Iterator[TrailEntry]:
        with self._reading() as connection:
            yield from trail.every(connection)

    def trail_head(self) -> tuple[int, str]:
        with self._reading() as connection:
            return trail.last(connection)

    def trail_problems(self) -> Iterator[str]:
        with self._reading() as connection:
            yield from trail.broken_links(connection)

    def record(self, deeds: Iterable[Deed]) -> tuple[TrailEntry, ...]:
        """Deeds that change nothing else: a sign-in, an export."""
        with self._writing() as connection:
            return trail.append(connection, deeds)


def _by_subject(connection: Connection) -> Iterator[tuple[TrailEntry, ...]]:
    ids = trail.subjects_of(connection, "decided")
    for start in range(0, len(ids), trail.PORTION):
        yield from trail.of_subjects(connection, ids[start : start + trail.PORTION], ON_DOCUMENTS).values()
