"""URL parameters: what they mean, that links carry all of it, and that every problem is named at once."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.fields import FACETS
from indexer.query import RANGES, SEARCH_IN, SORTS, DateRange
from indexer.syntax import parse
from search_web.parameters import BY_NAME
from search_web.params import BadParameters, Cursor, Request, read_request, to_pairs, to_url
from search_web.words import marked_terms

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30).map(str.strip)
DAYS = st.dates(date(1949, 10, 1), date(2100, 1, 1))


def values_of(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    one = st.sampled_from(BY_NAME[name].choices) if BY_NAME[name].choices else TEXT
    one = st.integers(1949, 2100).map(str) if name == "year" else one
    return st.sets(one, min_size=1, max_size=3).map(lambda chosen: tuple(sorted(chosen)))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    spans = {name: sorted(draw(st.tuples(DAYS, DAYS))) for name in draw(st.sets(st.sampled_from(RANGES)))}
    return Request(
        q=draw(TEXT),
        cites=draw(TEXT),
        cursor=draw(st.none() | st.builds(Cursor, st.integers(0, 9_999_999), st.text(max_size=20))),
        within=tuple(draw(st.lists(TEXT.filter(bool), unique=True, max_size=3))),
        search_in=draw(st.sampled_from(SEARCH_IN)),
        exact=draw(st.booleans()),
        filters={name: draw(values_of(name)) for name in draw(st.sets(st.sampled_from(FACETS)))},
        ranges={name: DateRange(*span) for name, span in spans.items()},
        on=draw(st.none() | DAYS),
        sort=draw(st.sampled_from(SORTS)),
        page=draw(st.integers(1, 500)),
        size=draw(st.integers(1, 100)),
        expand=draw(st.booleans()),
        correct=draw(st.booleans()),
    )


@settings(max_examples=60, deadline=None)
@given(requests())
def test_S20_a_link_gives_the_request_back(request: Request) -> None:
    assert read_request(to_pairs(request), strict=True) == request
    assert read_request(parse_qsl(urlsplit(to_url("/search", request)).query, keep_blank_values=True)) == request


def test_all_problems_come_together() -> None:
    pairs = [("page", "0"), ("size", "101"), ("on", "2023-02-30"), ("sort", "x"), ("status", "gone"), ("year", "23")]
    pairs += [("issued_from", "2024-01-02"), ("issued_to", "2024-01-01"), ("utm_source", "x")]
    with pytest.raises(BadParameters) as caught:
        read_request(pairs, strict=True)
    named = {name for name, _ in caught.value.problems}
    assert named == {"page", "size", "on", "sort", "status", "year", "issued_from", "utm_source"}


def test_a_page_ignores_what_it_does_not_know() -> None:
    assert read_request([("utm_source", "x"), ("q", " 低保 ")]) == Request(q="低保")


@pytest.mark.parametrize(
    ("pair", "fine"),
    [
        (("on", "2024-02-29"), True),
        (("on", "2023-02-29"), False),
        (("on", "２０２４-01-01"), False),
        (("on", ""), True),
        (("page", "１"), False),
        (("issuer", ""), True),
        (("status", ""), True),
        (("q", "字" * 500), True),
        (("q", "字" * 501), False),
        (("cursor", "o20"), True),
        (("cursor", "20"), False),
    ],
)
def test_single_values(pair: tuple[str, str], fine: bool) -> None:
    if fine:
        read_request([pair])
    else:
        with pytest.raises(BadParameters):
            read_request([pair])


def test_an_empty_facet_value_means_not_stated_where_that_can_be() -> None:
    request = read_request([("issuer", ""), ("status", "")])
    assert request.filters == {"issuer": ("",)}


def test_a_cursor_goes_where_the_page_would() -> None:
    assert read_request([("cursor", "o40"), ("page", "9")]).query(date(2024, 1, 1)).offset == 40


def test_what_is_typed_is_taken_apart() -> None:
    typed = parse('"农村低保" 标准 -解读 国办发[2023]26号')
    assert typed.phrases == ("农村低保",)
    assert typed.excluded == ("解读",)
    assert typed.numbers == ("国办发〔2023〕26号",)
    assert typed.words == "标准"


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    assert parse("2023-05-01 前").excluded == ()


def test_single_characters_are_marked_only_when_alone() -> None:
    assert all(len(term) > 1 for term in marked_terms("农村低保的标准"))
    assert marked_terms("税") == ("税",)
