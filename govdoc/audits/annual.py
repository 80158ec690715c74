"""Room: what a government document is. The figures of the annual report (U9): made, ended, in force; each with its documents.

政府信息公开工作年度报告格式（国办公开办函〔2021〕30号）, table of 条例 art. 20(一): 本年制发件数, 本年废止件数, 现行有效件数 of 规章 and
行政规范性文件. A row holds for the days it counts on: asked as of 31 December, the rows are those of that year's report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from govdoc.audits.row import Audit, ListedRow, Row, Subject, row_about
from govdoc.document import Kind, Status
from govdoc.people import DECISIONS

SORTS = {"rule": "规章", "normative": "行政规范性文件"}
COUNTS = {"made": "本年制发件数", "ended": "本年废止件数", "in_force": "现行有效件数"}
REASONS = {f"{s}_{c}": f"{sort}：{count}" for s, sort in SORTS.items() for c, count in COUNTS.items()} | {
    "shown_own": "主动公开：本级",
    "shown_below": "主动公开：镇办及以下",
    "explained": "政策解读",
    **{f"cleaned_{decision}": f"清理：{word}" for decision, word in DECISIONS.items()},
}
ENDED = (Status.REPEALED, Status.LAPSED, Status.SUPERSEDED)
_ORDER = re.compile(r"令")


def annual(subjects: Sequence[Subject]) -> Iterable[Row]:
    """By issuer, sort and count, then by number."""
    rows = [*(row for subject in subjects for row in _rows(subject)), *_cleaned(subjects)]
    return sorted(
        rows,
        key=lambda r: (
            r.issuer,
            list(REASONS).index(r.reason),
            r.number or "",
            r.document_id or "",
            r.since or date.min,
        ),
    )


def sort_of(subject: Subject) -> str | None:
    """`normative`, or `rule` for a law that was promulgated by an order of a government; None for everything else."""
    if subject.kind is Kind.NORMATIVE:
        return "normative"
    promulgated = subject.kind is Kind.LAW and subject.number and _ORDER.search(subject.number)
    return "rule" if promulgated and "国务院令" not in (subject.number or "") else None


def _rows(subject: Subject) -> Iterable[Row]:
    yield from _shown(subject)
    sort = sort_of(subject)
    if sort is None:
        return
    if subject.issued_on:
        first, last = _year(subject.issued_on)
        yield row_about(subject, f"{sort}_made", f"{subject.issued_on}制发", since=first, until=last)
    for place, (since, status, said) in enumerate(subject.timeline):
        if status is Status.IN_FORCE:
            until = _day_before_next(subject, place)
            yield row_about(subject, f"{sort}_in_force", said, since=since, until=until)
        elif status in ENDED and since is not None and not _ended_before(subject, place):
            first, last = _year(since)
            yield row_about(subject, f"{sort}_ended", f"{since}起：{said}", since=first, until=last)


def _shown(subject: Subject) -> Iterable[Row]:
    """What was published in a year: by the level of who issued it, and, of interpretations, once more as such."""
    day = subject.published_on or subject.issued_on
    if day is None:
        return
    first, last = _year(day)
    below = subject.level == "township"
    yield row_about(subject, "shown_below" if below else "shown_own", f"{day}公开", since=first, until=last)
    if subject.is_interpretation:
        yield row_about(subject, "explained", f"{day}公开", since=first, until=last)


def _cleaned(subjects: Sequence[Subject]) -> Iterable[Row]:
    """What clean-ups decided: by reviewers and campaigns, else by the notices that offices published; of a year the last, once."""
    found: dict[tuple[int, str], Row] = {}
    for notice in sorted(subjects, key=lambda one: (one.issued_on or date.min, one.id)):
        if day := notice.issued_on or notice.published_on:
            for listed in notice.listed:
                found[day.year, listed.target or listed.number or listed.title] = _told(notice, listed, day)
    for subject in subjects:
        for day, decision, said in subject.decided:
            first, last = _year(day)
            row = row_about(subject, f"cleaned_{decision}", f"{day}：{said}", since=first, until=last)
            found[day.year, subject.id] = row
    return found.values()


def _told(notice: Subject, listed: ListedRow, day: date) -> Row:
    """A row of a published notice. It counts for the office that published it."""
    first, last = _year(day)
    return Row(
        f"cleaned_{listed.decision}",
        f"{day}《{notice.name}》列出",
        listed.target,
        listed.title,
        listed.number,
        notice.issuers[0] if notice.issuers else "",
        notice.region or "",
        (listed.evidence,),
        first,
        last,
    )


def _ended_before(subject: Subject, place: int) -> bool:
    """From lapsed to repealed is no second end."""
    return place > 0 and subject.timeline[place - 1][1] in ENDED


def _day_before_next(subject: Subject, place: int) -> date | None:
    later = subject.timeline[place + 1 : place + 2]
    return later[0][0] - timedelta(days=1) if later and later[0][0] else None


def _year(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


AUDIT = Audit(
    "annual",
    "年度报告统计",
    "年度报告里规章和规范性文件的制发、废止、现行有效件数，以及当年公开的信息、政策解读和清理中作出的决定，逐件列出。截至日期选某年12月31日，就是那一年年度报告的数字。",
    REASONS,
    annual,
    quiet=("shown_own", "shown_below"),
)
