"""Room: from index to pages. The annual report of any year and issuer: page, docx, xlsx."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from govdoc.audits import AuditQuery
from govdoc.audits.annual import COUNTS
from govdoc.settings import today
from search_web.annual import DUE, PARTS, Report, report, to_docx, to_xlsx
from search_web.request_values import asked_issuer, asked_year
from search_web.services import services
from search_web.views.audit import attachment

blueprint = Blueprint("annual", __name__)
FILES = {
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@blueprint.get("/report/annual")
def page() -> str:
    made = _report()
    issuers = services().store.audit_counts(_query(made.year, "")).by.get("issuer", ())
    return render_template("annual.html", report=made, counts=COUNTS, issuers=issuers, parts=PARTS, due=DUE)


@blueprint.get("/report/annual.<ending>")
def file(ending: str) -> Response:
    if ending not in FILES:
        abort(404)
    write, media_type = FILES[ending]
    made = _report()
    return attachment(write(made), media_type, f"annual-{made.year}.{ending}")


def _report() -> Report:
    """Last year's, unless another is asked for."""
    year, issuer = asked_year(request.args, today().year - 1), asked_issuer(request.args)
    counted = services().store.audit_counts(_query(year, issuer))
    return report(year, issuer, dict(counted.by.get("reason", ())))


def _query(year: int, issuer: str) -> AuditQuery:
    return AuditQuery("annual", today().replace(year=year, month=12, day=31), issuers=(issuer,) if issuer else ())
