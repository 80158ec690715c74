"""Room: what a government document is. The validity rules of people and of later documents: reviews, repeals, lists."""

from __future__ import annotations

from datetime import date

from govdoc.case import Case, Finding, LaterAct, reviewed_on
from govdoc.document import Review, Status
from govdoc.standing_term import first_day, own_last_day, prolonged_until
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
_REPEALING = {"repeals": "废止", "sweeps": "废止（未列入其继续有效目录）", "stops": "停止执行", "lifts": "解除"}
_LAPSING = {"lapses": "宣布失效", "sweeps_lapsed": "宣布失效（未列入其继续有效目录）"}
_ENDING = {*_REPEALING, *_LAPSING, "replaces", "fulfils"}


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
        current = made.version == case.version
        words = made.evidence[0] if made.evidence else None
        who = f"{made.office}公布清理结果" if made.office else "人工审核"
        basis = f"{day} {who}：{made.reason}" + ("" if current else "（审核后文本有变化，待复核）")
        if over and made.until:
            basis = f"{day} {who}，延长的有效期至{made.until}，已届满"
            return Finding("review", Status.LAPSED, basis, next_day(made.until), evidence=words, decisive=current)
        status = _DECISIONS.get(made.decision)
        decisive = current and not (status is Status.IN_FORCE and _ended_since(case, made, on))
        return Finding("review", status, basis, day, made.until, evidence=words, decisive=decisive)
    return None


def _ended_since(case: Case, made: Review, on: date) -> bool:
    """Did the kept document's own term end, or a later act end it, after the review and up to the day?"""
    day, ends = reviewed_on(made), case.term.expires_on
    own_term_over = made.until is None and ends is not None and day <= ends < on
    return own_term_over or any(
        act.relation in _ENDING and act.scope == "whole" and not act.proposed and act.on and day < act.on <= on
        for act in case.later_acts
    )


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


def _near(act: LaterAct) -> str:
    """What a reader must know of an act that names the document by a title not quite its own."""
    return "" if act.score == 1 else f"（按标题近似对应，相似度{act.score:.2f}）"


def repealed(case: Case, on: date) -> Finding | None:
    """A later document repeals it (同时废止, 予以废止, 停止执行), or a sweep clause leaves it out."""
    act = _act(case, on, tuple(_REPEALING))
    if act is None or (act.relation == "stops" and _resumed(case, on, act)):
        return None
    basis = f"被{act.name}{_REPEALING[act.relation]}{_near(act)}"
    presumed = act.on is None or act.score < 1
    decisive = act.on is not None and not _retained_after(case, on, act)
    return Finding("repealed", Status.REPEALED, basis, act.on, None, presumed, act.evidence, decisive)


def declared_lapsed(case: Case, on: date) -> Finding | None:
    """A later document declares it lapsed (宣布失效), or a sweep clause does."""
    act = _act(case, on, tuple(_LAPSING))
    if act is None:
        return None
    basis = f"被{act.name}{_LAPSING[act.relation]}{_near(act)}"
    decisive = not _retained_after(case, on, act)
    return Finding("declared_lapsed", Status.LAPSED, basis, act.on, None, act.score < 1, act.evidence, decisive)


def condition_met(case: Case, on: date) -> Finding | None:
    """The document on whose first day (or issue) it ends by its own words is there: 自《乙条例》施行之日起自行废止."""
    act = _act(case, on, ("fulfils",))
    if act is None:
        return None
    basis = f"文件载明的失效条件已于{act.begins}成就，见{act.name}"
    decisive = not _retained_after(case, on, act)
    return Finding("condition_met", Status.LAPSED, basis, act.on, None, act.score < 1, act.evidence, decisive)


def swept_perhaps(case: Case, on: date) -> Finding | None:
    """A catalogue leaves it out, but whether it is normative at all has to be judged: a finding, no status."""
    act = _act(case, on, ("sweeps_perhaps",))
    if act is None:
        return None
    basis = f"未列入{act.name}的继续有效目录；如属规范性文件，按该目录已不再有效"
    return Finding("swept_perhaps", None, basis, act.on, evidence=act.evidence, decisive=False)


def replaced(case: Case, on: date) -> Finding | None:
    """A newer version, or a text that takes its place, is there."""
    act = _act(case, on, ("replaces",))
    if act is None:
        return None
    basis = f"已被{act.name}替代{_near(act)}"
    return Finding("replaced", Status.SUPERSEDED, basis, act.on, None, act.score < 1, act.evidence)


def retained(case: Case, on: date) -> Finding | None:
    """A list keeps it (继续有效) or a notice extends it. A list before the text's own last day does not prolong that."""
    act = _act(case, on, ("retains", "extends"))
    if act is None:
        return None
    given = until = prolonged_until(case, act)
    own = own_last_day(case, on)
    if until is None and act.period:
        basis = f"被{act.name}延长有效期，原到期日不明{_near(act)}"
        return Finding("retained", Status.UNKNOWN, basis, act.on, None, True, act.evidence, bool(act.on))
    if until is None and own and act.on and own >= act.on:
        until = own
    if until and on > until:
        if given is None:
            return _prolonged_somehow(act) if act.relation == "extends" else None
        return Finding(
            "retained",
            Status.LAPSED,
            f"{act.name}延长的有效期至{until}，已届满{_near(act)}",
            next_day(until),
            None,
            act.score < 1,
            act.evidence,
        )
    what = "列为继续有效" if act.relation == "retains" else "延长有效期"
    basis, presumed = f"被{act.name}{what}{_near(act)}", act.score < 1
    decisive = bool(act.on) and _omitted_since(case, on, act) is None
    return Finding("retained", Status.IN_FORCE, basis, act.on, until, presumed, act.evidence, decisive)


def _prolonged_somehow(act: LaterAct) -> Finding:
    """A list extends it (以下文件有效期延长2年) and the new last day was not read: neither in force nor lapsed."""
    basis = f"被{act.name}延长有效期，新的到期日没有读出{_near(act)}"
    return Finding("retained", Status.UNKNOWN, basis, act.on, None, True, act.evidence, bool(act.on))


def _omitted_since(case: Case, on: date, kept: LaterAct) -> LaterAct | None:
    """The later catalogue of the same organ that no longer lists what `kept` retained."""
    act = _act(case, on, ("omits",))
    return act if act and act.on and kept.on and act.on > kept.on else None


def omitted(case: Case, on: date) -> Finding | None:
    """A later catalogue of documents in force leaves out what an earlier one kept, with no word on what that means."""
    act = _act(case, on, ("omits",))
    if act is None:
        return None
    basis = f"曾列为继续有效，未列入后来的{act.name}"
    return Finding("omitted", None, basis, act.on, evidence=act.evidence, decisive=False)


def suspended(case: Case, on: date) -> Finding | None:
    """A later document lets it rest (暂停执行) and none has taken it up again: neither in force nor ended.

    Not begun when it was put to rest, it is still pending. A term of its own that has run out meanwhile says more.
    """
    act = _act(case, on, ("suspends",))
    if act is None or (act.until and on > act.until) or _resumed(case, on, act):
        return None
    begins, ends = first_day(case, on), own_last_day(case, on)
    unborn = begins is not None and act.on is not None and act.on < begins
    status = Status.PENDING if unborn else Status.UNKNOWN
    basis = f"被{act.name}{'暂缓施行' if unborn else '暂停执行'}" + (f"至{act.until}" if act.until else "")
    decisive = act.on is not None and not (ends and on > ends)
    return Finding("suspended", status, basis + _near(act), act.on, act.until, act.score < 1, act.evidence, decisive)


def _resumed(case: Case, on: date, rest: LaterAct) -> bool:
    """True when a later document takes up again (恢复执行) what `rest` stopped."""
    again = _act(case, on, ("resumes",))
    return bool(again and again.on and rest.on and again.on >= rest.on)


_IN_PART = {"amends": "修改", "suspends": "暂停执行部分内容", "resumes": "恢复执行部分内容"}


def amended(case: Case, on: date) -> Finding | None:
    """Amended or repealed in part: worth knowing, no status."""
    act = _act(case, on, ("amends",)) or _act(case, on, (*_REPEALING, "lapses", *_IN_PART), scope="part")
    if act is None:
        return None
    what = _IN_PART.get(act.relation, "废止部分内容")
    return Finding("amended", None, f"被{act.name}{what}", act.on, evidence=act.evidence, decisive=False)


def overridden(case: Case, on: date) -> Finding | None:
    """A later document says that earlier rules yield (以本意见为准): a warning."""
    act = _act(case, on, ("overrides",))
    if act is None:
        return None
    return Finding(
        "overridden", None, f"与{act.name}不一致的，以后者为准", act.on, evidence=act.evidence, decisive=False
    )


_PROPOSALS = {
    "repeals": "废止",
    "lapses": "宣布失效",
    "amends": "修改",
    "retains": "保留",
    "extends": "延长有效期",
}


def proposed(case: Case, on: date) -> Finding | None:
    """A list only intends to repeal, keep or amend it (拟废止): nothing is done yet."""
    act = _act(case, on, tuple(_PROPOSALS), proposed=True)
    if act is None:
        return None
    basis = f"{act.name}拟{_PROPOSALS[act.relation]}，尚未决定{_near(act)}"
    return Finding("proposed", None, basis, act.on, evidence=act.evidence, decisive=False)
