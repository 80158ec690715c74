"""Room: from index to pages. The trail of what was done, to read and to take along."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, render_template, request, url_for

from govdoc.cells import csv_text
from govdoc.people import DECISIONS, ITEM, Role, TrailEntry
from govdoc.store.people import ON_DOCUMENTS
from search_web.review.annual import SAVED
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
        told=told,
        where=where,
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


TOLD = {
    "reason": "{}",
    "why": "原因：{}",
    "title": "{}",
    "answer": "答复：{}",
    "role": "{}",
    "to": "交给{}",
    "undoes": "撤回第 {} 号",
    "confirms": "同意第 {} 号",
    "until": "至 {}",
    "documents": "共 {} 件",
    "texts": "写了 {} 部分",
}
"""What an entry holds → how it is told; the first that is there tells it."""


def told(entry: TrailEntry) -> str:
    """One Chinese line of what an entry changed, and from what."""
    before, after = entry.deed.before or {}, entry.deed.after or {}
    name = next((name for name in TOLD if name in after), None)
    said = TOLD[name].format(_word(name, after[name])) if name else ""
    was = next((_word(name, before[name]) for name in ("decision", "role", "to") if before.get(name)), "")
    return f"{said}（原为{was}）" if was else said


def _word(name: str, value: Any) -> str:
    if name == "texts":
        return str(len(value))
    if name == "role":
        return ROLES[Role(value)]
    if name == "decision":
        return DECISIONS[value]
    return "空缺" if value is None else str(value)


def where(entry: TrailEntry) -> str | None:
    """The page of what it was done to."""
    action, subject = entry.deed.action, entry.deed.subject
    if action in ON_DOCUMENTS or action == "assigned":
        return url_for("desk.document", document_id=subject)
    campaign, _, document = subject.partition("/")
    if action.startswith(ITEM):
        return url_for("campaigns.item", id=campaign, document_id=document)
    if action.startswith("campaign ") or action == "consultation set":
        return url_for("campaigns.page", id=campaign)
    if action == SAVED:
        _, year, issuer = subject.split(":", 2)
        return url_for("yearly.edit", year=year, issuer=issuer)
    return None
