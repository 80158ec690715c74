"""Room: from index to pages. The dashboard: nine figures, what lapses month by month, how findings change, which sites are silent."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template, request

from govdoc.audits import AUDITS, AuditQuery
from govdoc.settings import today
from search_web.dashboard import answers, bars, months_ahead, sites
from search_web.request_values import asked_issuer
from search_web.services import services
from search_web.trend import trend

blueprint = Blueprint("dashboard", __name__)
DRAWN = ("queue", "coverage", "timeliness")
"""Audits whose findings are drawn over time."""
NAMES = 300
"""Issuers offered while typing; any other may be typed."""
SITES = 50
"""Sites listed; how many are silent is always said."""


@blueprint.get("/report/")
def page() -> str:
    """A few counting queries over stored rows; no document is read."""
    issuer, on, store = asked_issuer(request.args), today(), services().store
    states = list(sites(store.sites(), store.last_runs(), datetime.now(UTC)))
    drawn = [
        (AUDITS[name], trend({day: sum(by.values()) for day, by in store.figures(name).items()})) for name in DRAWN
    ]
    return render_template(
        "dashboard.html",
        answers=answers(store.audit_totals(on, issuer), issuer),
        bars=bars(store.ending_by_month("expiry", months_ahead(on)[0], months_ahead(on)[-1], issuer), on),
        trends=[(audit, line) for audit, line in drawn if line] if not issuer else [],
        sites=states[:SITES],
        silent=sum(one.quiet for one in states),
        site_count=len(states),
        issuer=issuer,
        issuers=[name for name, _ in store.audit_issuers(AuditQuery("statutory", on))[:NAMES] if name],
        on=on,
    )
