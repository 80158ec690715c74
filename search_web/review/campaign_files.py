"""Room: from index to pages. A campaign on paper: the worksheet out and in, and the notice with its annexes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from govdoc.campaign import Campaign, Item, ItemQuery, totals
from govdoc.cells import XLSX
from govdoc.notice_docx import notice_docx
from govdoc.notice_draft import Draft, draft
from govdoc.people import Role
from govdoc.settings import SHANGHAI, today
from govdoc.store.campaigns import ChangedMeanwhile
from govdoc.worksheet import item_line, worksheet
from govdoc.worksheet_reading import LARGEST, SheetRefused, as_json, from_json, read_worksheet
from search_web.review.campaign_deeds import OnItem, Signed, deciding
from search_web.review.campaign_request import read_items
from search_web.review.campaigns import blueprint
from search_web.review.session import account, needs
from search_web.review.sheet_plan import CHANGE, PROBLEM, SAME, Plan, plan
from search_web.services import services
from search_web.views.audit import attachment

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHOWN = 200
"""Rows of a kind that a preview lists; all are counted."""


@blueprint.get("/<id>/worksheet.xlsx")
@needs(Role.READER)
def worksheet_file(id: str) -> Response:
    """The items that the page's filters let through, with the opinions that stand."""
    services().store.campaigns.get(id)
    query = read_items(request.args.items(multi=True)).query(id)
    lines = (item_line(item) for item in services().store.campaigns.items(query))
    return attachment(worksheet(lines), XLSX, f"worksheet-{id}.xlsx")


@blueprint.get("/<id>/import")
@needs(Role.REVIEWER)
def upload(id: str) -> str:
    return _upload(id)


@blueprint.post("/<id>/import")
@needs(Role.REVIEWER)
def take(id: str) -> Response | tuple[str, int]:
    """Read the sheet and keep what it says; nothing is recorded before it was looked at."""
    door, file = services().store.campaigns, request.files.get("sheet")
    door.get(id)
    try:
        rows = read_worksheet(_body(file))
    except SheetRefused as error:
        return _upload(id, str(error)), 400
    body = json.dumps(as_json(rows), ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(body).hexdigest()
    door.keep_sheet(id, digest, account().name, datetime.now(UTC), body)
    return redirect(url_for("campaigns.preview", id=id, digest=digest), 303)  # type: ignore[return-value]


@blueprint.get("/<id>/import/<digest>")
@needs(Role.REVIEWER)
def preview(id: str, digest: str) -> str:
    return _preview(id, digest)


@blueprint.post("/<id>/import/<digest>")
@needs(Role.REVIEWER)
def apply(id: str, digest: str) -> Response | tuple[str, int]:
    """Record what was looked at, all of it at once; if anything would be different by now, show it anew instead."""
    door = services().store.campaigns
    campaign, (made, items) = door.get(id), _plan(id, digest)
    if made.digest != request.form.get("plan"):
        return _preview(id, digest, changed=True), 409
    deeds: list[OnItem] = []
    for row in made.of(CHANGE):
        item, decision = items[row.document_id], row.made
        assert decision is not None
        agrees = item.suggested == decision.decision
        signed: Signed = {"actor": account().name, "at": datetime.now(UTC)}
        deeds += deciding(decision, [item], {}, cite=agrees, campaign=campaign, sheet=digest[:12], **signed)
    try:
        door.record(id, {document: items[document].state.revision for document, _ in deeds}, deeds)
    except ChangedMeanwhile:
        return _preview(id, digest, changed=True), 409
    return redirect(url_for("campaigns.page", id=id, said="imported"), 303)  # type: ignore[return-value]


@blueprint.get("/<id>/notice")
@needs(Role.READER)
def notice(id: str) -> str:
    campaign, made = drafted(id)
    counted = totals(services().store.campaigns.groups(id).get(id, ()))
    return render_template("review/campaign_notice.html", campaign=campaign, draft=made, totals=counted)


@blueprint.get("/<id>/notice.docx")
@needs(Role.READER)
def notice_word(id: str) -> Response:
    return attachment(notice_docx(drafted(id)[1]), DOCX, f"notice-{id}.docx")


@blueprint.get("/<id>/notice.html")
@needs(Role.READER)
def notice_page(id: str) -> Response:
    """A page that stands alone: to be put on the office's own site."""
    return attachment(render_template("notice.html", draft=drafted(id)[1]), "text/html", f"notice-{id}.html")


def drafted(id: str) -> tuple[Campaign, Draft]:
    """The notice as of now; of a published campaign, as of the day it was published."""
    door = services().store.campaigns
    campaign = door.get(id)
    return campaign, draft(campaign, door.items(ItemQuery(id)), _dated(campaign))


def _dated(campaign: Campaign) -> date:
    return campaign.closed_at.astimezone(SHANGHAI).date() if campaign.closed_at else today()


def _body(file: FileStorage | None) -> bytes:
    if file is None or not file.filename:
        raise SheetRefused("请先选择填好的底稿（.xlsx）。")
    return file.stream.read(LARGEST + 1)


def _upload(id: str, fault: str = "") -> str:
    campaign = services().store.campaigns.get(id)
    return render_template("review/campaign_import.html", campaign=campaign, fault=fault, largest=LARGEST // 1_000_000)


def _plan(id: str, digest: str) -> tuple[Plan, dict[str, Item]]:
    """What the sheet would change, and the items as they stood when that was said."""
    door = services().store.campaigns
    rows = from_json(json.loads(door.sheet(id, digest)))
    listed = [*door.items(ItemQuery(id)), *door.items(ItemQuery(id, removed=True))]
    items = {item.document_id: item for item in listed}
    return plan(rows, items, id, today()), items


def _preview(id: str, digest: str, changed: bool = False) -> str:
    made, _ = _plan(id, digest)
    kinds: Sequence[tuple[str, Any]] = [(kind, made.of(kind)) for kind in (PROBLEM, CHANGE, SAME)]
    return render_template(
        "review/campaign_preview.html",
        campaign=services().store.campaigns.get(id),
        plan=made,
        kinds=dict(kinds),
        shown=SHOWN,
        changed=changed,
    )
