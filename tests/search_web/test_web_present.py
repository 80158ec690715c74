"""Results to links and marks; texts to paragraphs and differences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import labels
from indexer.results import Facet, FacetValue, Snippet
from search_web.params import Request, read_request
from search_web.present import chips, facet_box, mark_terms, paginate, pieces, safe_link


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=6))
def test_marks_never_lose_or_change_text(text: str, marks: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in pieces(Snippet(text, tuple(marks)))) == text


@given(st.text(max_size=40), st.lists(st.text(max_size=4), max_size=3))
def test_marking_terms_never_loses_text(text: str, terms: list[str]) -> None:
    cut = mark_terms(text, terms)
    assert "".join(piece.text for piece in cut) == text
    assert all(any(t.lower() in p.text.lower() for t in terms if t) for p in cut if p.marked)


@pytest.mark.parametrize("marks", [((0, 4), (2, 6)), ((4, 6), (0, 4)), ((0, 6), (1, 2)), ((-3, 6),)])
def test_marks_that_touch_are_one(marks: tuple[tuple[int, int], ...]) -> None:
    cut = pieces(Snippet("农村低保标准如下", marks))
    assert [(p.text, p.marked) for p in cut] == [("农村低保标准", True), ("如下", False)]


def test_a_facet_link_toggles_its_value_and_keeps_the_rest() -> None:
    request = Request(q="低保", filters={"kind": ("notice",), "form": ("通知",)}, page=4)
    values = (FacetValue("normative", 7), FacetValue("notice", 3, True))
    box = facet_box(Facet("kind", values), request)
    added, removed = (read_request(_query(link.href)) for link in box.head)
    assert added.filters == {"kind": ("normative", "notice"), "form": ("通知",)}
    assert added.page == 1
    assert removed.filters == {"form": ("通知",)}
    assert [link.label for link in box.head] == ["规范性文件", "通知公告"]
    assert box.active


def test_a_selected_value_is_never_behind_the_fold() -> None:
    values = tuple(FacetValue(f"机关{n}", 20 - n, n == 15) for n in range(20))
    box = facet_box(Facet("issuer", values), Request(filters={"issuer": ("机关15",)}))
    assert "机关15" in [link.value for link in box.head]
    assert len(box.head) + len(box.more) == 20


def test_years_stand_in_order_of_time() -> None:
    box = facet_box(Facet("year", (FacetValue("2019", 9), FacetValue("2021", 3))), Request())
    assert [link.label for link in box.head] == ["2021年", "2019年"]


def test_every_chip_removes_exactly_one_condition() -> None:
    pairs = [("q", "低保"), ("kind", "notice"), ("kind", "law"), ("issued_from", "2020-01-01"), ("on", "2022-01-01")]
    request = read_request([*pairs, ("in", "title"), ("match", "exact"), ("within", "标准")])
    found = chips(request)
    assert len(found) == 7
    left = [read_request(_query(chip.href)) for chip in found]
    assert all(len(chips(one)) == 6 for one in left)
    assert len({chip.href for chip in found}) == 7


def test_pagination_at_both_ends() -> None:
    assert paginate(Request(), 10).links == ()
    first, last = paginate(Request(), 95), paginate(Request(page=10), 95)
    assert first.previous is None
    assert first.next == "/search?page=2"
    assert last.next is None
    assert [link.number for link in last.links] == [1, None, 8, 9, 10]


def test_only_web_addresses_become_links() -> None:
    assert safe_link("HTTPS://gov.test/") == "HTTPS://gov.test/"
    assert [safe_link(u) for u in ("javascript:alert(1)", " javascript:x", "data:text/html,x", "", None)] == [None] * 5


def test_every_status_and_kind_has_a_chinese_word() -> None:
    from govdoc.document import Kind, Status
    from indexer.fields import FACETS

    assert set(labels.STATUSES) == set(labels.STATUS_MEANINGS) == {s.value for s in Status}
    assert set(labels.KINDS) == {k.value for k in Kind}
    assert set(labels.FACETS) == set(FACETS)


def _query(url: str) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl, urlsplit

    return parse_qsl(urlsplit(url).query, keep_blank_values=True)
