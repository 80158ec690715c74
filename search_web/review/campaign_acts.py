"""Room: from index to pages. What is done to items of a campaign: decided, confirmed, undone, assigned, taken off the list; one or many.

Every form says at which revision it saw each item. Whoever is second gets told what changed, keeps all that he typed, and
says whether it shall be recorded all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from flask import Response, abort, redirect, render_template, request, url_for

from govdoc.campaign import Campaign, Item
from govdoc.people import Role
from govdoc.settings import today
from govdoc.store.campaigns import ChangedMeanwhile
from search_web.problems import Problem, render
from search_web.review import campaign_deeds
from search_web.review.base import reviewers
from search_web.review.campaign_deeds import OnItem, Signed
from search_web.review.campaign_request import NOBODY, ItemRequest, read_items
from search_web.review.campaigns import blueprint, one_item, workbench
from search_web.review.decisions import BadDecision, read_decision
from search_web.review.session import account, needs
from search_web.services import services

Answer = Response | str | tuple[str, int]
Act = Callable[[Campaign, Sequence[Item]], list[OnItem]]
MOST = 5000
_TECHNICAL = ("csrf_token", "skip")


@blueprint.post("/<id>/decide")
@needs(Role.REVIEWER)
def decide(id: str) -> Answer:
    return _act(id, _deciding, "item")


@blueprint.post("/<id>/adopt")
@needs(Role.REVIEWER)
def adopt(id: str) -> Answer:
    return _act(id, lambda campaign, items: campaign_deeds.adopting(items, campaign=campaign, **_signed()), "adopted")


@blueprint.post("/<id>/confirm")
@needs(Role.REVIEWER)
def confirm(id: str) -> Answer:
    return _act(id, lambda _, items: campaign_deeds.confirming_all(items, **_signed()), "confirmed")


@blueprint.post("/<id>/undo")
@needs(Role.REVIEWER)
def undo(id: str) -> Answer:
    return _act(id, lambda _, items: campaign_deeds.undoing_all(items, **_signed()), "undone")


@blueprint.post("/<id>/assign")
@needs(Role.REVIEWER)
def assign(id: str) -> Answer:
    to = request.form.get("to", "")
    if to != NOBODY and to not in reviewers():
        return render(Problem(400, (("to", "请选择一位审核人员，或者选“不指定”。"),)))
    whom = None if to == NOBODY else to
    return _act(id, lambda _, items: campaign_deeds.assigning(items, whom, **_signed()), "assigned")


@blueprint.post("/<id>/remove")
@needs(Role.REVIEWER)
def remove(id: str) -> Answer:
    why = request.form.get("why", "")
    return _act(id, lambda _, items: campaign_deeds.removing(items, why, **_signed()), "removed")


@blueprint.post("/<id>/restore")
@needs(Role.REVIEWER)
def restore(id: str) -> Answer:
    return _act(id, lambda _, items: campaign_deeds.restoring(items, **_signed()), "restored")


def _deciding(campaign: Campaign, items: Sequence[Item]) -> list[OnItem]:
    made, cite = read_decision(request.form, today()), bool(request.form.get("cite"))
    versions = {one.document_id: v for one in items if (v := request.form.get(f"version-{one.document_id}"))}
    now = services().store.versions(list(versions))
    if stale := [
        one.row.title for one in items if (v := versions.get(one.document_id)) and v != now.get(one.document_id)
    ]:
        raise BadDecision([f"《{title}》的正文刚刚有变化，请重新阅读后再决定。" for title in stale])
    return campaign_deeds.deciding(made, items, versions, cite=cite, campaign=campaign, **_signed())


def _act(id: str, act: Act, said: str) -> Answer:
    """Do it to all chosen items or to none; then back to the same list, or to the item's own page."""
    asked, door = read_items(request.form.items(multi=True)), services().store.campaigns
    campaign, seen = door.get(id), _seen(id, asked)
    try:
        if not seen:
            raise BadDecision(["请先在清单里勾选文件。"])
        if len(seen) > MOST:
            raise BadDecision([f"一次最多处理 {MOST} 件，现在是 {len(seen)} 件，请先筛选。"])
        items = door.items_by_ids(id, list(seen))
        door.record(
            id, seen, act(campaign, [items[d] for d in seen if d in items] if len(items) == len(seen) else abort(404))
        )
    except BadDecision as error:
        return _again(id, asked, error.faults), 400
    except ChangedMeanwhile as error:
        return _conflict(campaign, error.ids), 409
    if single := _single():
        return redirect(url_for("campaigns.item", id=id, document_id=single, said=said), 303)  # type: ignore[return-value]
    return redirect(f"{url_for('campaigns.page', id=id)}?{asked.link(asked.page)}&said={said}", 303)  # type: ignore[return-value]


def _seen(id: str, asked: ItemRequest) -> dict[str, int]:
    """Document id → the revision at which the form saw it. With `all`, every item that the filters let through."""
    form = request.form
    if form.get("all"):
        as_of = _number(form.get("as_of", ""))
        found = services().store.campaigns.revisions(asked.query(id))
        seen = {document: revision if revision <= as_of else -1 for document, revision in found.items()}
    else:
        chosen = dict.fromkeys(form.getlist("item"))
        seen = {document: _number(form.get(f"seen-{document}", "")) for document in chosen}
    return {d: n for d, n in seen.items() if d not in form.getlist("stale")} if form.get("skip") else seen


def _again(id: str, asked: ItemRequest, faults: Sequence[str]) -> str:
    if single := _single():
        return one_item(id, single, faults, request.form)
    return workbench(id, asked, faults, request.form)


def _conflict(campaign: Campaign, ids: Sequence[str]) -> str:
    """What changed, by whom; the form again with all that was typed, as it would be recorded now."""
    door = services().store.campaigns
    campaign, now = door.get(campaign.id), door.items_by_ids(campaign.id, list(ids))
    kept = [(k, v) for k, v in request.form.items(multi=True) if k not in (*_TECHNICAL, "as_of", "stale")]
    fresh = {f"seen-{d}": str(one.state.revision) for d, one in now.items()}
    return render_template(
        "review/campaign_conflict.html",
        campaign=campaign,
        items=list(now.values()),
        fields=[(name, fresh.get(name, value)) for name, value in kept] + [("as_of", str(campaign.revision))],
        action=request.path,
        typed=request.form,
        single=_single(),
        me=account(),
    )


def _single() -> str:
    """The document of an item's own page, when the form came from there."""
    return request.form.get("single", "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else -1


def _signed() -> Signed:
    return {"actor": account().name, "at": datetime.now(UTC)}
