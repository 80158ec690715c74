"""Room: what a government document is. The validity rules of people and of later documents: reviews, repeals, lists."""

from __future__ import annotations

from datetime import date

from govdoc.case import Case, Finding, LaterAct
from govdoc.document import Review, Status
from govdoc.settings import SHANGHAI
from govdoc.terms import next_day

_DECISIONS = {
    "in_force": Status.IN_FORCE,
    "retained": Status.IN_FORCE,
    "extended": Status.IN_FORCE,
    "repealed": Status.REPEALED,
    "lapsed": Status.LAPSED,
    "superseded": Status.SUPERSEDED,
    "pending": Status.PENDING,
    "unknown": Status.UNKNOWN,
}
_REPEALING = {"repeals": "废止", "sweeps": "未列入继续有效目录，按清理公告废止", "stops": "停止执行", "lifts": "解除"}
_ENDING = {*_REPEALING, "lapses", "replaces"}


def review(case: Case, on: date) -> Finding | None:
    """The latest review made by that day. A review of another text (version) informs but does not decide.

    An extension ends with its last day; any other review that has one says nothing after it. A review that keeps a
    document does not outlive the document's own term, nor an act that ended it later: the reviewer knew of neither.
    """
    for made in reversed(case.reviews):
        day = reviewed_on(made)
        over = bool(made.until and on > made.until)
        if day > on or (over and made.decision != "extended"):
            continue
        current = made.version == case.document.version
        basis = f"{day} 人工审核：{made.reason}" + ("" if current else "（审核后文本有变化，待复核）")
        if over and made.until:
            basis = f"{day} 人工审核延长的有效期至{made.until}，已届满"
            return Finding("review", Status.LAPSED, basis, next_day(made.until), decisive=current)
        status = _DECISIONS.get(made.decision)
        decisive = current and not (status is Status.IN_FORCE and _ended_since(case, made, on))
        return Finding("review", status, basis, day, made.until, decisive=decisive)
    return None


def _ended_since(case: Case, made: Review, on: date) -> bool:
    """Did the kept document's own term end, or a later act end it, after the review and up to the day?"""
    day, ends = reviewed_on(made), case.term.expires_on
    own_term_over = made.until is None and ends is not None and day <= ends < on
    return own_term_over or any(
        act.relation in _ENDING and act.scope == "whole" and not act.proposed and act.on and day < act.on <= on
        for act in case.later_acts
    )


def reviewed_on(made: Review) -> date:
    """The day of a review, in China."""
    return made.reviewed_at.astimezone(SHANGHAI).date()


def _act(
    case: Case, on: date, relations: tuple[str, ...], *, proposed: bool = False, scope: str = "whole"
) -> LaterAct | None:
    """The latest act of these relations that has its effect on the day and does not precede the document itself."""
    born = case.document.issued_on
    for act in reversed(case.later_acts):
        if act.relation not in relations or act.proposed is not proposed or act.scope != scope:
            continue
        if act.on and (act.on > on or (born and act.on < born)):
            continue
        return act
    return None


def _retained_after(case: Case, on: date, act: LaterAct) -> bool:
    """True when a later list retains what the act ended: then neither decides."""
    kept = _act(case, on, ("retains", "extends"))
    return bool(kept and kept.on and act.on and kept.on > act.on)


def repealed(case: Case, on: date) -> Finding | None:
    """A later document repeals it (同时废止, 予以废止, 停止执行), or a sweep clause leaves it out."""
    act = _act(case, on, tuple(_REPEALING))
    if act is None:
        return None
    basis = f"被{act.name}{_REPEALING[act.relation]}"
    if act.on is None or _retained_after(case, on, act):
        return Finding("repealed", Status.REPEALED, basis, act.on, None, act.on is None, act.evidence, act.on is None)
    return Finding("repealed", Status.REPEALED, basis, act.on, evidence=act.evidence)


def declared_lapsed(case: Case, on: date) -> Finding | None:
    """A later document declares it lapsed (宣布失效)."""
    act = _act(case, on, ("lapses",))
    if act is None:
        return None
    decisive = not _retained_after(case, on, act)
    return Finding(
        "declared_lapsed", Status.LAPSED, f"被{act.name}宣布失效", act.on, evidence=act.evidence, decisive=decisive
    )


def replaced(case: Case, on: date) -> Finding | None:
    """A newer version, or a text that takes its place, is there."""
    act = _act(case, on, ("replaces",))
    if act is None:
        return None
    return Finding("replaced", Status.SUPERSEDED, f"已被{act.name}替代", act.on, evidence=act.evidence)


def retained(case: Case, on: date) -> Finding | None:
    """A list keeps it (继续有效) or a notice extends it. A list before the text's own last day does not prolong that."""
    act = _act(case, on, ("retains", "extends"))
    if act is None:
        return None
    until = act.until
    if until is None and case.term.expires_on and act.on and case.term.expires_on >= act.on:
        until = case.term.expires_on
    if until and on > until:
        if act.until is None:
            return None
        return Finding(
            "retained",
            Status.LAPSED,
            f"{act.name}延长的有效期至{until}，已届满",
            next_day(until),
            None,
            False,
            act.evidence,
        )
    what = "列为继续有效" if act.relation == "retains" else "延长有效期"
    return Finding(
        "retained", Status.IN_FORCE, f"被{act.name}{what}", act.on, until, evidence=act.evidence, decisive=bool(act.on)
    )


def amended(case: Case, on: date) -> Finding | None:
    """Amended or repealed in part: worth knowing, no status."""
    act = _act(case, on, ("amends",)) or _act(case, on, (*_REPEALING, "lapses", "amends"), scope="part")
    if act is None:
        return None
    what = "修改" if act.relation == "amends" else "废止部分内容"
    return Finding("amended", None, f"被{act.name}{what}", act.on, evidence=act.evidence, decisive=False)


def overridden(case: Case, on: date) -> Finding | None:
    """A later document says that earlier rules yield (以本意见为准): a warning."""
    act = _act(case, on, ("overrides",))
    if act is None:
        return None
    return Finding(
        "overridden", None, f"与{act.name}不一致的，以后者为准", act.on, evidence=act.evidence, decisive=False
    )


def proposed(case: Case, on: date) -> Finding | None:
    """A list only intends to repeal or amend it (拟废止): nothing is done yet."""
    act = _act(case, on, (*_REPEALING, "lapses", "amends", "retains", "extends"), proposed=True)
    if act is None:
        return None
    return Finding("proposed", None, f"{act.name}拟作处理，尚未决定", act.on, evidence=act.evidence, decisive=False)
