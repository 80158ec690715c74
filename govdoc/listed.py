"""Room: what a government document is. What a stored clean-up notice decides, its annexes read with it, and whom it sweeps away.

A sweep clause (凡未纳入本目录的一律废止) turns absence into a decision. It is applied only where the catalogue was read completely:
a file missed by the reader would be called repealed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from govdoc.cleanup import CleanupNotice, Decision, read_cleanup
from govdoc.document import Document
from govdoc.interpretation import is_interpretation
from govdoc.number import find_numbers
from govdoc.terms import LAST, read_last

_TITLE = re.compile(
    r"清理|(?:废止|失效|继续有效|保留|现行有效)[^《》]{0,30}(?:文件|规章)|延长[^，。]{0,60}有效期|(?:文件|规章)[^《》]{0,20}(?:目录|清单)"
)
_NOT_A_DECISION = re.compile(
    r"(?:开展|做好|进行|组织|部署|启动)[^《》]{0,60}清理(?!结果)[^《》]{0,20}工作|清理(?:工作)?方案|清理办法|清理计划"
)
_UNTIL = re.compile(
    rf"(?:截至|截止到?|截止至)[ 　]?(?P<until>{LAST})|(?P<before>{LAST})(?:[（(]含[^）)]{{0,8}}[）)])?(?:以前|之前|前)[^。；，]{{0,20}}(?:制定|印发|发布|出台|制发|公布|实施|施行)"
    rf"|(?P<from>{LAST})至(?P<to>{LAST})(?:期间|之间)?[^。；，]{{0,20}}(?:制定|印发|发布|出台|制发|公布)"
)


@dataclass(frozen=True, slots=True)
class ListedSweep:
    """A sweep clause in `part`; it reaches documents issued from `since` (None: ever) to `until`, both included.

    `owners`: in whose name they were issued, as the clause says it (县政府、县政府办公室); empty where it does not.
    """

    decision: str
    part: str
    start: int
    end: int
    quote: str
    since: date | None
    until: date | None
    owners: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """`decisions`: (part, decision), spans in that part. `unread`: why the lists are not complete, in Chinese; else empty."""

    decisions: tuple[tuple[str, Decision], ...] = ()
    sweeps: tuple[ListedSweep, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """`part` of the document stands at `start` of the text that is read as one."""

    part: str
    start: int
    text: str


def is_cleanup(document: Document) -> bool:
    """By its title; not the call to begin a clean-up, nor an interpretation."""
    if is_interpretation(document) or _NOT_A_DECISION.search(document.title):
        return False
    return bool(_TITLE.search(document.title))


def read_listed(document: Document) -> Listed:
    """All that the notice decides, text and annexes together: an annex's name is the heading of its list."""
    if not is_cleanup(document):
        return Listed()
    whole, pieces = _joined(document)
    notice = read_cleanup(whole, document.title)
    decisions = tuple(placed for one in notice.decisions if (placed := _placed(one, pieces)))
    since, until = _span(document)
    swept = tuple(
        ListedSweep(
            one.decision,
            piece.part,
            one.start - piece.start,
            one.end - piece.start,
            one.quote,
            since,
            min((day for day in (one.cutoff, until) if day), default=None),
            one.owners or "",
        )
        for one in notice.sweeps
        if (piece := _piece_at(pieces, one.start)) and one.end <= piece.start + len(piece.text)
    )
    return Listed(decisions, swept, _unread(document, notice, whole) if swept else "")


def _joined(document: Document) -> tuple[str, list[_Piece]]:
    whole, pieces = document.text, [_Piece("text", 0, document.text)]
    for n, attachment in enumerate(document.attachments):
        if attachment.text:
            whole += f"\n{attachment.name.rpartition('.')[0] or attachment.name}\n"
            pieces.append(_Piece(f"attachment:{n}", len(whole), attachment.text))
            whole += attachment.text
    return whole, pieces


def _piece_at(pieces: list[_Piece], at: int) -> _Piece | None:
    return next((p for p in reversed(pieces) if p.start <= at < p.start + len(p.text)), None)


def _placed(decision: Decision, pieces: list[_Piece]) -> tuple[str, Decision] | None:
    """The decision with its span in the part where it stands."""
    piece = _piece_at(pieces, decision.start)
    if piece is None:
        return None
    start, end = decision.start - piece.start, min(decision.end - piece.start, len(piece.text))
    return piece.part, replace(decision, start=start, end=end, quote=piece.text[start:end])


def _span(document: Document) -> tuple[date | None, date | None]:
    """First and last day of issue that the notice speaks of; the last is the day before the notice where it names none."""
    own = document.issued_on or document.published_on
    default = own - timedelta(days=1) if own else None
    found = _UNTIL.search(document.text)
    if not found:
        return None, default
    until = read_last(found["until"] or found["before"] or found["to"])
    since = read_last(found["from"]) if found["from"] else None
    return since, min((day for day in (until, default) if day), default=None)


def _unread(document: Document, notice: CleanupNotice, whole: str) -> str:
    """Why the catalogue cannot be trusted to be whole: 应有63件，读到61件."""
    kept = [one for one in notice.decisions if one.decision in ("retained", "extended")]
    if not kept:
        return "没有读到继续有效的目录"
    rows = {name: (stated, found) for name, stated, found in notice.totals.by_decision}
    stated, found = rows.get("retained", (None, 0))
    if stated is not None and stated != found:
        return f"继续有效的文件应有{stated}件，读到{found}件"
    if notice.totals.agree is False:
        return f"清理的文件应有{notice.totals.stated}件，读到{notice.totals.found}件"
    if stated is None and any(not a.text for a in document.attachments):
        return "有附件没有读到文字"
    return "" if stated is not None else _unclaimed(notice, whole)


def _unclaimed(notice: CleanupNotice, whole: str) -> str:
    """A list without a stated total: every number behind its first entry must belong to some entry."""
    spans = [(one.start, one.end) for one in notice.decisions]
    first = min(start for start, _ in spans)
    loose = [one.quote for one in find_numbers(whole[first:]) if not any(s <= one.start + first < e for s, e in spans)]
    return f"目录中有{len(loose)}个文号没有读成条目" if loose else ""
