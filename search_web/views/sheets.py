"""Room: from index to pages. `/d/<id>/sheets`: the image edition of a document, sheet by sheet."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from govdoc.settings import today
from indexer import labels
from search_web import sheets
from search_web.asked import permalink
from search_web.metadata import metadata
from search_web.reading import read
from search_web.record import digest, validity, value_of
from search_web.services import services
from search_web.views.feeds import NOT_XML
from search_web.views.files import file_name, handed_over

blueprint = Blueprint("sheets", __name__)
SHOWN = 40
"""Sheets on one page; every one can be reached by its own address."""


@blueprint.get("/d/<path:document_id>/sheets")
def overview(document_id: str) -> str:
    head, every = set_on_sheets(document_id)
    shown = range(1, min(len(every), SHOWN) + 1)
    return render_template("sheets.html", id=document_id, title=head.title, count=len(every), shown=shown)


@blueprint.get("/d/<path:document_id>/sheets/<int:number>.svg")
def sheet(document_id: str, number: int) -> Response:
    head, every = set_on_sheets(document_id)
    if not 1 <= number <= len(every):
        abort(404)
    name = f"{file_name(head.title)[:60]}-{number}.svg"
    svg = NOT_XML.sub("", sheets.drawn(head, every, number))
    response = handed_over(svg.encode(), name, digest(svg), "image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def set_on_sheets(document_id: str) -> tuple[sheets.Head, list[list[sheets.Row]]]:
    found, derived = services().store.document(document_id), services().store.derivation(document_id)
    payload = derived.payload if derived else {}
    table, on = metadata(found, payload), today()
    status = validity(payload, on)
    head = sheets.Head(
        issuers=value_of(table, "发文机关"),
        number=value_of(table, "发文字号"),
        title=found.title or value_of(table, "发文字号") or "（无标题）",
        status=f"{labels.STATUSES[status.status.value]}（截至 {on}）{status.reason}",
        foot=f"网址 {permalink(document_id)}　校验码 {found.fingerprint[:16]}"[:90],
    )
    return head, sheets.sheets(head, read(found.text, title=found.title))
