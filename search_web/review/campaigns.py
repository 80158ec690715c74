"""Room: from index to pages. Clean-up campaigns: begun, looked over, consulted on, published or withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from govdoc.audits import AuditQuery, Row
from govdoc.audits.cleanup import REASONS as SUGGESTIONS
from govdoc.campaign import Campaign, Item, ItemQuery, Phase, listed, obstacles, publication, totals
from govdoc.people import Deed, Role
from govdoc.settings import today
from govdoc.store.campaigns import ChangedMeanwhile
from search_web.problems import Problem, render
from search_web.review.base import review_blueprint, reviewers, settle
from search_web.review.campaign_request import NOBODY, SIZE, STATES, ItemRequest, counts, matching, read_items
from search_web.review.session import account, needs
from search_web.services import services

blueprint = review_blueprint("campaigns", "/campaigns")
ISSUERS_SHOWN = 60
TITLE, OFFICE = 80, 60
CONSULTATION = timedelta(days=30)
"""What the form offers: 30 days is what most clean-up rules give the public."""


@blueprint.get("/")
@needs(Role.READER)
def index() -> str:
    door = services().store.campaigns
    groups = door.groups()
    return render_template(
        "review/campaigns.html",
        campaigns=[(one, totals(groups.get(one.id, ()))) for one in door.all()],
        said=request.args.get("said"),
    )


@blueprint.get("/new")
@needs(Role.REVIEWER)
def new() -> str:
    """Step by step, all in the address: find issuers, choose them and the cut-off, look at what would be listed."""
    return _new(request.args, ())


@blueprint.post("/")
@needs(Role.REVIEWER)
def begin() -> Response | tuple[str, int]:
    form = request.form
    issuers, cutoff = tuple(dict.fromkeys(form.getlist("issuer"))), _day(form.get("cutoff", ""))
    title, office = form.get("title", "").strip(), form.get("office", "").strip()
    rows = _rows(issuers, cutoff) if issuers and cutoff else []
    faults = [] if 2 <= len(title) <= TITLE else [f"请填写清理工作的名称，2 至 {TITLE} 字。"]
    faults += [] if 2 <= len(office) <= OFFICE else [f"请填写公布结果的机关，2 至 {OFFICE} 字。"]
    faults += [] if issuers else ["请选择发文机关。"]
    faults += [] if cutoff else ["请填写截止日期。"]
    faults += [] if rows or faults else ["这些机关在截止日期之前没有规范性文件，请换一个机关或者日期。"]
    if faults or cutoff is None:
        return _new(form, faults), 400
    now, two = datetime.now(UTC), services().settings.second_reviewer
    begun = services().store.campaigns.open(
        Campaign("", title, office, issuers, cutoff, two, account().name, now), rows
    )
    return redirect(url_for("campaigns.page", id=begun.id, said="begun"), 303)  # type: ignore[return-value]


@blueprint.get("/<id>")
@needs(Role.READER)
def page(id: str) -> str:
    return workbench(id, read_items(request.args.items(multi=True)))


@blueprint.get("/<id>/items/<path:document_id>")
@needs(Role.READER)
def item(id: str, document_id: str) -> str:
    return one_item(id, document_id)


@blueprint.post("/<id>/consult")
@needs(Role.REVIEWER)
def consult(id: str) -> Response:
    """Show the list to the public and hear comments up to a day; a day in the past ends the hearing."""
    until = _day(request.form.get("until", ""))
    if until is None:
        return render(Problem(400, (("until", "请填写征求意见的最后一天，写成 2027-01-31。"),)))
    deed = _deed("consultation set", id, {"until": until.isoformat()})
    services().store.campaigns.change(id, lambda one: replace(one, consulted_until=until), deed)
    return redirect(url_for("campaigns.page", id=id, said="consulted"), 303)  # type: ignore[return-value]


@blueprint.get("/<id>/publish")
@needs(Role.REVIEWER)
def look_before_publishing(id: str) -> str:
    return _publishing(id)


@blueprint.post("/<id>/publish")
@needs(Role.REVIEWER)
def publish(id: str) -> Response | tuple[str, int]:
    """All opinions become decisions at once, if the campaign is what it was when its totals were looked at."""
    store = services().store
    campaign, items = store.campaigns.get(id), store.campaigns.items(ItemQuery(id))
    if _obstacles(campaign, items):
        return _publishing(id), 400
    now, seen = datetime.now(UTC), request.form.get("revision", "")
    try:
        deeds = publication(campaign, items, actor=account().name, at=now)
        store.campaigns.publish(id, int(seen) if seen.isdecimal() else -1, deeds, actor=account().name, at=now)
    except ChangedMeanwhile:
        return _publishing(id, changed=True), 409
    settle([deed.subject for deed in deeds])
    return redirect(url_for("campaigns.page", id=id, said="published"), 303)  # type: ignore[return-value]


@blueprint.post("/<id>/withdraw")
@needs(Role.REVIEWER)
def withdraw(id: str) -> Response:
    now, name = datetime.now(UTC), account().name
    services().store.campaigns.change(
        id,
        lambda one: replace(one, phase=Phase.WITHDRAWN, closed_by=name, closed_at=now),
        _deed("campaign withdrawn", id),
    )
    return redirect(url_for("campaigns.index", said="withdrawn"), 303)  # type: ignore[return-value]


def workbench(id: str, asked: ItemRequest, faults: Sequence[str] = (), form: Any = None) -> str:
    """The list of a campaign, filtered; `form`: what was typed and ticked, and could not be recorded."""
    store = services().store
    campaign, groups = store.campaigns.get(id), store.campaigns.groups(id).get(id, ())
    found = store.campaigns.items(asked.query(id), SIZE, asked.offset)
    ids = [one.document_id for one in found]
    counted, total = counts(groups, asked), matching(groups, asked)
    total = len(store.campaigns.revisions(asked.query(id))) if total is None else total
    return render_template(
        "review/campaign.html",
        campaign=campaign,
        totals=totals(groups),
        items=found,
        total=total,
        asked=asked,
        counts=counted,
        assignees=[(NOBODY, "未指定"), *((name, name) for name in sorted({*counted["assignee"]} - {NOBODY}))],
        pages=max(1, -(-total // SIZE)),
        versions=store.versions(ids),
        comments=_comments(id, ids),
        reviewers=reviewers(),
        faults=faults,
        form=form or {},
        ticked=set(form.getlist("item")) if form else set(),
        said=request.args.get("said"),
        **_words(),
    )


def one_item(id: str, document_id: str, faults: Sequence[str] = (), form: Any = None) -> str:
    store = services().store
    campaign, found = store.campaigns.get(id), store.campaigns.item(id, document_id)
    return render_template(
        "review/campaign_item.html",
        campaign=campaign,
        item=found,
        version=store.versions([document_id]).get(document_id),
        deeds=store.campaigns.deeds_on(id, document_id),
        comments=store.comments.of_item(id, document_id),
        reviewers=reviewers(),
        faults=faults,
        form=form or {},
        said=request.args.get("said"),
        **_words(),
    )


def _new(given: Any, faults: Sequence[str]) -> str:
    """The form, with what was chosen so far."""
    store, chosen = services().store, tuple(dict.fromkeys(given.getlist("issuer")))
    words, cutoff = given.get("q", "").strip(), _day(given.get("cutoff", ""))
    every = store.audit_issuers(AuditQuery("cleanup", today()))
    rows = _rows(chosen, cutoff) if chosen and cutoff else []
    suggested = {name: sum(row.reason == name for row in rows) for name in SUGGESTIONS}
    return render_template(
        "review/campaign_new.html",
        found=[pair for pair in every if words in pair[0] and pair[0] and pair[0] not in chosen][:ISSUERS_SHOWN],
        chosen=[(name, dict(every).get(name, 0)) for name in chosen],
        q=words,
        cutoff=given.get("cutoff", "") or date(today().year - 1, 12, 31),
        title=given.get("title") or (f"{chosen[0]}规范性文件清理" if chosen else ""),
        office=given.get("office") or (chosen[0] if chosen else ""),
        suggested=suggested,
        rows=rows,
        faults=faults,
        two=services().settings.second_reviewer,
        **_words(),
    )


def _rows(issuers: Sequence[str], cutoff: date) -> list[Row]:
    rows = services().store.audit(AuditQuery("cleanup", today(), issuers=tuple(issuers)))
    return listed(rows, cutoff)


def _publishing(id: str, changed: bool = False) -> str:
    store = services().store
    campaign, items = store.campaigns.get(id), store.campaigns.items(ItemQuery(id))
    return render_template(
        "review/campaign_publish.html",
        campaign=campaign,
        totals=totals(store.campaigns.groups(id).get(id, ())),
        obstacles=_obstacles(campaign, items),
        changed=changed,
        waiting=sum(many for (_, state), many in store.comments.counts(id).items() if state == "waiting"),
        **_words(),
    )


def _obstacles(campaign: Campaign, items: Sequence[Item]) -> list[str]:
    store = services().store
    now = store.versions([one.document_id for one in items])
    decided = [(one, one.state.standing.review.version) for one in items if one.state.standing]
    changed = [one.row.title for one, version in decided if now.get(one.document_id, version) != version]
    gone = [one.row.title for one in items if one.document_id not in now]
    counted = totals(store.campaigns.groups(campaign.id).get(campaign.id, ()))
    return obstacles(counted, campaign.two_must_agree, changed, gone)


def _comments(id: str, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (document, _), many in services().store.comments.counts(id, ids).items():
        found[document] = found.get(document, 0) + many
    return found


def _words() -> dict[str, object]:
    return {
        "me": account(),
        "may": account().role.covers(Role.REVIEWER),
        "states": STATES,
        "nobody": NOBODY,
        "on": today(),
        "consultation": today() + CONSULTATION,
    }


def _deed(action: str, id: str, after: dict[str, Any] | None = None) -> Deed:
    return Deed(datetime.now(UTC), account().name, action, id, None, after)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
