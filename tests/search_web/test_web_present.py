"""Results to links and marks; texts to paragraphs and differences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.document import Status
from indexer import labels
from indexer.results import Facet, FacetValue, Hit, Snippet
from search_web.filters import chips, facet_box, value_list
from search_web.histogram import histogram, with_years
from search_web.params import Request, read_request
from search_web.present import hit_card, mark_terms, paginate, pieces, safe_link


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
    box = facet_box(Facet("issuer", values, 35), Request(filters={"issuer": ("机关15",)}))
    assert "机关15" in [link.value for link in box.head]
    assert len(box.head) + box.more == box.distinct == 35
    assert box.every == "/facet/issuer?issuer=%E6%9C%BA%E5%85%B315"


def test_the_values_of_a_facet_are_found_by_their_characters_and_come_in_parts() -> None:
    values = tuple(FacetValue(f"第{n}中学", 1) for n in range(700))
    listed = value_list(Facet("issuer", values), Request(q="招生"), "第６９", "1")
    assert [link.value for link in listed.links] == ["第69中学", *(f"第{n}中学" for n in range(690, 700))]
    assert (listed.matching, listed.distinct, listed.parts) == (11, 700, ())
    second = value_list(Facet("issuer", values), Request(q="招生"), "", "2")
    assert second.links[0].value == "第300中学"
    assert [part.href for part in second.parts] == [f"/facet/issuer?q=%E6%8B%9B%E7%94%9F&part={n}" for n in (1, 2, 3)]
    assert value_list(Facet("issuer", values), Request(), "", "99").links[0].value == "第0中学"


def test_the_histogram_has_every_year_between_and_leaves_none_out_unsaid() -> None:
    values = (FacetValue("2019", 8), FacetValue("2021", 2, True), FacetValue("1950", 3), FacetValue("", 4))
    drawn = histogram(Facet("year", values), Request(filters={"year": ("2021",)}))
    assert drawn is not None
    assert [bar.year for bar in drawn.bars] == [str(year) for year in range(1972, 2022)]
    assert drawn.hidden == 3
    heights = {bar.year: bar.height for bar in drawn.bars}
    assert heights["2019"] == 4 * heights["2021"]
    assert heights["2020"] == 0
    assert read_request(_query(drawn.bars[-1].href)).filters == {}
    assert read_request(_query(drawn.bars[-3].href)).filters == {"year": ("2019", "2021")}
    assert histogram(Facet("year", values[:1]), Request()) is None


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [("2019", "2021", 3), ("2021", "2019", 3), ("2019", "", 1), ("1900", "2021", 0), ("x", "2021", 0), ("0", "0", 0)],
)
def test_two_years_of_a_form_become_the_years_of_the_filter(first: str, last: str, years: int) -> None:
    asked = with_years(Request(q="低保", page=3), first, last)
    assert len(asked.filters.get("year", ())) == years
    assert len(chips(asked)) == (years > 0)


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


def test_a_hit_leads_to_the_article_and_says_why_it_comes_first() -> None:
    passage = Snippet("低保标准……", part="text")
    hit = Hit(
        "a/1", Snippet("办法"), passage, 1.0, Status.UNKNOWN, "", place="第三条", anchor="art-3", best_bet="低保怎么办"
    )
    card = hit_card(hit, Request(q="低保"))
    assert card.href.endswith("#art-3")
    assert (card.snippet_part, card.snippet_href, card.best_bet) == ("第三条", "", "低保怎么办")
    named = hit_card(replace(hit, snippet=Snippet("第三条　低保标准……", part="text")), Request())
    assert named.snippet_part == "", "the passage begins with the article's name: it is not said twice"
    in_file = replace(
        hit, snippet=replace(passage, part="attachment"), attachment=(1, "申请表.docx"), anchor="", place=""
    )
    assert hit_card(in_file, Request()).snippet_href == "/d/a%2F1#file-2"
