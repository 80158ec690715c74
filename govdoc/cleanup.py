"""Room: what a government document is. Reads clean-up notices: which documents are repealed, lapsed, kept, amended, extended.

Entries come from tables (tabs part the cells), numbered lists, tables flattened into one line where the serial number runs
into the document number, and running text. What stands in a reason (说明：依据的《…》已废止) is no decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from govdoc.cleanup_words import Heading, Stated, Sweep, decide, headings, stated_counts, sweeps
from govdoc.entries import Entry, is_document, list_entries, read_title
from govdoc.given_term import NOTHING, given_in
from govdoc.parts import names_a_part
from govdoc.running import running_entries
from govdoc.table_entries import table_entries, upright_entries


@dataclass(frozen=True, slots=True)
class Decision:
    """What a notice decides about one document; `text[start:end] == quote`. `until` is the last day of an extension;
    without one, `period` (ISO 8601) is its length, `counted` as in `given_term.GivenTerm`.

    `decision`: repealed, lapsed, amend, retained, extended. `proposed`: 拟废止, intended and not done.
    """

    decision: str
    proposed: bool
    title: str
    number: str | None
    reason: str | None
    until: date | None
    start: int
    end: int
    quote: str
    period: str | None = None
    counted: str = "added"


@dataclass(frozen=True, slots=True)
class Totals:
    """`stated`: what the notice says it dealt with; `found`: entries read; `agree`: None when it states nothing."""

    stated: int | None
    found: int
    agree: bool | None
    by_decision: tuple[tuple[str, int | None, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CleanupNotice:
    decisions: tuple[Decision, ...]
    totals: Totals
    sweeps: tuple[Sweep, ...]
    stated: Stated


def read_cleanup(text: str, title: str = "") -> CleanupNotice:
    """All decisions of a notice's text (see `notice_reader.read_notice`), its totals checked, and its sweep clauses.

    「现决定废止《甲办法》（某政发〔2010〕1号）。」 → one decision, repealed. `title`: the notice's own, where the text does not
    begin with it; what it says (公布现行有效规范性文件目录) holds for a list that no other heading decides about.
    """
    swept = sweeps(text)
    taken = [(sweep.start, sweep.end) for sweep in swept]
    cells = upright_entries(text, 0, len(text))
    taken += [(cell.start, cell.end) for cell in cells if cell.outcome]
    marks = [
        h
        for h in headings(text)
        if not any(start <= h.start < end for start, end in taken) and not _is_reason(text, h, cells)
    ]
    intended = bool(re.search(r"征求意见|意见征集|公开征求", text[:200]))
    listed: list[Decision] = []
    told: list[Decision] = []
    titled = _title_heading(text, title)
    bounds = [0, *(mark.start for mark in marks), len(text)]
    for n, mark in enumerate((None, *marks)):
        start, end = (bounds[n] if mark is None else mark.end), bounds[n + 1]
        decided = mark if mark and mark.decision else None if marks and mark is None else titled
        if decided is titled and titled and start == 0:
            start = titled.end
        entries = _entries(text, start, end, decided, loose=titled is None or decided is not titled)
        listed += _decisions(text, entries, decided, intended)
        # A heading without a list may itself be the sentence (二、废止《甲办法》、《乙办法》。); sentences may follow a list.
        heading = start if mark is None else mark.start
        begin = entries[-1].end if entries and decided else heading
        told += _decisions(text, running_entries(text, begin, end), None, intended)
    decisions = _unique(listed, told)
    preamble = text[: decisions[0].start] if decisions else text
    stated = _stated(text, preamble, marks)
    return CleanupNotice(decisions, _totals(stated, decisions), swept, stated)


def _is_reason(text: str, heading: Heading, cells: tuple[Entry, ...]) -> bool:
    """上位法已修改 in the column of reasons of a table with one cell a line heads no list."""
    said = text[heading.start : heading.end].strip()
    return any(cell.start <= heading.start < cell.end and said in (cell.reason or "") for cell in cells)


def _title_heading(text: str, title: str) -> Heading | None:
    """What a notice's title decides by itself: 关于公布现行有效规范性文件目录的通知 keeps all that its one list names.

    It ends where the text's first line does, if that is the title.
    """
    first = text[: len(text) - len(text.lstrip())] + text.lstrip()[:_LONGEST_TITLE].split("\n")[0]
    name = title or (_OPENING.match(first) or [first])[0]
    answer = decide(name) if _LISTING.search(name) else None
    if answer is None or read_title(name) not in read_title(first):
        return Heading(0, 0, *answer) if answer else None
    at = first.find(name)
    return Heading(0, at + len(name) if at >= 0 else len(first), *answer)


_LONGEST_TITLE = 200
# A title that a blank parts from the text behind it, in a text without lines.
_OPENING = re.compile(r"\s*[^。；，\n]{4,120}?(?:决定|通知|公告|通告|命令|公示|令)(?=[ 　])")
_LISTING = re.compile(
    r"(?:文件|规章)[^《》]{0,12}(?:目录|清单)|(?:废止|失效|保留|有效|延长|延续)[^《》]{0,16}(?:文件|规章)"
)


def _entries(text: str, start: int, end: int, decided: Heading | None, *, loose: bool) -> tuple[Entry, ...]:
    """The table or list under a heading (or before the first), if heading or entries say what is decided."""
    tables = table_entries(text, start, end) or upright_entries(text, start, end)
    entries = tables or list_entries(text, start, end, loose=loose)
    said = decided or any(entry.outcome and decide(entry.outcome) for entry in entries)
    documents = sum(is_document(entry, text) for entry in entries)
    return entries if said and 2 * documents >= len(entries) else ()


def _decisions(text: str, entries: tuple[Entry, ...], mark: Heading | None, intended: bool) -> Iterator[Decision]:
    heading = given_in(text[mark.start : mark.end]) if mark else NOTHING
    for entry in entries:
        own = decide(entry.outcome) if entry.outcome else None
        decision, proposed = own or ((mark.decision, mark.proposed) if mark else (None, False))
        if decision is None:
            continue
        quote, after = text[entry.start : entry.end], text[entry.end : entry.end + 60]
        if decision in ("repealed", "lapsed") and names_a_part(quote, after, entry.title):
            decision = "amend"
        given = entry.given or (heading if decision in ("extended", "retained") else NOTHING)
        counts = decision == "extended" or (decision == "retained" and given.counted == "anew")
        length = given.period if counts else None
        proposed = proposed or intended or bool(mark and mark.proposed)
        yield Decision(
            decision,
            proposed,
            entry.title,
            entry.number,
            entry.reason,
            given.until,
            entry.start,
            entry.end,
            quote,
            length.iso if length else None,
            given.counted,
        )


def _unique(listed: list[Decision], told: list[Decision]) -> tuple[Decision, ...]:
    """One decision per entry. The sentence that names a list's first entry (《甲》等68件) yields to the list.

    A document with two different decisions keeps both: a person must look.
    """
    kept: dict[tuple[str, str, str | None], Decision] = {}
    for decision in listed:
        kept.setdefault((read_title(decision.title), decision.decision, decision.number), decision)
    titles = {(title, name): key for key in kept for title, name in [key[:2]]}
    for decision in told:
        title = (read_title(decision.title), decision.decision)
        if title not in titles:
            key = (*title, decision.number)
            kept.setdefault(key, decision)
        elif _gives_more(decision, first := kept[titles[title]]):
            kept[titles[title]] = replace(first, until=decision.until, period=decision.period, counted=decision.counted)
    return tuple(sorted(kept.values(), key=lambda d: d.start))


def _gives_more(told: Decision, listed: Decision) -> bool:
    """A last day where the list had none, or a length where it had nothing."""
    return not listed.until and bool(told.until or (told.period and not listed.period))


def _stated(text: str, preamble: str, marks: list[Heading]) -> Stated:
    stated = stated_counts(preamble)
    per_heading = stated_counts(
        "\n".join(re.sub(r"[（(]共?", "，", text[m.start : m.end]).rstrip("）)") for m in marks)
    )
    # The sentence before the lists counts; headings count where it says nothing, or only begins what they go on with.
    goes_on = stated.total is None and set(stated.parts) <= set(per_heading.parts)
    return Stated(stated.total, per_heading.parts) if per_heading.parts and (goes_on or not stated.parts) else stated


def _totals(stated: Stated, decisions: tuple[Decision, ...]) -> Totals:
    found: dict[str, int] = {}
    for decision in decisions:
        found[decision.decision] = found.get(decision.decision, 0) + 1
    parts = dict(stated.parts)
    names = sorted({*parts, *found})
    rows = tuple((name, parts.get(name), found.get(name, 0)) for name in names)
    total = stated.total if stated.total is not None else stated.sum
    count = len(decisions)
    if total is None:
        return Totals(None, count, None, rows)
    sums = stated.sum is None or stated.sum == total
    gone = ("repealed", "lapsed")
    both = all(parts.get(name) for name in gone)
    exact = all(said is None or said == got for name, said, got in rows if both or name not in gone)
    merged = sum(parts.get(n, 0) for n in gone) == sum(found.get(n, 0) for n in gone) or not any(
        parts.get(n) for n in gone
    )
    # Without a total of its own the notice counts only what it counts: a further decision without a number is no contradiction.
    counted = {*parts, *(gone if any(parts.get(n) for n in gone) else ())} if stated.total is None else set(found)
    reached = total == sum(found.get(name, 0) for name in counted)
    return Totals(total, count, sums and exact and merged and reached, rows)


__all__ = ["CleanupNotice", "Decision", "Totals", "read_cleanup"]
