"""What an information office owes: publication in time (U8), the calendar of expiry (U10), the annual figures (U9)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.audits import Subject
from govdoc.audits.annual import annual, sort_of
from govdoc.audits.expiry import expiry, months_before
from govdoc.audits.timeliness import timeliness
from govdoc.document import Kind, Status
from govdoc.terms import Period
from govdoc.workdays import workdays_between


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2025-11-07", "2025-11-10", 1),  # Friday to Monday
        ("2025-11-07", "2025-11-07", 0),
        ("2024-09-30", "2024-10-08", 1),  # the seven days of October are free
        ("2024-09-27", "2024-09-30", 2),  # Sunday 29 September was worked
        ("2003-12-31", "2024-01-01", None),
    ],
)
def test_working_days_of_the_calendar(start: str, end: str, days: int | None) -> None:
    assert workdays_between(date.fromisoformat(start), date.fromisoformat(end)) == days


@given(st.dates(date(2005, 1, 1), date(2024, 1, 1)), st.integers(0, 400), st.integers(0, 400))
def test_working_days_add_up(start: date, first: int, second: int) -> None:
    middle, end = date.fromordinal(start.toordinal() + first), date.fromordinal(start.toordinal() + first + second)
    parts = workdays_between(start, middle), workdays_between(middle, end)
    assert None not in parts
    assert workdays_between(start, end) == sum(part or 0 for part in parts)


def made(issued: str, published: str, **more: object) -> Subject:
    days = {"issued_on": date.fromisoformat(issued), "published_on": date.fromisoformat(published)}
    return Subject("d", "通知", kind=Kind.NOTICE, **days | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("issued", "published", "reason"),
    [
        ("2024-09-06", "2024-10-11", None),  # the October holiday and three shifted days between
        ("2024-09-06", "2024-10-12", "late"),
        ("2024-09-06", "2024-09-05", "before"),
        ("2007-01-05", "2008-01-05", None),  # before the regulation
        ("2040-01-05", "2041-01-05", "uncomputable"),
    ],
)
def test_u8_twenty_and_twenty_one_working_days_across_the_october_holiday(
    issued: str, published: str, reason: str | None
) -> None:
    rows = list(timeliness([made(issued, published)]))
    assert [row.reason for row in rows] == ([reason] if reason else [])


def test_u8_interpretations_and_documents_without_a_day_are_not_judged() -> None:
    late = made("2024-01-05", "2024-06-05")
    assert list(timeliness([late]))
    assert not list(timeliness([replace(late, kind=Kind.INTERPRETATION), replace(late, issued_on=None)]))


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2027-12-31", 6, "2027-06-30"),
        ("2024-02-29", 6, "2023-08-31"),
        ("2025-08-30", 6, "2025-02-28"),
        ("2025-03-15", 3, "2024-12-15"),
        ("2025-01-31", 12, "2024-01-31"),
    ],
)
def test_u10_month_ends_are_right(day: str, months: int, before: str) -> None:
    assert months_before(date.fromisoformat(day), Period(months=months)) == date.fromisoformat(before)


def test_u10_what_lapses_soonest_is_first_and_the_pack_says_when_to_evaluate() -> None:
    ends = ((None, Status.IN_FORCE, ""), (date(2028, 1, 1), Status.LAPSED, "届满"))
    later = Subject("a", "办法", region="山东省淄博市", issued_on=date(2023, 1, 1), timeline=ends)
    sooner = replace(later, id="b", region="河北省", timeline=((date(2027, 7, 1), Status.LAPSED, "届满"),))
    endless = replace(later, id="c", timeline=((None, Status.IN_FORCE, ""),))
    rows = list(expiry([later, endless, sooner]))
    assert [(row.document_id, row.details) for row in rows] == [
        ("b", ("2027-03-31", "2027-06-30")),
        ("a", ("2027-06-30", "2027-12-31")),
    ]
    assert "山东省行政程序规定" in rows[1].said


@pytest.mark.parametrize(
    ("kind", "number", "sort"),
    [
        (Kind.NORMATIVE, "云政发〔2020〕1号", "normative"),
        (Kind.LAW, "云川市人民政府令第12号", "rule"),
        (Kind.LAW, "国务院令第711号", None),
        (Kind.LAW, None, None),
        (Kind.NOTICE, "云政发〔2020〕1号", None),
    ],
)
def test_u9_what_counts_as_a_rule_or_a_normative_document(kind: Kind, number: str | None, sort: str | None) -> None:
    assert sort_of(Subject("d", kind=kind, number=number)) == sort


def test_u9_the_figures_of_a_year_are_those_of_a_count_by_hand() -> None:
    """Against brute force: each year, each document looked at alone."""
    life = [
        (date(2019, 5, 1), [(date(2019, 5, 1), Status.IN_FORCE), (date(2021, 3, 1), Status.LAPSED), (date(2022, 1, 1), Status.REPEALED)]),
        (date(2020, 2, 1), [(None, Status.UNKNOWN), (date(2020, 3, 1), Status.IN_FORCE)]),
        (date(2021, 6, 1), [(date(2021, 6, 1), Status.PENDING), (date(2022, 1, 1), Status.IN_FORCE), (date(2022, 12, 31), Status.SUPERSEDED)]),
    ]  # fmt: skip
    subjects = [
        Subject(f"d{n}", kind=Kind.NORMATIVE, issuers=("云川市人民政府",), issued_on=day, timeline=tuple((s, t, "") for s, t in steps))
        for n, (day, steps) in enumerate(life)
    ]  # fmt: skip
    for year in range(2018, 2025):
        eve = date(year, 12, 31)
        rows = [r for r in annual(subjects) if (r.since or date.min) <= eve <= (r.until or date.max)]
        ended = [
            s
            for s in subjects
            if not _gone(s, date(year - 1, 12, 31)) and _gone(s, eve)
        ]  # fmt: skip
        expected = {
            "normative_made": sum(s.issued_on is not None and s.issued_on.year == year for s in subjects),
            "normative_ended": len(ended),
            "normative_in_force": sum(s.status_at(eve) is Status.IN_FORCE for s in subjects),
            "shown_own": sum(s.issued_on is not None and s.issued_on.year == year for s in subjects),
        }
        assert Counter(r.reason for r in rows) == Counter({k: v for k, v in expected.items() if v}), year


PAPER = st.tuples(
    st.sampled_from([None, "county", "township"]), st.booleans(), st.none() | st.sampled_from([2019, 2020]), st.sampled_from([2018, 2020])
)  # fmt: skip


@given(st.lists(PAPER, max_size=12))
def test_u9_what_was_published_is_counted_by_level_each_once(
    papers: list[tuple[str | None, bool, int | None, int]],
) -> None:
    subjects = [
        Subject(f"d{n}", level=level, is_interpretation=explains, published_on=date(shown, 5, 6) if shown else None, issued_on=date(made, 5, 6))
        for n, (level, explains, shown, made) in enumerate(papers)
    ]  # fmt: skip
    for year in (2018, 2019, 2020):
        eve = date(year, 12, 31)
        found = Counter(r.reason for r in annual(subjects) if (r.since or date.min) <= eve <= (r.until or date.max))
        mine = [s for s in subjects if (s.published_on or s.issued_on).year == year]  # type: ignore[union-attr]
        assert found["shown_below"] == sum(s.level == "township" for s in mine)
        assert found["shown_own"] + found["shown_below"] == len(mine)
        assert found["explained"] == sum(s.is_interpretation for s in mine)


def _gone(subject: Subject, on: date) -> bool:
    return subject.status_at(on) in (Status.REPEALED, Status.LAPSED, Status.SUPERSEDED)
