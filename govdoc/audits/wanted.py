"""Room: what a government document is. The wanted list (U13): what documents name and the store does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from govdoc.audits.row import Audit, Named, Row, Subject
from govdoc.number import DocumentNumber, parse_number

SHOWN = 3
_NOISE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]+")


def wanted(subjects: Sequence[Subject]) -> Iterable[Row]:
    """One row for each document that is named and not there, the most often named first."""
    groups: dict[str, list[tuple[Subject, Named]]] = {}
    for subject in sorted(subjects, key=lambda one: one.id):
        seen: set[str] = set()
        for named in subject.named:
            key = _key(named)
            if named.target is None and key and key not in seen:
                seen.add(key)
                groups.setdefault(key, []).append((subject, named))
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return (_row(key, group) for key, group in ranked)


def _key(named: Named) -> str:
    """By number where there is one with its agency: 〔2019〕第4号 alone names nothing that could be looked for."""
    parsed = parse_number(named.number) if named.number else None
    if parsed and parsed.agency:
        return "n:" + replace(parsed, agency=parsed.agency.removeprefix("中华人民共和国")).key
    title = _NOISE.sub("", named.title or "")
    return f"t:{title.removeprefix('中华人民共和国')}" if len(title) >= 6 else ""


def _row(key: str, group: list[tuple[Subject, Named]]) -> Row:
    first = group[0][1]
    number = next((n.number for _, n in group if n.number), None) if key.startswith("n:") else None
    title = next((n.title for _, n in group if n.title), None) or ""
    citing = "、".join(subject.name for subject, _ in group[:SHOWN]) + ("等" if len(group) > SHOWN else "")
    parsed: DocumentNumber | None = parse_number(number) if number else None
    return Row(
        "number" if number else "title",
        f"被 {len(group)} 份文件引用，库中没有：{citing}",
        None,
        title or first.number or "",
        number,
        parsed.agency if parsed and parsed.agency else "",
        evidence=tuple(named.evidence for _, named in group[:SHOWN]),
        details=(str(len(group)),),
    )


AUDIT = Audit(
    "wanted",
    "待收录文件",
    "库中文件引用了、而库中没有的文件，按引用它的文件数排列。文号相同的算一件；没有文号的按标题归并。",
    {"number": "有文号", "title": "只有标题"},
    wanted,
    ("引用文件数",),
)
