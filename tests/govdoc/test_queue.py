"""U5, U11, U14, U15, U22 as audits: what a person must look at, the clean-up list and its worksheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from govdoc.audits import Row, Subject, Told
from govdoc.audits.cleanup import cleanup
from govdoc.audits.normative import normative
from govdoc.audits.queue import REASONS, queue
from govdoc.audits.red_lines import red_lines
from govdoc.audits.row import Contradiction, ListedRow
from govdoc.document import Evidence, Kind, Status

WORDS = Evidence("a", "0" * 12, "text", 0, 3, "有效期")
LAPSED = Told("own_end", Status.LAPSED, "有效期至2026-03-31，已届满", date(2026, 4, 1), evidence=WORDS)
DECLARED = Told("declared_alive", Status.IN_FORCE, "网页标注：有效（不足为据）", evidence=WORDS)
LIFE = (
    (None, Status.UNKNOWN, "未见施行、废止或失效依据"),
    (date(2021, 4, 1), Status.IN_FORCE, "有效期至2026-03-31，尚在有效期内"),
    (date(2026, 4, 1), Status.LAPSED, LAPSED.said),
)
SUBJECT = Subject("a", "云川县节水办法", kind=Kind.NORMATIVE, normative=True, issued_on=date(2021, 3, 1), timeline=LIFE)


def on(rows: Sequence[Row], day: date) -> list[str]:
    return [r.reason for r in rows if (r.since is None or r.since <= day) and (r.until is None or day <= r.until)]


def made(**fields: object) -> Subject:
    from dataclasses import replace

    return replace(SUBJECT, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 9, 29), []),
        (date(2025, 9, 30), ["expiring"]),
        (date(2026, 3, 31), ["expiring"]),
        (date(2026, 4, 1), []),
    ],
)
def test_what_lapses_within_six_months_is_queued_to_the_day(day: date, expected: list[str]) -> None:
    assert on(list(queue([made(findings=(LAPSED,))])), day) == expected


def test_u14_lapsed_and_declared_in_force_comes_first() -> None:
    subject = made(findings=(LAPSED, DECLARED), contradictions=(Contradiction(date(2026, 4, 1), DECLARED, LAPSED),))
    rows = list(queue([subject]))
    assert on(rows, date(2026, 4, 1)) == ["declared"]
    assert on(rows, date(2026, 3, 31)) == ["expiring"]
    assert rows[0].reason == "declared"
    assert len(rows[0].evidence) == 2


def test_u14_two_copies_that_disagree_are_one_row_with_both_quotes() -> None:
    said = "同一文件的两处发布标注不一致：“有效”与“失效”"
    both = tuple(Told("copies_disagree", None, said, evidence=WORDS) for _ in range(2))
    rows = list(queue([made(timeline=(), findings=both)]))
    assert [(row.reason, len(row.evidence)) for row in rows] == [("copies", 2)]


def test_u5_a_decayed_basis_is_queued_while_the_document_may_be_in_force() -> None:
    decayed = Told("basis_decayed", None, "所依据的《甲条例》已于2024-05-15修订施行", date(2024, 5, 15), evidence=WORDS)
    changed = Told("basis_changed", None, "依据已于2024-05-15修订施行", date(2024, 5, 15), evidence=WORDS)
    rows = list(queue([made(findings=(decayed, changed))]))
    assert on(rows, date(2024, 5, 14)) == []
    assert on(rows, date(2024, 5, 15)) == ["decayed"]
    assert on(rows, date(2026, 4, 1)) == []
    assert len(rows[0].evidence) == 2


def test_u4_rows_of_a_notice_that_fit_nothing_are_listed() -> None:
    listed = (
        ListedRow("repealed", "甲办法", "云政发〔2010〕1号", None, WORDS),
        ListedRow("repealed", "乙", None, "b", WORDS),
    )
    rows = list(queue([Subject("n", "清理公告", listed=listed)]))
    assert [(row.reason, row.said) for row in rows] == [
        ("unmatched", "《甲办法》（云政发〔2010〕1号）列为废止，库中没有对应的文件")
    ]


def test_the_queue_is_in_the_order_of_its_reasons() -> None:
    told = made(findings=(LAPSED, Told("proposed", None, "拟废止", date(2022, 1, 1), evidence=WORDS)))
    notice = Subject("n", "清理公告", not_swept=Told("not_swept", None, "目录未读全", evidence=WORDS))
    places = [list(REASONS).index(row.reason) for row in queue([notice, told])]
    assert places == sorted(places)
    assert len(set(places)) == 3


def test_u22_red_lines_are_rows_while_the_document_lives() -> None:
    rows = list(red_lines([made(red_lines=(("行政处罚", WORDS),))]))
    assert on(rows, date(2025, 1, 1)) == ["penalty"]
    assert on(rows, date(2026, 4, 1)) == []


def test_u15_column_against_title() -> None:
    told = Told("normative", None, "标题有“会议纪要”，属于“会议纪要”", evidence=WORDS)
    rows = list(normative([made(normative=False, normative_said=told), made(id="b", normative_said=told)]))
    assert [(row.document_id, row.reason) for row in rows] == [("a", "not")]


@pytest.mark.parametrize(
    ("day", "opinion"), [(date(2021, 3, 2), "judge"), (date(2025, 1, 1), "keep"), (date(2026, 4, 1), "lapse")]
)
def test_the_clean_up_list_has_one_row_a_document_on_any_day(day: date, opinion: str) -> None:
    assert on(list(cleanup([made(findings=(LAPSED,)), Subject("x", "会议通知")])), day) == [opinion]


def test_a_decayed_basis_suggests_an_amendment_from_its_day() -> None:
    decayed = Told("basis_decayed", None, "所依据的《甲条例》已于2024-05-15修订施行", date(2024, 5, 15), evidence=WORDS)
    rows = list(cleanup([made(findings=(decayed,))]))
    assert on(rows, date(2024, 5, 14)) == ["keep"]
    assert on(rows, date(2024, 5, 15)) == ["amend"]
    assert on(rows, date(2026, 4, 1)) == ["lapse"]
