"""Room: what a government document is. What will lapse, and by when it must be evaluated (U10): the rows of the calendar."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from govdoc.audits.row import Audit, Row, Subject, row_about
from govdoc.document import Status
from govdoc.rulepacks import PackRule, pack_for, pack_rules, shipped_packs
from govdoc.terms import Period

USUAL = Period(months=6)
"""Where no rule pack says when to evaluate: half a year before, as most provinces have it."""

REASONS = {"stated": "文件写明的期限", "presumed": "按地方规定推定的期限"}


def expiry(subjects: Sequence[Subject]) -> Iterable[Row]:
    """What lapses soonest first. A row holds until the last day in force: asked for a day, it is what still lies ahead."""
    rows = [row for subject in subjects for row in _rows(subject)]
    return sorted(rows, key=lambda row: (row.until or date.max, row.document_id or ""))


def _rows(subject: Subject) -> Iterable[Row]:
    for since, status, _ in subject.timeline:
        if status is Status.LAPSED and since is not None:
            last = since - timedelta(days=1)
            told = next((f for f in subject.findings if f.status is status and f.since == since), None)
            rule = _evaluation(subject)
            evaluate = months_before(last, rule.period if rule else USUAL)
            yield row_about(
                subject,
                "presumed" if told and told.presumed else "stated",
                f"{last}届满，应当在{evaluate}前启动评估" + (f"（{rule.provision}）" if rule else ""),
                evidence=(told.evidence,) if told and told.evidence else (),
                until=last,
                details=(evaluate.isoformat(), last.isoformat()),
            )
            return


def _evaluation(subject: Subject) -> PackRule | None:
    """The rule of the document's jurisdiction that says how long before the end it is evaluated."""
    packs = shipped_packs()
    pack = pack_for(subject.region, subject.issuers, packs)
    rules = pack_rules(pack, packs) if pack else ()
    return next(
        (r for r in rules if r.effect == "evaluate" and r.applies(subject.title, subject.issued_on or date.max)), None
    )


def months_before(day: date, period: Period) -> date:
    """The same day of an earlier month; the month's last day where it has no such day, and where `day` is a last day.

    Half a year before 2027-12-31 is 2027-06-30, before 2024-02-29 is 2023-08-31.
    """
    months = day.year * 12 + day.month - 1 - period.months - 12 * period.years
    year, month = divmod(months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    was_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if was_last else min(day.day, length)) - timedelta(days=period.days)


AUDIT = Audit(
    "expiry",
    "到期和评估",
    "还没有到期、但已经知道有效期届满日的文件，先到期的在前。届满前应当评估是否继续执行；评估的时限按各地规定，没有规定的按届满前6个月。",
    REASONS,
    expiry,
    ("评估时限", "有效期届满"),
)
