"""Room: from index to pages. Public pages of what the audits found: an index, one page for each audit, the same as CSV."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from govdoc.audits import AUDITS, Audit
from govdoc.audits.table import audit_csv, header, lines
from govdoc.cells import XLSX, csv_text, xlsx
from govdoc.settings import today
from govdoc.worksheet import row_line, worksheet
from indexer.decided import outdated
from search_web.audit_request import SIZE, choices, read_audit_request
from search_web.services import services
from search_web.trend import trend

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("/")
def index() -> str:
    on = today()
    totals = services().store.audit_totals(on)
    counts = [(audit, sum(audit.found(totals.get(name, {})).values())) for name, audit in AUDITS.items()]
    return render_template("audit_index.html", audits=counts, on=on)


@blueprint.get("/<name>")
def page(name: str) -> str:
    """One audit, filtered and page by page."""
    audit = _known(name)
    asked = read_audit_request(request.args.items(multi=True), audit)
    query, store = asked.query(name, today()), services().store
    counted, rows = store.audit_counts(query), store.audit(query, SIZE, asked.offset)
    return render_template(
        "audit.html",
        audit=audit,
        asked=asked,
        rows=rows,
        outdated=outdated(store, [row.document_id for row in rows if row.document_id]),
        on=query.on,
        total=counted.total,
        filters=choices(audit, asked, counted),
        pages=max(1, -(-counted.total // SIZE)),
        trend=trend({day: sum(by_reason.values()) for day, by_reason in store.figures(name).items()}),
    )


@blueprint.get("/<name>.csv")
def table(name: str) -> Response:
    """All rows that the page's filters let through."""
    audit = _known(name)
    query = read_audit_request(request.args.items(multi=True), audit).query(name, today())
    return attachment(audit_csv(audit, services().store.audit(query)), "text/csv", f"{name}-{query.on}.csv")


@blueprint.get("/<name>.xlsx")
def sheet(name: str) -> Response:
    """The same rows as a workbook; of the clean-up list, the worksheet to fill in."""
    audit = _known(name)
    query = read_audit_request(request.args.items(multi=True), audit).query(name, today())
    rows = services().store.audit(query)
    listed = (row_line(row, n) for n, row in enumerate(rows, 1))
    body = worksheet(listed) if name == "cleanup" else xlsx(audit.title, header(audit), list(lines(audit, rows)))
    return attachment(body, XLSX, f"{name}-{query.on}.xlsx")


@blueprint.get("/<name>/figures.csv")
def figures(name: str) -> Response:
    """How many findings there were on each day that was noted, by reason."""
    audit = _known(name)
    rows = [
        (day.isoformat(), *(str(by_reason.get(reason, 0)) for reason in audit.reasons))
        for day, by_reason in services().store.figures(name).items()
    ]
    return attachment(csv_text(("日期", *audit.reasons.values()), rows), "text/csv", f"{name}-figures.csv")


def attachment(body: str | bytes, media_type: str, name: str) -> Response:
    """A file to save."""
    response = Response(body, mimetype=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _known(name: str) -> Audit:
    if name not in AUDITS:
        abort(404)
    return AUDITS[name]
