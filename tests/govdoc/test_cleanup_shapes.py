"""One clean-up in fifteen shapes: running text, lists, tables whole, merged, ticked, flattened and upright, in five formats."""

from __future__ import annotations

from datetime import date

import pytest

from govdoc.cleanup import read_cleanup
from govdoc.notice_reader import read_notice
from tests.govdoc.notices import AMENDED, EXTENDED, KEPT, LAPSED, REPEALED, SHAPES, written

EXPECTED = {
    (decision, title, number)
    for decision, rows in (
        ("retained", KEPT),
        ("repealed", REPEALED),
        ("lapsed", LAPSED),
        ("amend", AMENDED),
        ("extended", EXTENDED),
    )
    for title, number in rows
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_says_the_same(name: str) -> None:
    text = read_notice(written(name), name)
    notice = read_cleanup(text)
    assert {(d.decision, d.title, d.number) for d in notice.decisions} == EXPECTED
    assert [d.until for d in notice.decisions if d.decision == "extended"] == [date(2025, 12, 31)]
    assert not any(d.proposed for d in notice.decisions)
    assert (notice.totals.stated, notice.totals.found, notice.totals.agree) == (8, 8, True)
    for decision in notice.decisions:
        assert text[decision.start : decision.end] == decision.quote
