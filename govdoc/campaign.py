"""Room: what a government document is. A clean-up campaign (清理): what is listed, what is decided on each item, what it adds up to. Pure.

Inside a campaign a decision is an opinion; only publishing makes it the document's status. What is done to an item is a deed
on `item_subject`, and how the item stands is folded from its deeds (`state_of`), so that nothing has to be kept twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from govdoc.audits.row import Row
from govdoc.people import DECISIONS, Deed, Standing, TrailEntry, standing

OPEN = "open"
OUTCOMES = DECISIONS | {OPEN: "未定"}
"""What an item can come to. An item has one outcome, so that the outcomes add up to the items listed."""
SUGGESTED = {"repeal": "repealed", "lapse": "lapsed", "amend": "amend", "keep": "retained"}
"""The suggestion of the clean-up list → the decision that takes it up; 待定 suggests none."""
SUGGESTED_CODES = {"repeal": "other", "lapse": "term_over", "amend": "basis_changed", "keep": "needed"}
DAYS = ("成文日期", "发布日期")


class Phase(StrEnum):
    OPEN = "open"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


PHASES = {Phase.OPEN: "清理中", Phase.PUBLISHED: "已公布", Phase.WITHDRAWN: "已取消"}


@dataclass(frozen=True, slots=True)
class Campaign:
    """`office` publishes the result; `issuers` are those whose documents up to `cutoff` are listed.

    `consulted_until`: the last day on which the public may comment; None: the public sees nothing before the result.
    `revision` grows with everything done to the campaign or an item of it.
    """

    id: str
    title: str
    office: str
    issuers: tuple[str, ...]
    cutoff: date
    two_must_agree: bool
    opened_by: str
    opened_at: datetime
    consulted_until: date | None = None
    phase: Phase = Phase.OPEN
    closed_by: str | None = None
    closed_at: datetime | None = None
    revision: int = 0

    @property
    def is_open(self) -> bool:
        return self.phase is Phase.OPEN

    def hears(self, on: date) -> bool:
        """May the public comment on this day?"""
        return self.is_open and self.consulted_until is not None and on <= self.consulted_until

    @property
    def is_public(self) -> bool:
        """A campaign once shown to the public stays visible, even when it is withdrawn."""
        return self.phase is Phase.PUBLISHED or self.consulted_until is not None


@dataclass(frozen=True, slots=True)
class State:
    """How an item stands. `removed`: why it was taken off the list; `revision`: the trail number of the last deed on it."""

    standing: Standing | None = None
    assignee: str | None = None
    removed: str | None = None
    revision: int = 0

    @property
    def outcome(self) -> str:
        return self.standing.review.decision if self.standing else OPEN

    @property
    def waits(self) -> bool:
        """Is there a decision that a second person has still to agree to?"""
        return self.standing is not None and not self.standing.holds


@dataclass(frozen=True, slots=True)
class Item:
    """A listed document: the row of the clean-up list as it was when the campaign began, and how it stands."""

    campaign: str
    position: int
    document_id: str
    version: str
    row: Row
    state: State = field(default_factory=State)

    @property
    def cells(self) -> tuple[str, str, str]:
        """Day of issue, day of publication, term; empty where not stated."""
        issued, published, term = (*self.row.details, "", "", "")[:3]
        return issued, published, term

    @property
    def suggested(self) -> str | None:
        return SUGGESTED.get(self.row.reason)


@dataclass(frozen=True, slots=True)
class Group:
    """How many items share these values; all counts of a campaign's pages are sums of groups."""

    suggestion: str
    outcome: str
    waits: bool
    assignee: str
    removed: bool
    count: int


@dataclass(frozen=True, slots=True)
class Totals:
    """`listed` is the sum of `by_outcome`, always; `waiting` of the decided ones lack a second person; `removed` are not listed."""

    listed: int
    by_outcome: Mapping[str, int]
    waiting: int
    removed: int

    @property
    def open(self) -> int:
        return self.by_outcome[OPEN]

    @property
    def decided(self) -> int:
        return self.listed - self.open


@dataclass(frozen=True, slots=True)
class ItemQuery:
    """Which items: with one of the values of each filter (none: all); `words` stand in title or number."""

    campaign: str
    outcomes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    waits: bool | None = None
    removed: bool = False
    words: str = ""


def totals(groups: Iterable[Group]) -> Totals:
    listed, waiting, removed = Counter(dict.fromkeys(OUTCOMES, 0)), 0, 0
    for group in groups:
        if group.removed:
            removed += group.count
        else:
            listed[group.outcome] += group.count
            waiting += group.count if group.waits else 0
    return Totals(sum(listed.values()), listed, waiting, removed)


def item_subject(campaign: str, document_id: str) -> str:
    """What the trail calls an item: 2026-1/yx-1004."""
    return f"{campaign}/{document_id}"


def state_of(entries: Sequence[TrailEntry]) -> State:
    """How ONE item stands after its deeds, given in their order."""
    assignee, removed = None, None
    for entry in entries:
        action, after = entry.deed.action, entry.deed.after or {}
        if action == "item assigned":
            assignee = after["to"] or None
        elif action in ("item removed", "item restored"):
            removed = after.get("why") if action == "item removed" else None
    stood = standing(entries)
    return State(stood[-1] if stood else None, assignee, removed, entries[-1].sequence if entries else 0)


def listed(rows: Iterable[Row], cutoff: date) -> list[Row]:
    """The rows of documents issued (else published) up to the cut-off; one without any day is listed: a person must look."""
    return [row for row in rows if row.document_id and (_born(row) or "") <= cutoff.isoformat()]


def _born(row: Row) -> str | None:
    return next((day for day in row.details[: len(DAYS)] if day), None)


def obstacles(counted: Totals, two_must_agree: bool, changed: Sequence[str], gone: Sequence[str]) -> list[str]:
    """What keeps a campaign from being published. `changed`: titles whose text changed after the decision; `gone`: removed texts."""
    found = []
    if not counted.listed:
        found.append("清单里没有文件。")
    if counted.open:
        found.append(f"还有 {counted.open} 件没有清理意见。")
    if two_must_agree and counted.waiting:
        found.append(f"还有 {counted.waiting} 件等待复核。")
    found += [f"《{title}》的正文在作出意见之后有变化，请重新阅读后再作意见。" for title in changed]
    found += [f"《{title}》已经撤下，请从清单中移出。" for title in gone]
    return found


def publication(campaign: Campaign, items: Iterable[Item], *, actor: str, at: datetime) -> list[Deed]:
    """The deeds that make the opinions of a campaign the status of its documents: one a document, in the list's order."""
    return [_published(campaign, item, item.state.standing, actor, at) for item in items if item.state.standing]


def _published(campaign: Campaign, item: Item, stood: Standing, actor: str, at: datetime) -> Deed:
    made = stood.review
    after: dict[str, Any] = {
        "decision": made.decision,
        "reason_code": stood.reason_code,
        "reason": made.reason,
        "version": made.version,
        "reviewer": made.reviewer,
        "office": campaign.office,
        "campaign": campaign.id,
        "evidence": [asdict(words) for words in made.evidence],
    }
    if stood.confirmed_by:
        after["confirmed_by"] = stood.confirmed_by
    if made.until:
        after["until"] = made.until.isoformat()
    return Deed(at, actor, "decided", item.document_id, None, after)
