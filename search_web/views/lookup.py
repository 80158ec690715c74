"""Room: from index to pages. `/lookup`: a pasted list of numbers and titles, each line answered with its document's status."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, render_template, request

from govdoc.cells import csv_text, xlsx
from govdoc.settings import today
from search_web import exports
from search_web.asked import permalink
from search_web.lookup import COLUMNS, MAX_LINES, RESULTS, Line, asked_lines, look_up, rows, said
from search_web.parameters import MAX_TEXT
from search_web.params import BadParameters, read_request
from search_web.problems import Problem, render
from search_web.services import services

blueprint = Blueprint("lookup", __name__)


@blueprint.get("/lookup")
def form() -> str:
    """The empty form; `text` in the address fills it in."""
    return page(request.args.get("text", "")[:MAX_TEXT], today(), None)


@blueprint.post("/lookup")
def look_up_page() -> str | Response:
    text = request.form.get("text", "")
    on = read_request([("on", request.form.get("on", ""))]).on or today()
    lines = asked_lines(text)
    if len(lines) > MAX_LINES:
        raise BadParameters([("text", f"一次最多核对 {MAX_LINES} 行，请分几次。")])
    found = look_up((line[:MAX_TEXT] for line in lines), on, services().search)
    wanted = request.form.get("format", "")
    if wanted in ("csv", "xlsx"):
        return file(found, wanted, on)
    return page(text, on, found) if not wanted else render(Problem(406))


def file(lines: tuple[Line, ...], form: str, on: date) -> Response:
    made = rows(lines, permalink)
    body = xlsx("核对结果", COLUMNS, made) if form == "xlsx" else csv_text(COLUMNS, made)
    response = Response(body, content_type=exports.FORMATS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="govdoc-lookup-{on:%Y%m%d}.{form}"'
    return response


def page(text: str, on: date, lines: tuple[Line, ...] | None) -> str:
    counts = [(label, sum(line.result == name for line in lines or ())) for name, label in RESULTS.items()]
    return render_template(
        "lookup.html", text=text, on=on, lines=lines, counts=counts, said=said, most=MAX_LINES, today=today()
    )
