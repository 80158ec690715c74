"""Room: from index to pages. What the public said on a campaign: read, let pass, turned down, answered, taken along."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, redirect, render_template, request, url_for

from govdoc.cells import csv_text
from govdoc.comments import STATES, CommentState, for_the_public
from govdoc.people import Deed, Role
from search_web.problems import Problem, render
from search_web.review.base import local
from search_web.review.campaigns import blueprint
from search_web.review.session import account, needs
from search_web.services import services
from search_web.views.audit import attachment

ANSWER = 1000
SHOWN = 100
ACTIONS = {
    "publish": (CommentState.PUBLISHED, "comment published"),
    "refuse": (CommentState.REFUSED, "comment refused"),
}


@blueprint.get("/<id>/comments")
@needs(Role.REVIEWER)
def moderate(id: str) -> str:
    """Those that wait come first."""
    store = services().store
    campaign = store.campaigns.get(id)
    asked = request.args.get("state", "")
    states = (CommentState(asked),) if asked in STATES else (CommentState.WAITING,)
    found = store.comments.of_campaign(id, *states, limit=SHOWN)
    counted = dict.fromkeys(CommentState, 0)
    for (_, state), many in store.comments.counts(id).items():
        counted[state] += many
    return render_template(
        "review/comments.html",
        campaign=campaign,
        comments=found,
        items=store.campaigns.items_by_ids(id, list({one.document_id for one in found})),
        chosen=states[0],
        counted=counted,
        for_the_public=for_the_public,
        shown=SHOWN,
        answer=ANSWER,
        said=request.args.get("said"),
    )


@blueprint.post("/<id>/comments")
@needs(Role.REVIEWER)
def handle(id: str) -> Response:
    """`do`: publish or refuse, with or without an answer; whoever is second gets 409 and sees what the first one did."""
    form, do = request.form, request.form.get("do", "")
    number, seen, answer = form.get("comment", ""), form.get("seen", ""), form.get("answer", "").strip()
    if do not in ACTIONS or not _whole(number) or not _whole(seen):
        return render(Problem(400, (("do", "请选择公开或者不公开。"),)))
    if len(answer) > ANSWER:
        return render(Problem(400, (("answer", f"答复最多 {ANSWER} 字，现在是 {len(answer)} 字。请返回修改。"),)))
    store, (state, action) = services().store, ACTIONS[do]
    if store.comments.get(int(number)).campaign != id:
        return render(Problem(404))
    after = {"state": state.value} | ({"answer": answer} if answer else {})
    deed = Deed(datetime.now(UTC), account().name, action, "", None, after)
    store.comments.handle(int(number), int(seen), state, answer or None, deed)
    return redirect(url_for("campaigns.moderate", id=id, state=form.get("state", ""), said="moderated"), 303)  # type: ignore[return-value]


@blueprint.get("/<id>/comments.csv")
@needs(Role.REVIEWER)
def comments_table(id: str) -> Response:
    """All of them with what became of them, for the file of the clean-up."""
    store = services().store
    store.campaigns.get(id)
    found = store.comments.of_campaign(id)
    items = store.campaigns.items_by_ids(id, list({one.document_id for one in found}))
    header = ("编号", "时间", "文件", "文号", "意见", "联系方式", "处理", "答复")
    rows = [
        (
            one.id,
            local(one.sent_at),
            items[one.document_id].row.title if one.document_id in items else one.document_id,
            (items[one.document_id].row.number or "") if one.document_id in items else "",
            one.message,
            one.contact or "",
            STATES[one.state],
            one.answer or "",
        )
        for one in found
    ]
    return attachment(csv_text(header, rows), "text/csv", f"comments-{id}.csv")


def _whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 12
