"""Room: what a government document is. Interpretation coverage and lag (U7): which documents are explained, and how late.

政府网站发展指引（国办发〔2017〕47号）: 在政策文件页面提供解读材料页面入口，在解读材料页面关联政策文件有关内容.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govdoc.audits.row import Audit, Row, Subject, row_about
from govdoc.document import Kind

REASONS = {"none": "没有解读", "late": "解读晚于文件", "nowhere": "解读未指向文件"}
PROMPT_DAYS = 3


def coverage(subjects: Sequence[Subject]) -> Iterable[Row]:
    """Department by department: documents without an interpretation, late ones, and interpretations of nothing known."""
    by_id = {one.id: one for one in subjects}
    rows = [row for subject in subjects for row in _rows(subject, by_id)]
    return sorted(rows, key=lambda row: (row.issuer, list(REASONS).index(row.reason), row.document_id or ""))


def _rows(subject: Subject, by_id: dict[str, Subject]) -> Iterable[Row]:
    if subject.is_interpretation:
        if not subject.interprets:
            yield row_about(subject, "nowhere", "没有指明所解读的文件，或者所指的文件不在库中", details=("",))
    elif subject.kind is Kind.NORMATIVE:
        explained = [by_id[one] for one in subject.interpreted_by if one in by_id]
        if not explained:
            yield row_about(subject, "none", "库中没有它的解读", details=("",))
        else:
            yield from _late(subject, explained)


def _late(subject: Subject, explained: list[Subject]) -> Iterable[Row]:
    """The first interpretation against the day the document was published; both days must be known."""
    start = subject.published_on or subject.issued_on
    days = [one.published_on for one in explained if one.published_on]
    if start is None or not days:
        return
    lag = (min(days) - start).days
    if lag > PROMPT_DAYS:
        said = f"文件{start}发布，最早的解读{min(days)}发布，晚{lag}天"
        yield row_about(subject, "late", said, details=(str(lag),))


AUDIT = Audit(
    "coverage",
    "政策解读覆盖",
    "规范性文件有没有解读，解读晚了多少天，以及哪些解读没有指向库中的文件。晚于文件三日以上的才列出；日期不全的不判断早晚。",
    REASONS,
    coverage,
    ("晚的天数",),
)
