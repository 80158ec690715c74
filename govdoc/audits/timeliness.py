"""Room: what a government document is. Published in time (U8)? Twenty working days from the day a document was made.

政府信息公开条例（国务院令第711号）第二十六条: 应当自该政府信息形成或者变更之日起20个工作日内及时公开; in force since 2019-05-15, the
same term stood in the version of 2008-05-01 (国务院令第492号, art. 18). Documents made before are not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from govdoc.audits.row import Audit, Row, Subject, row_about
from govdoc.document import Kind
from govdoc.workdays import LAST, workdays_between

LIMIT = 20
SINCE = date(2008, 5, 1)
REASONS = {"late": "超过20个工作日公开", "before": "公开日期早于成文日期", "uncomputable": "无法计算"}
JUDGED = (Kind.NORMATIVE, Kind.NOTICE)


def timeliness(subjects: Sequence[Subject]) -> Iterable[Row]:
    """The latest first. Only documents that state both days; a day outside the calendar of holidays cannot be judged."""
    rows = [(wait, row) for subject in subjects for wait, row in _rows(subject)]
    return [row for _, row in sorted(rows, key=lambda pair: (-pair[0], pair[1].document_id or ""))]


def _rows(subject: Subject) -> Iterable[tuple[int, Row]]:
    made, shown = subject.issued_on, subject.published_on
    if subject.kind not in JUDGED or made is None or shown is None or made < SINCE:
        return
    if shown < made:
        said = f"成文日期{made}，公开日期{shown}，两个日期至少有一个不对"
        yield -1, row_about(subject, "before", said, details=("",))
        return
    wait = workdays_between(made, shown)
    if wait is None:
        said = f"成文日期{made}，公开日期{shown}，{LAST.year}年以后的放假安排尚未收录，无法计算"
        yield -2, row_about(subject, "uncomputable", said, details=("",))
    elif wait > LIMIT:
        said = f"成文日期{made}，公开日期{shown}，相隔{wait}个工作日"
        yield wait, row_about(subject, "late", said, details=(str(wait),))


AUDIT = Audit(
    "timeliness",
    "公开是否及时",
    "政府信息应当自形成之日起20个工作日内公开（政府信息公开条例第二十六条）。按国务院的放假和调休安排计算；只核查写明了成文日期和公开日期的文件。",
    REASONS,
    timeliness,
    ("工作日",),
)
