"""Room: what a government document is. Normative or not (U15): why a document in the column of normative files is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govdoc.audits.row import Audit, Row, Subject, row_about
from govdoc.document import Kind

REASONS = {"not": "不是规范性文件", "unlisted": "未列入规范性文件栏目"}


def normative(subjects: Sequence[Subject]) -> Iterable[Row]:
    """What the column says against what the title says, in order of issuer and document."""
    rows = [row for subject in subjects if (row := _row(subject))]
    return sorted(rows, key=lambda row: (row.issuer, row.document_id or ""))


def _row(subject: Subject) -> Row | None:
    told = subject.normative_said
    if told is None or subject.is_interpretation or subject.kind is Kind.LAW:
        return None
    words = (told.evidence,) if told.evidence else ()
    if subject.kind is Kind.NORMATIVE and subject.normative is False:
        return row_about(subject, "not", f"原网站列在规范性文件栏目，但{told.said}", evidence=words)
    if subject.kind is not Kind.NORMATIVE and subject.normative:
        return row_about(subject, "unlisted", f"原网站没有列在规范性文件栏目，但{told.said}", evidence=words)
    return None


AUDIT = Audit(
    "normative",
    "是不是规范性文件",
    "按标题和栏目判断是不是行政规范性文件，列出与原网站栏目不一致的。排除的种类依据山东省政府令第353号第三条："
    "内部管理规范、工作制度、机构编制、会议纪要、工作方案、请示报告、表彰奖惩、人事任免，对具体事项的处理决定，技术规程等。",
    REASONS,
    normative,
)
