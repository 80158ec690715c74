"""Room: from index to pages. One document's facts and derivations to what its page shows. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from govdoc.document import Document, Status
from indexer import labels
from search_web.reference import reference

MANDATORY = {"索引号", "发文机关", "发文字号", "成文日期", "发布日期", "主题分类", "有效性"}
WHY_UNKNOWN = "未见施行、废止或失效依据"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the metadata table. An empty `value` is shown as 未标明; `found` says that it was read from the text."""

    label: str
    value: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    since: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Basis:
    """Quoted words and what follows from them. `document_id` is where they stand; no quote: a rule or a later act alone."""

    quote: str
    document_id: str
    part: str
    conclusions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A related document: `id` None when it is named but not in the store."""

    id: str | None
    relation: str
    text: str
    quote: str = ""


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
        for s in _rows(payload, "timeline")
    )
    current = Step("", Status.UNKNOWN.value, WHY_UNKNOWN)
    for step in steps:
        if not step.since or step.since <= on.isoformat():
            current = step
    reason = str(payload.get("status_reason") or "") if not steps else current.reason
    reason = reason or current.reason or WHY_UNKNOWN
    return Validity(
        Status(current.status), reason, steps, _bases(_rows(payload, "findings"), reason, {s.reason for s in steps})
    )


def metadata(document: Document, payload: Mapping[str, Any]) -> tuple[Row, ...]:
    """The fields that the rules ask for come always, the others when they say something."""
    filled = payload.get("filled")
    filled = filled if isinstance(filled, Mapping) else {}

    def row(label: str, name: str) -> Row:
        stated = _words(getattr(document, name))
        return Row(label, stated) if stated else Row(label, _words(filled.get(name)), bool(_words(filled.get(name))))

    rows = [
        row("索引号", "index_number"),
        row("发文机关", "issuers"),
        row("发文字号", "number"),
        row("统一登记号", "registration_number"),
        row("成文日期", "issued_on"),
        row("发布日期", "published_on"),
        Row("施行日期", _words(document.effective_on or payload.get("effective_on"))),
        Row("有效期至", _words(document.expires_on or payload.get("expires_on"))),
        row("主题分类", "subject"),
        Row("类别", labels.value_label("kind", document.kind.value)),
        row("文种", "form"),
        row("栏目", "channel"),
        row("地区", "region"),
        row("信息来源", "source"),
        Row("原网页标注的有效性", document.declared_status or ""),
    ]
    return tuple(r for r in rows if r.value or r.label in MANDATORY)


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
    return {label: _words(getattr(document, name)) for name, label in STATED.items()}


def value_of(rows: Sequence[Row], label: str) -> str:
    return next((r.value for r in rows if r.label == label), "")


def citation_text(title: str, rows: Sequence[Row], url: str) -> str:
    """GB/T 7714: 某市人民政府. 关于……的通知: 某政发〔2020〕1号[EB/OL]. (2020-01-05). https://…"""
    issuers = tuple(filter(None, value_of(rows, "发文机关").split("、")))
    day = value_of(rows, "发布日期") or value_of(rows, "成文日期")
    return reference(title, issuers, value_of(rows, "发文字号"), day, url)


def relations(payload: Mapping[str, Any], own_number: str = "") -> tuple[Link, ...]:
    """What the text names beside its own number, each once for each relation, in the order of the text."""
    found: dict[tuple[str, str], Link] = {}
    for c in _rows(payload, "citations"):
        title, number = str(c.get("title") or c.get("short_name") or ""), str(c.get("number") or "")
        name = f"《{title}》" if title else ""
        text = f"{name}（{number}）" if name and number else name or number
        if text and text != own_number:
            relation = labels.RELATIONS.get(str(c.get("relation")), "引用")
            target = c.get("target")
            link = Link(str(target) if target else None, relation, text, str(c.get("quote") or ""))
            found.setdefault((relation, text), link)
    return tuple(found.values())


def related_ids(payload: Mapping[str, Any]) -> dict[str, tuple[tuple[str, str], ...]]:
    """copies, interpreted_by, cited_by → (id, relation in Chinese) pairs."""
    cited = [
        (str(c.get("id")), labels.RELATIONS.get(str(c.get("relation")), "引用")) for c in _rows(payload, "cited_by")
    ]
    plain = {n: tuple((str(i), "") for i in payload.get(n) or () if i) for n in ("copies", "interpreted_by")}
    shown = [(i, r) for i, r in cited if i and (i, "") not in plain["interpreted_by"]]
    return {**plain, "cited_by": tuple(shown)}


def _bases(findings: list[Mapping[str, Any]], deciding: str, told: set[str]) -> tuple[Basis, ...]:
    """Findings that rest on the same words are one basis; the one that gives the present reason comes first, alone.

    `told`: reasons that the timeline shows; those of other days would contradict the present one.
    """
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for finding in findings:
        place = str(finding.get("document") or "") if finding.get("quote") else ""
        key = (str(finding.get("quote") or ""), place, labels.part_label(str(finding.get("part") or "text")))
        conclusion = _conclusion(finding)
        if conclusion and conclusion not in grouped.setdefault(key, []):
            grouped[key].append(conclusion)
    first: list[Basis] = []
    others: list[Basis] = []
    for key, conclusions in grouped.items():
        now = tuple(c for c in conclusions if c.startswith(deciding))
        rest = tuple(c for c in conclusions if c.removesuffix("（推定）") not in told)
        if now:
            first.append(Basis(*key, now))
        elif rest:
            others.append(Basis(*key, rest))
    return (*first, *others)


def _conclusion(finding: Mapping[str, Any]) -> str:
    """The finding's own sentence, else its status and day; what is presumed says so."""
    said, status, since = (str(finding.get(name) or "") for name in ("basis", "status", "since"))
    if not said and status in labels.STATUSES:
        said = f"{since + '起' if since else ''}{labels.STATUSES[status]}"
    return f"{said}（推定）" if said and finding.get("presumed") and "推定" not in said else said


def _rows(payload: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = payload.get(name)
    return [r for r in rows if isinstance(r, Mapping)] if isinstance(rows, list | tuple) else []


def _status(value: object) -> str:
    return str(value) if str(value) in labels.STATUSES else Status.UNKNOWN.value


def _words(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(str(v) for v in value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def digest(text: str) -> str:
    """An ETag's 16 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
