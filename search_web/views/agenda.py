"""Room: from index to pages. The year's calendar of expiry and evaluation, and the same to subscribe to, per issuer."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from govdoc.audits import AuditQuery, Row
from govdoc.settings import today
from search_web.agenda import KINDS, appointments, ics, months
from search_web.present import document_url
from search_web.request_values import asked_issuer, asked_year
from search_web.services import services

blueprint = Blueprint("agenda", __name__)
SHOWN = 100
"""Of a month with more, the page shows these and the number; the calendar file has all."""


@blueprint.get("/calendar")
def page() -> str:
    issuer, year = asked_issuer(request.args), asked_year(request.args, today().year)
    found = appointments(_rows(issuer))
    return render_template(
        "calendar.html",
        months=months(found, year),
        year=year,
        issuer=issuer,
        issuers=services().store.audit_counts(AuditQuery("expiry", today())).by.get("issuer", ()),
        kinds=KINDS,
        shown=SHOWN,
        ics="/calendar.ics" + (f"?{urlencode({'issuer': issuer})}" if issuer else ""),
        link=_link,
    )


@blueprint.get("/calendar.ics")
def subscription() -> Response:
    """All that lies ahead, to be subscribed to."""
    issuer = asked_issuer(request.args)
    root = request.url_root.rstrip("/")
    found = appointments(_rows(issuer))
    name = f"文件到期和评估{'：' + issuer if issuer else ''}"
    body = ics(found, name, lambda one: root + document_url(one.row.document_id or ""), datetime.now(UTC))
    response = Response(body, mimetype="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = "inline; filename=govdoc.ics"
    return response


def _rows(issuer: str) -> list[Row]:
    query = AuditQuery("expiry", today(), issuers=(issuer,) if issuer else ())
    return list(services().store.audit(query))


def _link(issuer: str, year: int) -> str:
    pairs = [("year", str(year)), *([("issuer", issuer)] if issuer else [])]
    return f"/calendar?{urlencode(pairs)}"
