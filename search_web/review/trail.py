"""Room: from index to pages. The trail of what was done, to read and to take along."""

from __future__ import annotations

import json

from flask import Response, render_template, request

from govdoc.cells import csv_text
from govdoc.people import Role, TrailEntry
from search_web.review.base import ROLES, people, review_blueprint
from search_web.review.session import needs

blueprint = review_blueprint("trail")
TRAIL_PAGE = 50


@blueprint.get("/trail")
@needs(Role.REVIEWER)
def trail() -> str:
    """The newest first; `before` is the number to go on from."""
    start = request.args.get("before", "")
    entries = people().newest(TRAIL_PAGE + 1, int(start) if start.isdecimal() and len(start) < 12 else None)
    return render_template(
        "review/trail.html",
        entries=entries[:TRAIL_PAGE],
        more=entries[TRAIL_PAGE - 1].sequence if len(entries) > TRAIL_PAGE else None,
        head=people().trail_head(),
        told=_told,
    )


@blueprint.get("/trail.csv")
@needs(Role.REVIEWER)
def trail_csv() -> Response:
    """The whole trail with its hashes; `govdoc verify` checks the chain it comes from."""
    header = ("sequence", "at", "actor", "action", "subject", "before", "after", "hash")
    text = csv_text(header, (_cells(entry) for entry in people().trail()))
    response = Response(text, mimetype="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=trail.csv"
    return response


def _cells(entry: TrailEntry) -> tuple[object, ...]:
    deed = entry.deed
    told = (json.dumps(value, ensure_ascii=False) if value else "" for value in (deed.before, deed.after))
    return (entry.sequence, deed.at.isoformat(), deed.actor, deed.action, deed.subject, *told, entry.hash)


def _told(entry: TrailEntry) -> str:
    """One Chinese line of what an entry changed."""
    after = entry.deed.after or {}
    if entry.deed.action == "decided":
        return str(after.get("reason", ""))
    if "role" in after:
        return ROLES[Role(after["role"])]
    return ""
