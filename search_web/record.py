"""Room: from index to pages. One document's facts and derivations to what its page shows. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from govdoc.case import reviewed_on
from govdoc.document import Document, Status
from govdoc.organs import NOT_QUOTED
from govdoc.people import Standing
from indexer import labels
from search_web.reference import reference

WHY_UNKNOWN = "未见施行、废止或失效依据"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the metadata table: of the disclosure catalogue's 14 core elements (`core`), of the 7 that a normative
    document has beside them (`normative`), or what else is known (`other`).

    An empty `value` of a `needed` row is shown as 未载明; `found` says that it was read from the text.
    """

    label: str
    value: str
    found: bool = False
    group: str = "core"
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    since: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Basis:
    """Quoted words and what follows from them. `document_id` is where they stand; no quote: a rule or a later act alone.

    `part` with `start` and `end` is the place, `rules` the names of the rules that were applied.
    """

    quote: str
    document_id: str
    part: str
    conclusions: tuple[str, ...]
    rules: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Validity:
    status: Status
    reason: str
    steps: tuple[Step, ...]
    bases: tuple[Basis, ...]


def validity(payload: Mapping[str, Any], on: date) -> Validity:
    """The status at `on` by the derived timeline. Without a timeline: unknown, which is the honest default."""
    steps = tuple(
        Step(str(s.get("since") or ""), _status(s.get("status")), str(s.get("reason") or ""))
        for s in rows_of(payload, "timeline")
    )
    current = Step("", Status.UNKNOWN.value, WHY_UNKNOWN)
    for step in steps:
        if not step.since or step.since <= on.isoformat():
            current = step
    reason = str(payload.get("status_reason") or "") if not steps else current.reason
    reason = reason or current.reason or WHY_UNKNOWN
    return Validity(
        Status(current.status), reason, steps, _bases(rows_of(payload, "findings"), reason, {s.reason for s in steps})
    )


def unsettled(payload: Mapping[str, Any], last: Standing | None) -> str:
    """What a reviewer decided, or took back, while what follows from it is still to be derived; "" when all is said already."""
    told = [str(f.get("basis") or "") for f in rows_of(payload, "findings") if f.get("rule") == "review"]
    if last is None:
        return "审核意见已经撤回，有效性随后更新。" if told else ""
    made = last.review
    if any(made.reason in words or (made.until and f"延长的有效期至{made.until}" in words) for words in told):
        return ""
    who = f"{made.office}公布清理结果" if made.office else "人工审核"
    return f"{reviewed_on(made)} {who}：{made.reason}。有效性随后更新。"


STATED = {
    "title": "标题",
    "number": "发文字号",
    "registration_number": "统一登记号",
    "index_number": "索引号",
    "issuers": "发文机关",
    "issued_on": "成文日期",
    "published_on": "发布日期",
    "effective_on": "施行日期",
    "expires_on": "有效期至",
    "subject": "主题分类",
    "channel": "栏目",
    "declared_status": "原网页标注的有效性",
}


def stated(document: Document) -> dict[str, str]:
    """What the page itself states, in words, by label: what two versions are compared by beside their text."""
    return {label: words(getattr(document, name)) for name, label in STATED.items()}


def value_of(rows: Sequence[Row], label: str) -> str:
    return next((r.value for r in rows if r.label == label), "")


def issuers_of(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(filter(None, re.split(f"、{NOT_QUOTED}", value_of(rows, "发文机关"))))


def citation_text(title: str, rows: Sequence[Row], url: str) -> str:
    """GB/T 7714: 某市人民政府. 关于……的通知: 某政发〔2020〕1号[EB/OL]. (2020-01-05). https://…"""
    issuers = issuers_of(rows)
    day = value_of(rows, "发布日期") or value_of(rows, "成文日期")
    return reference(title, issuers, value_of(rows, "发文字号"), day, url)


def _bases(findings: list[Mapping[str, Any]], deciding: str, told: set[str]) -> tuple[Basis, ...]:
    """Findings that rest on the same words are one basis; the one that gives the present reason comes first, alone.

    `told`: reasons that the timeline shows; those of other days would contradict the present one.
    """
    grouped: dict[tuple[str, str, str, int, int], tuple[list[str], list[str]]] = {}
    for finding in findings:
        place = str(finding.get("document") or "") if finding.get("quote") else ""
        start, end = (n if isinstance(n := finding.get(side), int) else 0 for side in ("start", "end"))
        key = (str(finding.get("quote") or ""), place, str(finding.get("part") or "text"), start, end)
        conclusions, rules = grouped.setdefault(key, ([], []))
        conclusion = _conclusion(finding)
        if conclusion and conclusion not in conclusions:
            conclusions.append(conclusion)
            rules.append(str(finding.get("rule") or ""))
    first: list[Basis] = []
    others: list[Basis] = []
    for (quote, place, part, start, end), (conclusions, rules) in grouped.items():
        now = [n for n, c in enumerate(conclusions) if c.startswith(deciding)]
        rest = [n for n, c in enumerate(conclusions) if c.removesuffix("（推定）") not in told]
        if chosen := now or rest:
            names = tuple(dict.fromkeys(rules[n] for n in chosen if rules[n]))
            basis = Basis(quote, place, part, tuple(conclusions[n] for n in chosen), names, start, end)
            (first if now else others).append(basis)
    return (*first, *others)


def _conclusion(finding: Mapping[str, Any]) -> str:
    """The finding's own sentence, else its status and day; what is presumed says so, but for what a page declares: its rule says that."""
    said, status, since = (str(finding.get(name) or "") for name in ("basis", "status", "since"))
    if not said and status in labels.STATUSES:
        said = f"{since + '起' if since else ''}{labels.STATUSES[status]}"
    presumed = finding.get("presumed") and not str(finding.get("rule")).startswith("declared_") and "推定" not in said
    return f"{said}（推定）" if said and presumed else said


def rows_of(payload: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a list in a derivation; what is not one counts as not there."""
    rows = payload.get(name)
    return [r for r in rows if isinstance(r, Mapping)] if isinstance(rows, list | tuple) else []


def _status(value: object) -> str:
    return str(value) if str(value) in labels.STATUSES else Status.UNKNOWN.value


def words(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(str(v) for v in value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def digest(text: str) -> str:
    """An ETag's 16 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
