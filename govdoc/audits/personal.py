"""Room: what a government document is. Personal data in published texts: which documents have some, how much, and where.

个人信息保护法第二十八条（身份证号码、金融账户属于敏感个人信息）, 政府信息公开条例第十五条（个人隐私）. No row holds a number that could be used: digits
are masked before they are kept, and a row quotes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govdoc.audits.row import Audit, Row, Subject, row_about
from govdoc.personal import LABELS


def personal(subjects: Sequence[Subject]) -> Iterable[Row]:
    """One row for each kind and part of a document: the most sensitive kind first, then the most numbers."""
    found = [
        (list(LABELS).index(leak.kind), -leak.count, subject.id, leak.part, _row(subject, leak.kind, leak.part, leak.start, leak.count, leak.masked))
        for subject in subjects
        for leak in subject.leaks
    ]  # fmt: skip
    return (pair[-1] for pair in sorted(found, key=lambda pair: pair[:4]))


def _row(subject: Subject, kind: str, part: str, start: int, count: int, masked: str) -> Row:
    where = part_name(part)
    said = f"{where}里有 {count} 个{LABELS[kind]}，第一个在第 {start + 1} 字：{masked}"
    return row_about(subject, kind, said, details=(where, str(count)))


def part_name(part: str) -> str:
    """`attachment:0` → 附件1."""
    head, _, number = part.partition(":")
    return f"附件{int(number) + 1}" if head == "attachment" else {"title": "标题", "text": "正文"}[head]


AUDIT = Audit(
    "personal",
    "正文中的个人信息",
    "公开的正文和附件里出现的身份证号码、银行卡号和电话号码，号码已经遮盖。身份证号码和银行卡号按校验位核对；"
    "统一社会信用代码、索引号、文号、单位账号、热线和办公电话不算。发现以后请与发文机关核实，需要时用 govdoc redact 撤下。",
    LABELS,
    personal,
    ("位置", "个数"),
    every=True,
)
