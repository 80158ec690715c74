"""Room: from index to pages. The year's calendar of expiry and evaluation, and the same to subscribe to, per issuer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from govdoc.audits import AuditQuery, Row
from govdoc.settings import SHANGHAI, today
from search_web.agenda import AFTER, AHEAD, KINDS, announced, appointments, ics, months, overview, uid
from search_web.feed import EPOCH
from search_web.present import document_url
from search_web.request_values import asked_issuer, asked_year
from search_web.services import services
from search_web.views.feeds import conditional, xml

blueprint = Blueprint("agenda", __name__)
LONGEST_NOTICE = timedelta(days=366)
"""No jurisdiction asks for an evaluation earlier than a year before the end."""
SHOWN = 100
"""Of a month with more, the page shows these and the number; the calendar file has all."""


@blueprint.get("/calendar")
def page() -> str:
    issuer, year = asked_issuer(request.args), asked_year(request.args, today().year)
    listed = months(appointments(_rows(issuer, (date(year, 1, 1), date(year + 1, 12, 31)))), year)
    return render_template(
        "calendar.html",
        months=listed,
        overview=overview(listed),
        year=year,
        issuer=issuer,
        issuers=services().store.audit_issuers(AuditQuery("expiry", today())),
        kinds=KINDS,
        shown=SHOWN,
        subscribe=lambda ending, name: f"/calendar.{ending}" + (f"?{urlencode({'issuer': name})}" if name else ""),
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


@blueprint.get("/calendar.atom")
def atom() -> Response:
    """What lapses or must be evaluated within two months, of one issuer or all, for a feed reader."""
    issuer = asked_issuer(request.args)
    ends = (today() - AFTER, today() + AHEAD + LONGEST_NOTICE)
    told = announced(appointments(_rows(issuer, ends, today() - AFTER)), today())
    return conditional(
        xml(
            "calendar.xml",
            "application/atom+xml",
            title=f"文件到期和评估{'：' + issuer if issuer else ''}",
            entries=[(datetime.combine(since, time.min, SHANGHAI), one, uid(one)) for since, one in told],
            kinds=KINDS,
            epoch=EPOCH,
            self_url=request.full_path.rstrip("?"),
            page_url=_link(issuer, today().year),
        )
    )


def _rows(issuer: str, ends: tuple[date, date] | None = None, on: date | None = None) -> list[Row]:
    """`ends`: only documents whose last day in force is between the two days."""
    query = AuditQuery("expiry", on or today(), issuers=(issuer,) if issuer else (), ends=ends)
    return list(services().store.audit(query))


def _link(issuer: str, year: int) -> str:
    pairs = [("year", str(year)), *([("issuer", issuer)] if issuer else [])]
    return f"/calendar?{urlencode(pairs)}"
