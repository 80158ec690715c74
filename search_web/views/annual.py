"""Room: from index to pages. The annual report of any year and issuer as far as it can be computed: page, docx, xlsx."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from govdoc.audits import AuditQuery
from govdoc.cells import XLSX
from govdoc.settings import today
from search_web.annual import DUE, NUMERALS, Report, Saved, report
from search_web.annual_files import to_docx, to_xlsx
from search_web.request_values import asked_issuer, asked_year
from search_web.services import services
from search_web.views.audit import attachment

blueprint = Blueprint("annual", __name__)
FILES = {
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (to_xlsx, XLSX),
}


@blueprint.get("/report/annual")
def page() -> str:
    made = asked_report()
    return render_template("annual.html", report=made, issuers=issuers(made.year), numerals=NUMERALS, due=DUE)


@blueprint.get("/report/annual.<ending>")
def file(ending: str) -> Response:
    return report_file(asked_report(), ending)


def report_file(made: Report, ending: str) -> Response:
    if ending not in FILES:
        abort(404)
    write, media_type = FILES[ending]
    return attachment(write(made), media_type, f"annual-{made.year}.{ending}")


def asked_for() -> tuple[int, str]:
    """Year and issuer of the request; last year's, unless another is asked for."""
    return asked_year(request.values, today().year - 1), asked_issuer(request.values)


def asked_report(saved: Saved | None = None) -> Report:
    year, issuer = asked_for()
    eve, chosen = date(year, 12, 31), (issuer,) if issuer else ()
    counted = services().store.audit_counts(AuditQuery("annual", eve, issuers=chosen))
    return report(year, issuer, {"annual": dict(counted.by.get("reason", ()))}, saved)


def issuers(year: int) -> list[str]:
    """Who has anything to report on the year, the most first."""
    counted = services().store.audit_issuers(AuditQuery("annual", date(year, 12, 31)))
    return [name for name, _ in counted if name]
