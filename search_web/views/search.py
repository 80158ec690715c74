"""Room: from index to pages. The start page and the search page."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from govdoc.settings import today
from indexer.query import RANGES
from indexer.results import SearchResults
from search_web import present
from search_web.params import Request, read_request, to_pairs, to_url
from search_web.services import services

blueprint = Blueprint("search", __name__)


def all_pairs() -> list[tuple[str, str]]:
    return list(request.args.items(multi=True))


@blueprint.get("/")
def home() -> str:
    """The box, and how much there is behind it."""
    asked = Request()
    results = services().search(Request(size=8, sort="published").query(today(), facets=("kind", "channel")))
    return render_template(
        "home.html",
        asked=asked,
        total=results.total,
        boxes=present.facet_boxes(results, asked),
        latest=[present.hit_card(hit, asked) for hit in results.hits],
    )


@blueprint.get("/search")
def search() -> str | Response:
    asked = read_request(all_pairs())
    results = services().search(asked.query(today()))
    if results.total and asked.offset >= results.total:
        last = -(-results.total // asked.size)
        return redirect(to_url("/search", replace(asked, page=last, cursor_offset=None)))
    names = copy_names(results)
    correction = results.correction if asked.correct else None
    return render_template(
        "search.html",
        asked=asked,
        results=results,
        cards=[present.hit_card(hit, asked, names) for hit in results.hits],
        boxes=present.facet_boxes(results, asked),
        chips=present.chips(asked),
        pagination=present.paginate(asked, results.total),
        sorts=present.sort_links(asked),
        hidden=[pair for pair in to_pairs(asked) if pair[0] not in FORM_FIELDS],
        ranges=RANGES,
        literal_url=to_url("/search", replace(asked, expand=False, page=1, cursor_offset=None)),
        correction=correction,
        correction_url=to_url("/search", replace(asked, q=correction or "", page=1, cursor_offset=None)),
        unfiltered_url=to_url("/search", present.unfiltered(asked)),
        feed_url=to_url("/feed.atom", replace(asked, page=1, sort="published", cursor_offset=None)),
        api_url=to_url("/api/v1/search", asked),
        today=today(),
    )


def copy_names(results: SearchResults) -> dict[str, str]:
    """Where each copy of the hits stands: its source, else its site, else its title."""
    ids = [place for hit in results.hits for place in hit.also_at[: present.COPIES]]
    found = services().store.documents_by_ids(ids) if ids else {}
    return {d.id: d.source or d.site or d.title or d.id for d in found.values()}


FORM_FIELDS = {"q", "in", "match", "on", "page", "cursor", *(f"{r}_{e}" for r in RANGES for e in ("from", "to"))}
