"""Room: from index to pages. `/catalogue`: the disclosure catalogue as a table and as a file, whole or of one issuer or column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flask import Blueprint, Response, render_template, stream_with_context

from govdoc.cells import csv_lines, xlsx
from govdoc.settings import today
from govdoc.store.transactions import portions
from indexer.results import Hit
from search_web import catalogue, exports
from search_web.asked import asked_search, permalink
from search_web.filters import chips, facet_boxes
from search_web.params import Request, to_url
from search_web.present import paginate
from search_web.problems import Problem, render
from search_web.services import services
from search_web.views.exports import too_many

blueprint = Blueprint("catalogue", __name__)
SIZE, BY = 50, ("issuer", "channel", "year")


@blueprint.get("/catalogue")
def page() -> str:
    asked = listed(asked_search())
    results = services().search(asked.query(today(), facets=BY, facet_size=12))
    return render_template(
        "catalogue.html",
        asked=asked,
        total=results.total,
        lines=list(lines(results.hits)),
        columns=catalogue.SHOWN,
        boxes=facet_boxes(results, asked, "/catalogue"),
        chips=chips(asked, "/catalogue"),
        pagination=paginate(asked, results.total, "/catalogue"),
        most_rows=exports.MOST_ROWS,
        csv=to_url("/catalogue.csv", asked.first_page),
        xlsx=to_url("/catalogue.xlsx", asked.first_page),
    )


@blueprint.get("/catalogue.<any(csv, xlsx):form>")
def export(form: str) -> Response:
    """Every document of the catalogue, all columns."""
    query = listed(asked_search()).first_page.query(today(), facets=())
    total = services().search(replace(query, limit=0)).total
    if total > exports.MOST_ROWS:
        return render(Problem(413, reason=too_many(total)))
    rows = (tuple(line.values()) for line in lines(exports.walk(query, services().search)))
    body: bytes | Iterator[str]
    if form == "xlsx":
        body = xlsx("公开目录", catalogue.COLUMNS, rows)
    else:
        body = stream_with_context(csv_lines(catalogue.COLUMNS, rows))
    response = Response(body, content_type=exports.FORMATS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="catalogue-{query.on:%Y%m%d}.{form}"'
    return response


def listed(asked: Request) -> Request:
    """The latest issued first: the order of a register."""
    return replace(asked, size=SIZE, sort="issued" if asked.sort == "relevance" else asked.sort)


def lines(hits: Iterable[Hit]) -> Iterator[dict[str, str]]:
    for some in portions(hits):
        ids = [hit.id for hit in some]
        documents = services().store.documents_by_ids(ids)
        rows = services().store.derivations_by_ids(ids)
        for hit in some:
            if hit.id in documents:  # taken away since the index was made
                yield catalogue.line(hit, documents[hit.id], rows[hit.id].payload if hit.id in rows else {}, permalink)
