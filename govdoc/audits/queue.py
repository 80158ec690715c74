"""Room: what a government document is. The queue (`/audit/queue`): what a person must look at, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from govdoc.audits.expiry import USUAL, months_before
from govdoc.audits.row import Audit, Row, Subject, Told, row_about
from govdoc.document import Evidence, Status

REASONS = {
    "declared": "已失效而网页标注有效",
    "disagree": "依据互相矛盾",
    "copies": "两处发布不一致",
    "decayed": "依据已变化",
    "expiring": "半年内到期",
    "swept": "未列入目录而废止",
    "swept_perhaps": "未列入目录，性质待定",
    "not_swept": "目录未读全",
    "unmatched": "清理目录对不上",
    "proposed": "拟作处理",
    "presumed": "推定失效",
    "own_open": "有效期起算不明",
}
_ORDER = {reason: place for place, reason in enumerate(REASONS)}
_ALIVE = (Status.IN_FORCE, Status.UNKNOWN, Status.PENDING)
_WHILE_ALIVE = {"proposed": "proposed", "swept_perhaps": "swept_perhaps", "own_open": "own_open"}
_DECIDED = {"repealed": "废止", "lapsed": "失效", "amend": "修改", "retained": "继续有效", "extended": "延长有效期"}


def queue(subjects: Sequence[Subject]) -> Iterable[Row]:
    """Every row of every reason, by reason, then the earliest last day, then the latest first day."""
    rows = [row for subject in subjects if not subject.is_interpretation for row in _rows(subject)]
    return sorted(rows, key=_place)


def _place(row: Row) -> tuple[int, date, int, str, str]:
    newest = -(row.since or date.min).toordinal()
    return _ORDER[row.reason], row.until or date.max, newest, row.document_id or "", row.said


def _rows(subject: Subject) -> Iterator[Row]:
    yield from _contradictions(subject)
    yield from _copies(subject)
    yield from _decayed(subject)
    yield from _spans(subject)
    yield from _noted(subject)
    yield from _notice(subject)


def _contradictions(subject: Subject) -> Iterator[Row]:
    """U14: the page says 有效 while text, list or act says otherwise."""
    for one in subject.contradictions:
        reason = "declared" if one.alive.rule == "declared_alive" else "disagree"
        said = f"{one.alive.said}；但{one.gone.said}"
        yield row_about(subject, reason, said, evidence=_words(one.alive, one.gone), since=one.since)


def _copies(subject: Subject) -> Iterator[Row]:
    told: dict[str, list[Told]] = {}
    for finding in subject.findings:
        if finding.rule == "copies_disagree":
            told.setdefault(finding.said, []).append(finding)
    for said, findings in told.items():
        yield row_about(subject, "copies", said, evidence=_words(*findings))


def _decayed(subject: Subject) -> Iterator[Row]:
    """U5, while the document itself is not known to have ended; the change of the basis is the finding that follows."""
    for n, finding in enumerate(subject.findings):
        if finding.rule == "basis_decayed":
            change = [f for f in subject.findings[n + 1 : n + 2] if f.rule == "basis_changed"]
            yield from _alive(subject, "decayed", finding, change)


def _alive(subject: Subject, reason: str, finding: Told, more: Sequence[Told] = ()) -> Iterator[Row]:
    """A finding on the days on which the document may still be in force."""
    for since, until, status, _ in subject.spans():
        first = max((day for day in (since, finding.since) if day), default=None)
        if status in _ALIVE and (until is None or first is None or first <= until):
            words = _words(finding, *more)
            yield row_about(subject, reason, finding.said, evidence=words, since=first, until=until)


def _spans(subject: Subject) -> Iterator[Row]:
    """What ends soon, what a rule of the place presumes to have ended, what a catalogue left out."""
    for since, _, status, reason in subject.spans():
        told = next((f for f in subject.findings if f.status is status and f.since == since), None)
        if since is None or told is None:
            continue
        if status is Status.LAPSED:
            last = since - timedelta(days=1)
            said = f"{last}到期：{reason.removesuffix('，已届满')}"
            yield row_about(
                subject, "expiring", said, evidence=_words(told), since=months_before(last, USUAL), until=last
            )
        if told.presumed and status in (Status.LAPSED, Status.REPEALED):
            yield row_about(subject, "presumed", reason, evidence=_words(told), since=since)
        if "未列入其继续有效目录" in told.said:
            yield row_about(subject, "swept", told.said, evidence=_words(told), since=since)


def _noted(subject: Subject) -> Iterator[Row]:
    for finding in subject.findings:
        if finding.rule in _WHILE_ALIVE:
            yield from _alive(subject, _WHILE_ALIVE[finding.rule], finding)


def _notice(subject: Subject) -> Iterator[Row]:
    """Of a clean-up notice: rows that fit no document, and a sweep clause that was not applied."""
    for row in subject.listed:
        if row.target is None:
            number = f"（{row.number}）" if row.number else ""
            said = f"《{row.title}》{number}列为{_DECIDED[row.decision]}，库中没有对应的文件"
            yield row_about(subject, "unmatched", said, evidence=(row.evidence,))
    if subject.not_swept:
        told = subject.not_swept
        yield row_about(subject, "not_swept", told.said, evidence=_words(told))


def _words(*findings: Told) -> tuple[Evidence, ...]:
    return tuple(f.evidence for f in findings if f.evidence)


AUDIT = Audit(
    "queue",
    "待核文件",
    "需要有人看一看的文件，最要紧的在前：标注与依据矛盾、依据已变化、半年内到期、清理目录对不上等。每一条都附原文，结论由人来下。",
    REASONS,
    queue,
)
