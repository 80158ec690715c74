"""Room: from index to pages. Clean-up campaigns as the public sees them: the list, comments on an item, the result and its notice.

清理办法 article 14: 设立社会公众意见反馈栏. Nobody's address is kept; a comment is shown when a reviewer let it pass, without any
number or address in it. What is typed is never lost to a full quota or a fault: the form comes back with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, render_template, request
from itsdangerous import BadSignature, TimestampSigner

from govdoc.audits.cleanup import REASONS as SUGGESTIONS
from govdoc.campaign import OUTCOMES, PHASES, Campaign, Item, totals
from govdoc.comments import Comment, CommentState, for_the_public
from govdoc.people import DECISIONS
from govdoc.settings import SHANGHAI, today
from search_web.review.campaign_files import DOCX, drafted
from search_web.review.campaign_request import SIZE, counts, matching, read_items
from search_web.review.session import secret_key
from search_web.services import services
from search_web.views.audit import attachment

blueprint = Blueprint("consultation", __name__, url_prefix="/cleanup")
LEAST, MOST, CONTACT, LINKS = 5, 1000, 100, 2
FORM_LASTS = 24 * 3600
REFUSED = {
    "again": "同样的意见已经收到过了，不必再提交。",
    "many": "今天收到的意见太多，请明天再试。",
}


@blueprint.get("/")
def index() -> str:
    door = services().store.campaigns
    groups = door.groups()
    public = [(one, totals(groups.get(one.id, ()))) for one in door.all() if one.is_public]
    return render_template("cleanup/index.html", campaigns=public, **_words())


@blueprint.get("/<id>")
def page(id: str) -> str:
    """The list with suggestions and intended opinions; once published, with what was decided."""
    campaign, door = _public(id), services().store.campaigns
    asked = read_items(
        [pair for pair in request.args.items(multi=True) if pair[0] in ("outcome", "suggestion", "q", "page")]
    )
    groups = [g for g in door.groups(id).get(id, ()) if not g.removed]
    total = matching(groups, asked)
    total = len(door.revisions(asked.query(id))) if total is None else total
    return render_template(
        "cleanup/campaign.html",
        campaign=campaign,
        items=door.items(asked.query(id), SIZE, asked.offset),
        totals=totals(groups),
        total=total,
        asked=asked,
        counts=counts(groups, asked),
        pages=max(1, -(-total // SIZE)),
        heard=_heard(id),
        **_words(),
    )


@blueprint.get("/<id>/notice")
def notice(id: str) -> str:
    campaign = _published(id)
    return render_template("cleanup/notice.html", campaign=campaign, draft=drafted(id)[1])


@blueprint.get("/<id>/notice.docx")
def notice_word(id: str) -> Response:
    from govdoc.notice_docx import notice_docx

    _published(id)
    return attachment(notice_docx(drafted(id)[1]), DOCX, f"notice-{id}.docx")


@blueprint.get("/<id>/items/<path:document_id>")
def item(id: str, document_id: str) -> str:
    return _item(_public(id), document_id)


@blueprint.post("/<id>/items/<path:document_id>")
def comment(id: str, document_id: str) -> tuple[str, int]:
    """Kept as a fact, shown to nobody yet. `website` is a field that people do not see."""
    campaign = _public(id)
    services().store.campaigns.item(id, document_id)
    said = {name: request.form.get(name, "").strip() for name in ("message", "contact", "website", "form")}
    if _from_elsewhere():
        abort(400)
    problems = [] if campaign.hears(today()) else ["征求意见已经结束，不再接收意见。"]
    problems += wrong(said) + ([] if _sealed(id, document_id, said["form"]) else ["表单已经过期，请再提交一次。"])
    if not problems and not said["website"]:
        sent = Comment(id, document_id, said["message"], datetime.now(UTC), said["contact"] or None)
        refused = services().store.comments.add(sent)
        problems = [REFUSED[refused]] if refused else []
    return _item(campaign, document_id, said, problems), 400 if problems else 200


def wrong(said: Mapping[str, str]) -> list[str]:
    """What keeps a comment from being taken, in sentences."""
    problems = [] if LEAST <= len(said["message"]) <= MOST else [f"请用 {LEAST} 到 {MOST} 个字写明意见。"]
    if len(re.findall(r"https?://|www\.", said["message"])) > LINKS:
        problems.append(f"意见里最多写 {LINKS} 个网址。")
    if len(said["contact"]) > CONTACT:
        problems.append(f"联系方式最多 {CONTACT} 个字。")
    return problems


def _item(
    campaign: Campaign, document_id: str, said: Mapping[str, str] | None = None, problems: list[str] | None = None
) -> str:
    store = services().store
    found: Item = store.campaigns.item(campaign.id, document_id)
    if found.state.removed is not None:
        abort(404)
    shown = store.comments.of_item(campaign.id, document_id, CommentState.PUBLISHED)
    return render_template(
        "cleanup/item.html",
        campaign=campaign,
        item=found,
        comments=[(one, for_the_public(one.message), for_the_public(one.answer or "")) for one in shown],
        said=said or {},
        problems=problems or [],
        sent=said is not None and not problems,
        hears=campaign.hears(today()),
        sealed=_signer().sign(f"{campaign.id}/{document_id}".encode()).decode(),
        least=LEAST,
        most=MOST,
        **_words(),
    )


def _public(id: str) -> Campaign:
    """404 for what the public does not see yet, as for what there is not."""
    found = services().store.campaigns.get(id)
    if not found.is_public:
        abort(404)
    return found


def _published(id: str) -> Campaign:
    found = _public(id)
    if found.closed_at is None or found.phase != "published":
        abort(404)
    return found


def _heard(id: str) -> dict[str, int]:
    return {
        doc: n for (doc, state), n in services().store.comments.counts(id).items() if state == CommentState.PUBLISHED
    }


def _from_elsewhere() -> bool:
    """Was the form sent by a page of another site?"""
    origin = request.headers.get("Origin", "")
    here = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    return not here or (origin not in ("", "null") and urlsplit(origin).netloc != request.host)


def _sealed(id: str, document_id: str, form: str) -> bool:
    """Did this service give out the form, for this very item, within a day? There is no session that could be stolen."""
    try:
        return _signer().unsign(form.encode(), max_age=FORM_LASTS).decode() == f"{id}/{document_id}"
    except (BadSignature, UnicodeError):
        return False


def _signer() -> TimestampSigner:
    return TimestampSigner(secret_key(current_app), salt="comment")


def _words() -> dict[str, object]:
    return {
        "outcomes": OUTCOMES,
        "decisions": DECISIONS,
        "suggestions": SUGGESTIONS,
        "phases": PHASES,
        "on": today(),
        "day": lambda at: at.astimezone(SHANGHAI).date(),
    }
