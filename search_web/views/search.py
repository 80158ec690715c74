"""Room: from index to pages. The start page and the search page."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from govdoc.settings import today
from indexer.query import RANGES
from indexer.results import SearchResults
from search_web import filters, present
from search_web.asked import asked_search
from search_web.exports import FORMATS, MOST_ROWS
from search_web.histogram import histogram, with_years
from search_web.no_result import application, ways
from search_web.params import Request, to_pairs, to_url
from search_web.query_log import akin
from search_web.services import services

blueprint = Blueprint("search", __name__)
MOST_OFTEN, MOST_AKIN = 8, 6
FORM_FIELDS = {"q", "in", "match", "on", "page", "cursor", *(f"{r}_{e}" for r in RANGES for e in ("from", "to"))}


@blueprint.get("/")
def home() -> str:
    """The box, and how much there is behind it."""
    asked = Request()
    often = services().query_log.often(today())[:MOST_OFTEN]
    results = services().search(Request(size=8, sort="published").query(today(), facets=("kind", "channel")))
    return render_template(
        "home.html",
        asked=asked,
        often=[(text, to_url("/search", Request(q=text))) for text in often],
        total=results.total,
        boxes=filters.facet_boxes(results, asked),
        latest=[present.hit_card(hit, asked) for hit in results.hits],
    )


@blueprint.get("/search")
def search() -> str | Response:
    asked = asked_search()
    if (elsewhere := other_address(asked)) is not None:
        return redirect(elsewhere)
    results = services().search(replace(asked.query(today(), facet_size=filters.HEAD), fold=True))
    if results.total and asked.offset >= results.listed:
        last = -(-results.listed // asked.size)
        return redirect(to_url("/search", replace(asked, page=last, cursor=None)))
    count_search(asked, results.total)
    names, acts = copy_names(results), explained_titles(results)
    correction = results.correction if asked.correct else None
    pairs = to_pairs(asked.first_page)
    return render_template(
        "search.html",
        asked=asked,
        today=today(),
        results=results,
        cards=[present.hit_card(hit, asked, names, acts) for hit in results.hits],
        boxes=[box for box in filters.facet_boxes(results, asked) if box.name != "year"],
        years=next((histogram(facet, asked) for facet in results.facets if facet.name == "year"), None),
        chips=filters.chips(asked),
        pagination=present.paginate(asked, results.listed),
        sorts=present.sort_links(asked),
        pairs=pairs,
        hidden=[pair for pair in to_pairs(asked) if pair[0] not in FORM_FIELDS],
        year_hidden=[pair for pair in pairs if pair[0] != "year"],
        ranges=RANGES,
        most_rows=MOST_ROWS,
        correction=correction,
        ways=ways(results.blockers, asked),
        application=application(asked, today()),
        links=links(asked, correction or ""),
        akin=akin_searches(asked),
    )


def count_search(asked: Request, found: int) -> None:
    """What somebody typed, once: turning pages and choosing filters is no new search, and who asks not to be counted is not."""
    plain = asked.q and asked.page == 1 and not (asked.filters or asked.ranges or asked.within or asked.cursor)
    if plain and "1" not in (request.headers.get("Sec-GPC"), request.headers.get("DNT")):
        services().query_log.note(asked.q, request.remote_addr or "", found, today())


def akin_searches(asked: Request) -> list[tuple[str, str]]:
    """Searches of many people that share words with this one, and their addresses."""
    often = services().query_log.often(today())
    return [(text, to_url("/search", Request(q=text))) for text in akin(often, asked.q, MOST_AKIN)] if asked.q else []


def other_address(asked: Request) -> str | None:
    """The one address of a span of years that a form sent as two; None where there is none to turn to."""
    first, last = (request.args.get(name, "").strip() for name in ("year_from", "year_to"))
    return to_url("/search", with_years(asked, first, last)) if first or last else None


def links(asked: Request, correction: str) -> dict[str, str]:
    """Where the page leads beside its hits and filters."""
    first = asked.first_page
    newest = replace(first, sort="relevance", size=10)
    return {
        "literal": to_url("/search", replace(first, expand=False)),
        "expanded": to_url("/search", replace(first, expand=True)),
        "strict": to_url("/search", replace(first, correct=False)),
        "correction": to_url("/search", replace(first, q=correction)),
        "unfiltered": to_url("/search", present.unfiltered(asked)),
        "atom": to_url("/feed.atom", newest),
        "json_feed": to_url("/feed.json", newest),
        "api": to_url("/api/v1/search", asked),
        "receipt": to_url("/receipt", first),
        **{form: to_url(f"/export.{form}", first) for form in FORMATS},
    }


def copy_names(results: SearchResults) -> dict[str, str]:
    """Where each copy of the hits stands: its source, else its site, else its title."""
    ids = [place for hit in results.hits for place in hit.also_at[: present.COPIES]]
    found = services().store.documents_by_ids(ids) if ids else {}
    return {d.id: d.source or d.site or d.title or d.id for d in found.values()}


def explained_titles(results: SearchResults) -> dict[str, str]:
    """What the interpretations among the hits explain: id → title."""
    ids = [work for hit in results.hits for work in hit.explains[: present.EXPLAINED]]
    found = services().store.documents_by_ids(ids) if ids else {}
    return {d.id: d.title or d.number or d.id for d in found.values()}
