"""Room: what a government document is. Who may do what, and what was done: accounts, deeds, and the reviews that stand. Pure.

A deed is one thing a person did. Deeds are never changed: a decision is undone, or confirmed, by a further deed. What
stands at the end (`standing`) is folded from them, so that nothing has to be kept twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from govdoc.document import Evidence, Review


class Role(StrEnum):
    """Each may do what those before it may."""

    READER = "reader"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    def covers(self, other: Role) -> bool:
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


@dataclass(frozen=True, slots=True)
class Account:
    """`password` is a salted hash; `session` a random word that every session holds: a new one ends them all."""

    name: str
    role: Role
    password: str
    session: str
    created_at: datetime
    failures: int = 0
    locked_until: datetime | None = None
    disabled: bool = False


DECISIONS = {"retained": "保留", "amend": "修改", "repealed": "废止", "lapsed": "失效", "extended": "延长有效期"}
"""Decision → the clean-up rules' own word. `amend` is a task, not a status: the document stays what it was."""

REASONS = {
    "needed": "仍需执行，合法有效",
    "basis_changed": "依据的法律、法规、规章或者政策已经修改、废止",
    "covered": "已有新的规定完全涵盖",
    "conflict": "与上位法或者现行规定不一致",
    "term_over": "适用期已过",
    "task_done": "阶段性工作已经完成",
    "object_gone": "调整对象已经消失",
    "organ_changed": "实施机关或者职责已经调整",
    "other": "其他",
}
"""Reason code → what it says; the first four and the next three are the criteria that clean-up notices name."""


ITEM = "item "
"""What was done to an item of a campaign: `item decided`, `item confirmed`, `item undone`."""


@dataclass(frozen=True, slots=True)
class Deed:
    """`actor` did `action` to `subject` (a document id, an account name). `before` and `after` are JSON objects."""

    at: datetime
    actor: str
    action: str
    subject: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """A deed with its place in the trail; `hash` covers the deed and the hash before it."""

    sequence: int
    deed: Deed
    hash: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The decision on one document as it stands. `confirmed_by` None while a second person is still to agree.

    `note`: what the reviewer typed, without the words of the reason code that `review.reason` begins with.
    """

    sequence: int
    review: Review
    reason_code: str
    awaits_second: bool = False
    confirmed_by: str | None = None
    note: str = ""

    @property
    def holds(self) -> bool:
        return not self.awaits_second or self.confirmed_by is not None


def standing(entries: Iterable[TrailEntry]) -> tuple[Standing, ...]:
    """The decisions on ONE document that were not undone, in their order; `entries` are its deeds in theirs.

    Those on an item of a campaign are called `item decided` and so on: opinions until the campaign is published.
    """
    stand: dict[int, Standing] = {}
    for entry in entries:
        deed, after = entry.deed, entry.deed.after or {}
        action = deed.action.removeprefix(ITEM)
        if action == "decided":
            stand[entry.sequence] = _decided(entry)
        elif action == "undone":
            stand.pop(int(after["undoes"]), None)
        elif action == "confirmed":
            one = stand.get(int(after["confirms"]))
            if one is not None and one.review.reviewer != deed.actor:
                stand[one.sequence] = replace(one, confirmed_by=deed.actor)
    return tuple(stand.values())


def _decided(entry: TrailEntry) -> Standing:
    """What a campaign published says who had decided (`reviewer`), in which office's name, and on which words."""
    deed, after = entry.deed, entry.deed.after or {}
    review = Review(
        document_id=str(after.get("document", deed.subject)),
        version=str(after["version"]),
        decision=str(after["decision"]),
        reason=str(after["reason"]),
        reviewer=str(after.get("reviewer", deed.actor)),
        reviewed_at=deed.at,
        until=date.fromisoformat(after["until"]) if after.get("until") else None,
        office=str(after.get("office", "")),
        campaign=str(after.get("campaign", "")),
        evidence=tuple(Evidence(**words) for words in after.get("evidence", ())),
    )
    awaits, second = bool(after.get("awaits_second")), after.get("confirmed_by")
    return Standing(entry.sequence, review, str(after["reason_code"]), awaits, second, str(after.get("note", "")))


def reviews(entries: Iterable[TrailEntry]) -> tuple[Review, ...]:
    """The reviews of one document that count for its status, oldest first."""
    return tuple(one.review for one in standing(entries) if one.holds)
