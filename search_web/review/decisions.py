"""Room: from index to pages. What a reviewer sends, read into deeds; faults are said in Chinese, all together. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from govdoc.people import DECISIONS, REASONS, Deed, Standing

REASON_LONGEST = 500
MOST_AT_ONCE = 500


class BadDecision(Exception):
    """What is wrong with a form, a sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as typed and found good. `until` is the last day of an extension."""

    decision: str
    reason_code: str
    reason: str
    until: date | None


def read_decision(form: Mapping[str, str], on: date) -> Decision:
    """From a form's fields `decision`, `reason_code`, `reason`, `until`. BadDecision says all that is wrong."""
    faults = []
    decision, code = form.get("decision", ""), form.get("reason_code", "")
    reason = " ".join(form.get("reason", "").split())
    if decision not in DECISIONS:
        faults.append("请选择清理意见。")
    if code not in REASONS:
        faults.append("请选择理由。")
    if len(reason) > REASON_LONGEST:
        faults.append(f"说明最多 {REASON_LONGEST} 字，现在是 {len(reason)} 字。")
    if code == "other" and not reason:
        faults.append("理由选“其他”时，请在说明里写明。")
    until, fault = _until(form.get("until", ""), decision, on)
    faults += [fault] if fault else []
    if faults:
        raise BadDecision(faults)
    return Decision(decision, code, reason, until)


def _until(typed: str, decision: str, on: date) -> tuple[date | None, str | None]:
    typed = typed.strip()
    if decision != "extended":
        return None, None if not typed else "只有“延长有效期”才填延长至哪一天。"
    if not typed:
        return None, "请填写延长至哪一天。"
    try:
        until = date.fromisoformat(typed)
    except ValueError:
        return None, f"日期“{typed[:20]}”看不懂，请写成 2027-12-31。"
    return (until, None) if until >= on else (None, f"延长至 {until} 已经过去，请填今天或者以后的日期。")


def deeds(
    made: Decision,
    seen: Mapping[str, str],
    standing: Mapping[str, Sequence[Standing]],
    *,
    actor: str,
    at: datetime,
    two_must_agree: bool,
) -> list[Deed]:
    """One deed a document (id → version of the text it is decided on), each with the decision that stood before."""
    after: dict[str, Any] = {
        "decision": made.decision,
        "reason_code": made.reason_code,
        "reason": reason_line(made),
        "note": made.reason,
        "awaits_second": two_must_agree,
    }
    if made.until:
        after["until"] = made.until.isoformat()
    return [
        Deed(at, actor, "decided", id, _before(standing.get(id, ())), after | {"version": version})
        for id, version in seen.items()
    ]


def reason_line(made: Decision) -> str:
    """What the public page says: 废止。已有新的规定完全涵盖：见……"""
    until = f"至{made.until}" if made.until else ""
    said = REASONS[made.reason_code] if made.reason_code != "other" else ""
    return f"{DECISIONS[made.decision]}{until}。" + "：".join(part for part in (said, made.reason) if part)


def _before(stood: Sequence[Standing]) -> dict[str, Any] | None:
    if not stood:
        return None
    last = stood[-1]
    return {"sequence": last.sequence, "decision": last.review.decision, "reviewer": last.review.reviewer}


def undoing(last: Standing, *, actor: str, at: datetime) -> Deed:
    return Deed(at, actor, "undone", last.review.document_id, _before([last]), {"undoes": last.sequence})


def confirming(last: Standing, *, actor: str, at: datetime) -> Deed:
    """BadDecision where there is nothing to confirm, or for the one who decided."""
    if last.holds:
        raise BadDecision(["这项意见已经生效，不需要复核。"])
    if last.review.reviewer == actor:
        raise BadDecision(["复核要由另一位审核人员进行。"])
    return Deed(at, actor, "confirmed", last.review.document_id, _before([last]), {"confirms": last.sequence})
