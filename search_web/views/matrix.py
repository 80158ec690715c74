"""Room: from index to pages. The statutory coverage matrix (U23) as a page, CSV and xlsx; every square opens its list."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from govdoc.audits import AuditQuery
from govdoc.cells import XLSX, csv_text, xlsx
from govdoc.settings import today
from govdoc.statutory_items import ITEMS
from search_web.matrix import HEADER, ISSUERS, LEVELS, STATES, Line, matrix, of_level, table
from search_web.request_values import asked_page
from search_web.services import services
from search_web.views.audit import attachment

blueprint = Blueprint("matrix", __name__)


@blueprint.get("/audit/statutory/matrix")
def page() -> str:
    issuers, level = _issuers()
    last = max(1, -(-len(issuers) // ISSUERS))
    number = asked_page(request.args)
    return render_template(
        "matrix.html",
        items=ITEMS,
        lines=_lines(issuers[(number - 1) * ISSUERS : number * ISSUERS]),
        total=len(issuers),
        levels=LEVELS,
        level=level,
        states=STATES,
        page=number,
        pages=last,
        on=today(),
    )


@blueprint.get("/audit/statutory/matrix.<ending>")
def file(ending: str) -> Response:
    """Of all issuers of the level."""
    if ending not in ("csv", "xlsx"):
        abort(404)
    lines = list(table(_lines(_issuers()[0])))
    name = f"statutory-matrix-{today()}.{ending}"
    if ending == "csv":
        return attachment(csv_text(HEADER, lines), "text/csv", name)
    return attachment(xlsx("法定公开事项", HEADER, lines), XLSX, name)


def _issuers() -> tuple[list[str], str | None]:
    """Those of the level asked for (none: all), and the level."""
    asked = request.args.get("level")
    level = asked if asked in LEVELS else None
    counted = services().store.audit_issuers(AuditQuery("statutory", today()))
    return of_level((name for name, _ in counted), level), level


def _lines(issuers: list[str]) -> list[Line]:
    query = AuditQuery("statutory", today(), issuers=tuple(issuers))
    return matrix(issuers, services().store.audit(query) if issuers else ())
