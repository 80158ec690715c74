"""Room: what a government document is. Legal-basis decay (U5): what a document rests on ended or was revised after it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from govdoc.case import Case, Finding
from govdoc.document import Evidence, Status
from govdoc.validity import timeline

RESTS_ON = frozenset({"based_on", "implements"})
ENDED = {Status.REPEALED: "废止", Status.LAPSED: "失效", Status.SUPERSEDED: "被替代"}


@dataclass(frozen=True, slots=True)
class Turn:
    """What happened to a basis on a day: 修订施行, 废止, 失效, 修改; `evidence` quotes the act."""

    on: date
    what: str
    said: str
    evidence: Evidence | None
    presumed: bool = False


def turns(case: Case) -> tuple[Turn, ...]:
    """Every day on which the document stopped being the text it was: repeals, ends, revisions, amendments; ascending."""
    ended = [
        Turn(since, _what(status, found), found.basis, found.evidence, found.presumed)
        for since, status, found in timeline(case)
        if since and found and status in ENDED
    ]
    amended = [
        Turn(act.on, "修改", f"被{act.name}修改", act.evidence)
        for act in case.later_acts
        if act.relation == "amends" and act.on and not act.proposed
    ]
    return tuple(sorted((*ended, *amended), key=lambda turn: (turn.on, turn.what)))


def _what(status: Status, found: Finding) -> str:
    """A newer text of the same law is quoted by its title: 修订施行, not 被替代."""
    revised = status is Status.SUPERSEDED and found.evidence is not None and found.evidence.part == "title"
    return "修订施行" if revised else ENDED[status]


def newer_text(effective_on: date, title: str, evidence: Evidence) -> Turn:
    """The only text of a basis in the store is later than the document: it was revised since."""
    return Turn(effective_on, "修订施行", f"库中的《{title}》自{effective_on}起施行", evidence)


def decayed(name: str, quote: Evidence, made_on: date, happened: tuple[Turn, ...]) -> tuple[Finding, ...]:
    """The findings for one basis `name`, cited by the words `quote` in a document made on `made_on`; both sides quoted.

    「依据已于2019-05-15修订施行」: the first finding quotes the document, the second what happened to its basis.
    """
    after = [turn for turn in happened if turn.on > made_on]
    if not after:
        return ()
    last = next((turn for turn in after if turn.what != "修改"), after[-1])
    basis = f"所依据的{name}已于{last.on}{last.what}（{last.said}）"
    finding = Finding("basis_decayed", None, basis, last.on, None, last.presumed, quote, False)
    if last.evidence is None:
        return (finding,)
    told = f"依据已于{last.on}{last.what}"
    return finding, Finding("basis_changed", None, told, last.on, None, last.presumed, last.evidence, False)
