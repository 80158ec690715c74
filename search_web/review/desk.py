"""Room: from index to pages. The reviewer's desk: what waits, and decisions on one document or many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Response, abort, redirect, render_template, request, url_for

from govdoc.audits import AUDITS
from govdoc.campaign import OPEN, Campaign
from govdoc.document import Document
from govdoc.people import Deed, Role, Standing
from govdoc.settings import today
from indexer.decided import outdated
from search_web import record
from search_web.audit_request import SIZE, read_audit_request
from search_web.problems import Problem, render
from search_web.review.base import people, review_blueprint, reviewers, settle
from search_web.review.campaign_request import NOBODY, WORDS
from search_web.review.decisions import MOST_AT_ONCE, BadDecision, confirming, deeds, read_decision, undoing
from search_web.review.session import account, needs
from search_web.services import services

blueprint = review_blueprint("desk")
LATELY = 50
LISTS = ("queue", "cleanup", "expiry")
"""The audits that bring a reviewer his work, the most pressing first."""


@blueprint.get("/")
@needs(Role.READER)
def home() -> str:
    waiting, stood = people().waiting(), people().standing(people().decided_lately(LATELY))
    lately = sorted((one[-1] for one in stood.values()), key=lambda s: s.sequence, reverse=True)
    documents = services().store.documents_by_ids({s.review.document_id for s in (*waiting, *lately)})
    return render_template(
        "review/home.html",
        waiting=waiting,
        lately=lately,
        documents=documents,
        lists=[AUDITS[name] for name in LISTS if name in AUDITS],
        me=account(),
        mine=_mine(account().name),
        said=request.args.get("said"),
    )


def _mine(name: str) -> list[tuple[Campaign, int]]:
    """The open campaigns with what is still to be decided there by this reviewer."""
    door = services().store.campaigns
    groups = door.groups()
    counts = [(c, sum(g.count for g in groups.get(c.id, ()) if g.assignee == name and g.outcome == OPEN and not g.removed)) for c in door.all() if c.is_open]  # fmt: skip
    return [(campaign, many) for campaign, many in counts if many]


@blueprint.get("/d/<path:document_id>")
@needs(Role.READER)
def document(document_id: str) -> str:
    found = services().store.document(document_id)
    return _page_of([found])


@blueprint.get("/list/<name>")
@needs(Role.REVIEWER)
def pick(name: str) -> str:
    """The rows of an audit that concern documents, to be ticked and decided on together."""
    if name not in AUDITS:
        abort(404)
    audit = AUDITS[name]
    asked, assignee = (
        read_audit_request(request.args.items(multi=True), audit),
        request.args.get("assignee", "")[:WORDS],
    )
    wanted = (("" if assignee == NOBODY else assignee),) if assignee else ()
    query, store = replace(asked.query(name, today()), assignees=wanted), services().store
    rows = list(store.audit(query, SIZE, asked.offset))
    ids = [row.document_id for row in rows if row.document_id]
    counted = store.audit_counts(query)
    filters = [*asked.filters, *([("assignee", assignee)] if assignee else [])]
    return render_template(
        "review/list.html",
        audit=audit,
        audits=AUDITS,
        asked=asked,
        rows=rows,
        outdated=outdated(store, ids),
        stood=people().standing(ids),
        assigned=people().assignees(ids),
        reviewers=reviewers(),
        nobody=NOBODY,
        me=account(),
        counted=counted,
        chosen=dict(filters),
        said=request.args.get("said"),
        pages=max(1, -(-counted.total // SIZE)),
        link=lambda page: f"{url_for('desk.pick', name=name)}?{urlencode([*filters, ('page', str(page))])}",
    )


@blueprint.post("/assign")
@needs(Role.REVIEWER)
def assign() -> Response:
    """Documents (`id`, repeated) to a reviewer, or to nobody; back to the list they were ticked on."""
    documents, to, name = (
        _documents(request.form.getlist("id")),
        request.form.get("to", ""),
        request.form.get("list", ""),
    )
    if to != NOBODY and to not in reviewers():
        return render(Problem(400, (("to", "请选择一位审核人员，或者选“不指定”。"),)))
    whom = None if to == NOBODY else to
    people().assign([d.id for d in documents], whom, actor=account().name, at=datetime.now(UTC))
    back = url_for("desk.pick", name=name) if name in AUDITS else url_for("desk.home")
    return redirect(back + "?said=assigned", 303)  # type: ignore[return-value]


@blueprint.get("/decide")
@needs(Role.REVIEWER)
def choose() -> str:
    """Several documents at once: `id`, repeated."""
    return _page_of(_documents(request.args.getlist("id")))


@blueprint.post("/choose")
@needs(Role.REVIEWER)
def chosen() -> str:
    """The same for what was ticked on a list, whose form carries a token that no address should."""
    return choose()  # type: ignore[return-value]


@blueprint.post("/decide")
@needs(Role.REVIEWER)
def decide() -> str | Response | tuple[str, int]:
    """All of the documents get the decision, or none."""
    documents = _documents(request.form.getlist("id"))
    changed = [d for d in documents if request.form.get(f"version-{d.id}", d.version) != d.version]
    try:
        if changed:
            raise BadDecision([f"《{d.title}》的正文刚刚有变化，请重新阅读后再决定。" for d in changed])
        made = read_decision(request.form, today())
        stood = people().standing([d.id for d in documents])
        agreed = services().settings.second_reviewer
        seen = {d.id: d.version for d in documents}
        _record(deeds(made, seen, stood, actor=account().name, at=datetime.now(UTC), two_must_agree=agreed))
    except BadDecision as error:
        return _page_of(documents, error.faults, request.form), 400
    where = url_for("desk.document", document_id=documents[0].id) if len(documents) == 1 else url_for("desk.home")
    return redirect(where + "?said=decided")  # type: ignore[return-value]


@blueprint.post("/undo")
@needs(Role.REVIEWER)
def undo() -> Response:
    last = _last_standing()
    _record([undoing(last, actor=account().name, at=datetime.now(UTC))])
    return redirect(url_for("desk.document", document_id=last.review.document_id, said="undone"))  # type: ignore[return-value]


@blueprint.post("/confirm")
@needs(Role.REVIEWER)
def confirm() -> Response:
    last = _last_standing()
    try:
        _record([confirming(last, actor=account().name, at=datetime.now(UTC))])
    except BadDecision as error:
        return render(Problem(400, reason="".join(error.faults)))
    return redirect(url_for("desk.document", document_id=last.review.document_id, said="confirmed"))  # type: ignore[return-value]


def _record(done: Sequence[Deed]) -> None:
    people().decide(done)
    settle([deed.subject for deed in done])


def _last_standing() -> Standing:
    """The decision that the form speaks of, if it is still the last one of its document; else 409."""
    id, sequence = request.form.get("id", ""), request.form.get("sequence", "")
    services().store.document(id)
    stood = people().standing([id]).get(id, ())
    if not stood or str(stood[-1].sequence) != sequence:
        abort(409)
    return stood[-1]


def _documents(ids: list[str]) -> list[Document]:
    """In the order asked for, each once. NotFoundError names the first that is not there; 400 for none or too many."""
    wanted = list(dict.fromkeys(ids))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        abort(render(Problem(400, reason=f"请一次选 1 至 {MOST_AT_ONCE} 件文件，现在是 {len(wanted)} 件。")))
    found = services().store.documents_by_ids(wanted)
    return [found.get(id) or services().store.document(id) for id in wanted]


def _page_of(documents: list[Document], faults: tuple[str, ...] = (), form: object = None) -> str:
    ids = [d.id for d in documents]
    payloads = {id: row.payload for id, row in services().store.derivations_by_ids(ids).items()}
    return render_template(
        "review/decide.html",
        documents=documents,
        validity={d.id: record.validity(payloads.get(d.id, {}), today()) for d in documents},
        stood=people().standing(ids),
        deeds=people().deeds_on(ids[0]) if len(ids) == 1 else (),
        faults=faults,
        form=form or {},
        me=account(),
        may=account().role.covers(Role.REVIEWER),
        said=request.args.get("said"),
    )
