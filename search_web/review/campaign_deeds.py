"""Room: from index to pages. What reviewers do to the items of a campaign, as deeds. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TypedDict

from govdoc.audits.cleanup import REASONS as SUGGESTIONS
from govdoc.campaign import SUGGESTED_CODES, Campaign, Item
from govdoc.people import ITEM, Deed
from search_web.review.decisions import REASON_LONGEST, BadDecision, Decision, confirming, deeds, undoing


class Signed(TypedDict):
    """Who does it, and when."""

    actor: str
    at: datetime


OnItem = tuple[str, Deed]
"""Document id, and what is done to its item."""


def deciding(
    made: Decision,
    items: Sequence[Item],
    versions: Mapping[str, str],
    *,
    cite: bool,
    campaign: Campaign,
    actor: str,
    at: datetime,
    sheet: str = "",
) -> list[OnItem]:
    """The same opinion on several items. `cite`: the words that the list shows for an item are its evidence.

    `versions`: document id → the text that was read, where it is not the one that the campaign listed. `sheet`: the
    worksheet that brought it.
    """
    seen = {item.document_id: versions.get(item.document_id, item.version) for item in items}
    stood = {item.document_id: (item.state.standing,) for item in items if item.state.standing}
    rows = {item.document_id: item.row for item in items}
    made_deeds = deeds(made, seen, stood, actor=actor, at=at, two_must_agree=campaign.two_must_agree)
    more = {"sheet": sheet} if sheet else {}
    return [
        _on_item(d, evidence=[asdict(e) for e in rows[d.subject].evidence] if cite else [], **more) for d in made_deeds
    ]


def adopting(items: Sequence[Item], *, campaign: Campaign, actor: str, at: datetime) -> list[OnItem]:
    """On each item what the list suggests, with the reason it gives. BadDecision names those without a suggestion."""
    silent = [item for item in items if item.suggested is None]
    if silent:
        names = "、".join(f"《{item.row.title}》" for item in silent[:5]) + ("等" if len(silent) > 5 else "")
        raise BadDecision(
            [f"{names}（{len(silent)} 件）的建议是“{SUGGESTIONS['judge']}”，没有可以采纳的意见，请逐件决定。"]
        )
    found: list[OnItem] = []
    for item in items:
        made = Decision(str(item.suggested), SUGGESTED_CODES[item.row.reason], item.row.said[:REASON_LONGEST], None)
        found += deciding(made, [item], {}, cite=True, campaign=campaign, actor=actor, at=at)
    return found


def confirming_all(items: Sequence[Item], *, actor: str, at: datetime) -> list[OnItem]:
    """BadDecision says, together, which cannot be confirmed and why."""
    found, faults = [], []
    for item in items:
        if item.state.standing is None:
            faults.append(f"《{item.row.title}》还没有意见，不能复核。")
            continue
        try:
            found.append(_on_item(confirming(item.state.standing, actor=actor, at=at)))
        except BadDecision as error:
            faults += [f"《{item.row.title}》：{fault}" for fault in error.faults]
    if faults:
        raise BadDecision(faults[:20])
    return found


def undoing_all(items: Sequence[Item], *, actor: str, at: datetime) -> list[OnItem]:
    """What stood before stands again. BadDecision names an item with nothing to take back."""
    if bare := [f"《{item.row.title}》还没有意见，没有可以撤回的。" for item in items if item.state.standing is None]:
        raise BadDecision(bare[:20])
    return [_on_item(undoing(i.state.standing, actor=actor, at=at)) for i in items if i.state.standing]


def assigning(items: Sequence[Item], to: str | None, *, actor: str, at: datetime) -> list[OnItem]:
    """To a reviewer, or (None) to nobody; those who have it already are left alone."""
    return [
        (item.document_id, Deed(at, actor, "item assigned", "", {"to": item.state.assignee}, {"to": to}))
        for item in items
        if item.state.assignee != to
    ]


def removing(items: Sequence[Item], why: str, *, actor: str, at: datetime) -> list[OnItem]:
    """Off the list (不是规范性文件); BadDecision without a reason."""
    if not why.strip() or len(why) > REASON_LONGEST:
        raise BadDecision([f"移出清单要写明原因，最多 {REASON_LONGEST} 字。"])
    return [(item.document_id, Deed(at, actor, "item removed", "", None, {"why": why.strip()})) for item in items]


def restoring(items: Sequence[Item], *, actor: str, at: datetime) -> list[OnItem]:
    return [(item.document_id, Deed(at, actor, "item restored", "")) for item in items]


def _on_item(deed: Deed, **more: Any) -> OnItem:
    after = (deed.after or {}) | {"document": deed.subject} | more
    return deed.subject, replace(deed, action=ITEM + deed.action, after=after)
