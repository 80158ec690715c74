"""Room: from index to pages. What a worksheet that came back would change, row by row, before anything is recorded. Pure.

Compared are three things: what the row said when it went out (its hashes), what it says now, and how the item stands now. A row
nobody touched changes nothing, whatever happened since; a row that says what stands already changes nothing either, so that
importing twice is importing once.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from govdoc.campaign import OUTCOMES, Item
from govdoc.cells import plain_cell
from govdoc.people import DECISIONS, REASONS
from govdoc.worksheet import FROZEN, HIDDEN, WRITABLE, check, item_line, squeezed
from govdoc.worksheet_reading import FORMULA, Filled
from search_web.review.decisions import BadDecision, Decision, read_decision

CHANGE, SAME, PROBLEM = "change", "same", "problem"
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
AGAIN = "请重新下载底稿，把这一行的意见填进去再导入。"


def _plain(label: str) -> str:
    """仍需执行,合法有效 → as 仍需执行，合法有效: whoever typed instead of choosing is understood."""
    return "".join(unicodedata.normalize("NFKC", label).split())


_CODES = {_plain(label): code for code, label in DECISIONS.items()}
_REASON_CODES = {_plain(label): code for code, label in REASONS.items()}


@dataclass(frozen=True, slots=True)
class Planned:
    """One row: what it would do and why not. `made` is the decision of a row that changes its item."""

    line: int
    document_id: str
    title: str
    kind: str
    said: str
    todo: str = ""
    made: Decision | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    rows: tuple[Planned, ...]
    untouched: int

    def of(self, kind: str) -> tuple[Planned, ...]:
        return tuple(row for row in self.rows if row.kind == kind)

    @property
    def digest(self) -> str:
        """Of all that would be changed: what was looked at is what is recorded, or nothing is."""
        told = "\n".join(f"{row.line}\t{row.document_id}\t{row.kind}\t{row.made}" for row in self.rows)
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def plan(rows: Sequence[Filled], items: Mapping[str, Item], campaign: str, on: date) -> Plan:
    """`items`: every item of the campaign, those taken off the list as well."""
    times = Counter(id for row in rows if (id := row.cells["文件编号"]))
    planned = tuple(_planned(row, items.get(row.cells["文件编号"]), times, campaign, on) for row in rows)
    return Plan(planned, sum(id not in times for id, item in items.items() if item.state.removed is None))


def _planned(row: Filled, item: Item | None, times: Mapping[str, int], campaign: str, on: date) -> Planned:
    id = row.cells["文件编号"]
    if item is None:
        said = f"清单里没有编号为“{id[:40]}”的文件" if id else "没有文件编号"
        return _problem(row, None, f"{said}。", "只能填写清单里的行；要增加文件，请另行开始清理。")
    if times[id] > 1:
        return _problem(row, item, f"这件文件在表里出现了 {times[id]} 次。", "请只保留一行。")
    if item.state.removed is not None:
        return _problem(row, item, f"这件文件已经移出清单：{item.state.removed}。", "要处理，请先在网页上放回清单。")
    (frozen, written), (went_out, was_written) = _halves(check(campaign, row.cells)), _halves(row.cells["校验"])
    if frozen != went_out:
        return _problem(row, item, *_tampered(row, item))
    if written == was_written:
        return Planned(row.line, id, item.row.title, SAME, "表中没有改动")
    try:
        made = _read(row, item, on)
    except BadDecision as error:
        return _problem(row, item, "".join(error.faults), "请改好这一行再导入。")
    if made == _stands(item):
        return Planned(row.line, id, item.row.title, SAME, "已经是这个意见")
    if row.cells["版本"] != item_line(item)["版本"]:
        return _problem(
            row, item, f"下载以后，{_who_changed(item)}。", "请打开这件文件看过以后，在网页上决定；" + AGAIN
        )
    before = OUTCOMES[item.state.outcome]
    return Planned(row.line, id, item.row.title, CHANGE, f"{before} → {_words(made)}", made=made)


def _halves(hashes: str) -> tuple[str, str]:
    """Of what must not change, of what may."""
    frozen, _, written = hashes.partition("-")
    return frozen, written


def _tampered(row: Filled, item: Item) -> tuple[str, str]:
    """Which protected cell was changed, and what to do: the hash that went out told that one was, the item tells which."""
    cells, now = row.cells, item_line(item)
    changed = [n for n in FROZEN if n not in HIDDEN and squeezed(cells.get(n, "")) != squeezed(now[n])]
    if changed:
        shown = "；".join(f"“{n}”原为“{now[n][:40]}”，表中是“{_shown(cells.get(n, ''))}”" for n in changed[:3])
        return f"不能改的列被改动：{shown}。", "请改回原样，或者重新下载底稿。"
    return "隐藏的“版本”“校验”两列与这次清理对不上。", AGAIN


def _read(row: Filled, item: Item, on: date) -> Decision:
    """The opinion that a row was filled in with."""
    if formulas := [name for name in WRITABLE if row.cells[name] == FORMULA]:
        raise BadDecision([f"“{'、'.join(formulas)}”里是公式，请改成文字。"])
    label, reason = row.cells["清理意见"], row.cells["理由"]
    if not label:
        raise BadDecision(["清理意见是空的。" + ("要撤回已有的意见，请在网页上办理。" if item.state.standing else "")])
    faults = [] if _plain(label) in _CODES else [f"清理意见“{label[:20]}”不在列表里，可选：{'、'.join(_CODES)}。"]
    faults += [] if _plain(reason) in _REASON_CODES else [f"理由“{reason[:20]}”不在列表里，请从下拉列表里选。"]
    if faults:
        raise BadDecision(faults)
    typed = {"decision": _CODES[_plain(label)], "reason_code": _REASON_CODES[_plain(reason)]}
    return read_decision(typed | {"reason": plain_cell(row.cells["说明"]), "until": _day(row.cells["延长至"])}, on)


def _day(typed: str) -> str:
    """2030/1/2, 2030年1月2日, 2030.1.2 → 2030-01-02; what is no single day is left as it was typed."""
    parts = _DAY.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    return "-".join((parts[1], parts[2].zfill(2), parts[3].zfill(2))) if parts else typed


def _stands(item: Item) -> Decision | None:
    stood = item.state.standing
    return Decision(stood.review.decision, stood.reason_code, stood.note, stood.review.until) if stood else None


def _who_changed(item: Item) -> str:
    stood = item.state.standing
    if stood is None:
        return "意见已经撤回"
    return f"{stood.review.reviewer} 把意见改成了“{stood.review.reason}”"


def _words(made: Decision) -> str:
    until = f"至{made.until}" if made.until else ""
    return f"{DECISIONS[made.decision]}{until}，{REASONS[made.reason_code]}" + (
        f"：{made.reason}" if made.reason else ""
    )


def _problem(row: Filled, item: Item | None, said: str, todo: str) -> Planned:
    title = item.row.title if item else row.cells.get("文件名称", "")[:80]
    return Planned(row.line, row.cells["文件编号"], title, PROBLEM, said, todo)


def _shown(text: str) -> str:
    return "（公式）" if text == FORMULA else text[:40]
