"""Room: from index to pages. A reader says what is wrong with a document (条例 article 41). No address is kept, nothing is shown to others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request

from govdoc.report_topics import TOPICS
from govdoc.store import Report
from search_web.services import services

blueprint = Blueprint("report", __name__)
LEAST, MOST, CONTACT, LINKS = 5, 1000, 100, 2
REFUSED = {
    "again": "同样的意见已经收到过了，不必再提交。",
    "many": "这份文件今天收到的意见太多，请明天再试。",
}


@blueprint.get("/d/<path:document_id>/report")
def form(document_id: str) -> str:
    found = services().store.document(document_id)
    return render_template("report.html", document=found, topics=TOPICS, said={}, problems=[], sent=False)


@blueprint.post("/d/<path:document_id>/report")
def send(document_id: str) -> tuple[str, int]:
    """Kept as a fact; what is filled in wrongly comes back with the reasons. `website` is a field that people do not see."""
    found = services().store.document(document_id)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)
    said = {name: request.form.get(name, "").strip() for name in ("topic", "message", "contact", "website", "version")}
    problems = wrong(said)
    if not problems and not said["website"]:
        report = Report(
            found.id, found.version, said["topic"], said["message"], datetime.now(UTC), said["contact"] or None
        )
        refused = services().store.reports.add(report)
        problems = [REFUSED[refused]] if refused else []
    page = render_template(
        "report.html", document=found, topics=TOPICS, said=said, problems=problems, sent=not problems
    )
    return page, 400 if problems else 200


def wrong(said: Mapping[str, str]) -> list[str]:
    """What keeps a report from being taken, in sentences."""
    problems: list[str] = []
    if said["topic"] not in TOPICS:
        problems.append("请选择是哪方面的问题。")
    if not LEAST <= len(said["message"]) <= MOST:
        problems.append(f"请用 {LEAST} 到 {MOST} 个字说明问题。")
    if len(re.findall(r"https?://|www\.", said["message"])) > LINKS:
        problems.append(f"说明里最多写 {LINKS} 个网址。")
    if len(said["contact"]) > CONTACT:
        problems.append(f"联系方式最多 {CONTACT} 个字。")
    return problems
