"""Room: what a government document is. The clean-up list (清理底稿): every normative document with a suggestion and its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from govdoc.audits.row import Audit, Row, Subject, Told, row_about
from govdoc.document import Kind, Status

REASONS = {
    "repeal": "废止",
    "lapse": "失效",
    "amend": "修改",
    "keep": "保留",
    "judge": "待定",
}
_SUGGESTED = {
    Status.REPEALED: "repeal",
    Status.SUPERSEDED: "repeal",
    Status.LAPSED: "lapse",
    Status.IN_FORCE: "keep",
    Status.PENDING: "keep",
    Status.UNKNOWN: "judge",
}
COLUMNS = ("成文日期", "发布日期", "有效期")


def cleanup(subjects: Sequence[Subject]) -> Iterable[Row]:
    """One row for each stretch of a document's life, by issuer and day of issue: on any day each document has one."""
    rows = [(subject, row) for subject in subjects if _is_normative(subject) for row in _rows(subject)]
    rows.sort(key=lambda pair: (pair[1].issuer, str(pair[0].issued_on or ""), pair[0].id, str(pair[1].since or "")))
    return (row for _, row in rows)


def _is_normative(subject: Subject) -> bool:
    return bool(subject.normative) or (subject.kind is Kind.NORMATIVE and subject.normative is None)


def _rows(subject: Subject) -> Iterator[Row]:
    """A document that may be in force and rests on a basis that changed is suggested to be amended, from that day on."""
    decayed = next((f for f in subject.findings if f.rule == "basis_decayed"), None)
    born = subject.issued_on or subject.published_on
    for since, until, status, reason in subject.spans():
        first = max((day for day in (since, born) if day), default=None)
        told = next((f for f in subject.findings if f.status is status and f.said == reason), None)
        turn = decayed.since if decayed and status in (Status.UNKNOWN, Status.IN_FORCE) else None
        if until and first and until < first:
            continue
        if decayed is None or turn is None or (until and turn > until):
            yield _row(subject, _SUGGESTED[status], reason or "未见施行、废止或失效依据", told, first, until)
            continue
        if first is None or turn > first:
            yield _row(subject, _SUGGESTED[status], reason, told, first, _day_before(turn))
        yield _row(subject, "amend", decayed.said, decayed, max(turn, first) if first else turn, until)


def _row(subject: Subject, reason: str, said: str, told: Told | None, since: date | None, until: date | None) -> Row:
    days = (day.isoformat() if day else "" for day in (subject.issued_on, subject.published_on))
    term = f"至{subject.expires_on}" if subject.expires_on else "未载明"
    details = (*days, term)
    words = (told.evidence,) if told and told.evidence else ()
    return row_about(subject, reason, said, evidence=words, since=since, until=until, details=details)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


AUDIT = Audit(
    "cleanup",
    "清理底稿",
    "每件规范性文件一行，附清理意见的建议和依据原文，可下载成表（xlsx）逐件填写。建议由本站按原文作出：废止、失效有依据；"
    "依据已变化的建议修改；没有依据的写“待定”，由清理人员判断。",
    REASONS,
    cleanup,
    COLUMNS,
)
