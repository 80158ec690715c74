"""Room: what a government document is. Do the figures of a report add up? Totals and their parts in sentences. Pure.

「共主动公开政府信息7120条，其中区本级公开1227条，镇办及以下公开5893条」: 7120 = 1227 + 5893. Only figures of one unit are
added; approximate ones (余, 约, 以上) and figures of comparison (同比增长) are left alone. docs/reports.md tells the rules to readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

OVER, SHORT, PARTIAL = "over", "short", "partial"
NEAR, FAR = Decimal("0.1"), Decimal("1.5")
"""A list that names no rest and comes within a tenth of its total was meant to be whole, as a rule; more missing is a selection.
Parts that come to half as much again belong to another total."""
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")

_UNIT = "人次|平方米|平方公里|公里|万元|亿元|元|件|条|份|篇|个|项|次|户|家|名|人|起|宗|部|场|期|批|例|所|座|辆|台|套|亩|公顷|吨|张|幅|册|处|户次|村|镇"
_FIGURE = re.compile(
    rf"(?P<n>\d{{1,3}}(?:[,，]\d{{3}})+(?!\d)|\d+(?:\.\d+)?)\s*(?P<scale>[万亿]?)(?P<unit>{_UNIT})(?![级类型种度数])"
)
_DIGITS = re.compile(r"\d+")
_VAGUE = re.compile(r"(?:约|近|超过?|逾|多达|不少于|至少|大约|达到?近|第|前|每\S{0,4})\s*$")
_GROWTH = re.compile(r"(?:增长|增加|减少|下降|提高|降低|上升|同比\S{0,4})了?\s*$")
_VAGUE_AFTER = re.compile(r"[余多]|以上|左右|以下|以内")
_SENTENCE = re.compile(r"[^。！？\n\t]+")
_AMONG = re.compile(r"(?:其中|包括|分别(?:为|是)|(?<=[件条份篇个项次户家名人起宗])[：:])[，,：:]?")
_CLAUSE = re.compile(r"(?:[^，、；;,]|(?<=\d)[,，](?=\d{3}(?!\d)))+")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_ASIDE = re.compile(r"^\s*(?:占|较|比|同比|环比|累计占)")
_REST = re.compile(r"^\s*(?:其他|其它|其余|剩余|另有?|余下)")
_AFTER = re.compile(r"^\s*(?:以上)?(?:合计|共计|总计|总共)")
_OUTCOMES = re.compile(r"保留|继续有效|修改|修订|废止|失效|合并")
_EQUATION = re.compile(
    r"(?<![\d.+＋])(\d[\d,]*(?:\.\d+)?(?:\s*[+＋]\s*\d[\d,]*(?:\.\d+)?)+)\s*[=＝]\s*(\d[\d,]*(?:\.\d+)?)(?![\d.]*\s*[+＋*×/-])"
)
_EQUATED = re.compile(
    r"(?<![\d.,+＋*×/-])(\d[\d,]*(?:\.\d+)?)\s*[=＝]\s*(\d[\d,]*(?:\.\d+)?(?:\s*[+＋]\s*\d[\d,]*(?:\.\d+)?)+)(?![\d.]*\s*[=＝*×/-])"
)
_HALVES = (
    ("本级|本机关|机关", "以下|下属|镇办|乡镇|街道|部门|县"),
    ("男", "女"),
    ("线上|网络|网上|电子", "线下|信函|当面|现场|纸质|窗口"),
    ("办结|答复", "未办结|结转|在办|未答复"),
    ("(?<!不予)(?<!不)(?:公开|同意)", "不予|不"),
    ("城镇|城市", "农村|乡村"),
)
"""Two parts that leave no third between them."""


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` and its `parts` as the text has them; `start` and `end` are the span of the whole statement in characters.

    `verdict`: None when they agree, OVER or SHORT when they cannot be right, PARTIAL when the list may just not be complete.
    `label`: of a figure in a table, the words of its row.
    """

    total: Decimal
    parts: tuple[Decimal, ...]
    start: int
    end: int
    verdict: str | None
    label: str = ""

    @property
    def told(self) -> str:
        """「7,120 ≠ 1,227 + 5,894（合计 7,121）」."""
        sign = "=" if sum(self.parts) == self.total else "≠"
        added = "" if sign == "=" else f"（合计 {shown(sum(self.parts, Decimal(0)))}）"
        return f"{shown(self.total)} {sign} {' + '.join(map(shown, self.parts))}{added}"


@dataclass(frozen=True, slots=True)
class _Figure:
    value: Decimal
    unit: str
    start: int
    end: int
    said: str
    exact: bool = True


def find_sums(text: str) -> tuple[Sum, ...]:
    """Every total with at least two parts, in order of place."""
    plain = text.translate(_WIDE)
    return in_order((*_equations(plain), *_sentences(plain)))


def in_order(found: Iterable[Sum]) -> tuple[Sum, ...]:
    """By place, each once."""
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.start, one.end)))


def shown(value: Decimal) -> str:
    return f"{value:,f}"


def amount(digits: str) -> Decimal:
    return Decimal(re.sub(r"[,，]", "", digits))


def _sentences(text: str) -> Iterator[Sum]:
    """Brackets are left out of the reckoning but keep their places. A total may stand at the end of the sentence before."""
    flat = _BRACKETS.sub(lambda match: "　" * len(match[0]), text)
    yield from _bracketed(text)
    before: _Figure | None = None
    for sentence in _SENTENCE.finditer(flat):
        start, end = sentence.span()
        if len(_DIGITS.findall(flat, start, end)) > 1:
            yield from _within(flat, start, end)
            yield from _outcomes(flat, start, end, before)
        before = next(reversed(_figures(flat, start, end)), None)


def _bracketed(text: str) -> Iterator[Sum]:
    """「申请15件（自然人12件，法人3件）」: what stands in brackets right behind a figure parts it."""
    for match in _BRACKETS.finditer(text):
        if len(_DIGITS.findall(match[0])) > 1:
            begun = text.rfind("\n", max(0, match.start() - 40), match.start()) + 1
            heads = _figures(text, max(begun, match.start() - 40), match.start())
            if heads and heads[-1].end == match.start() and heads[-1].exact:
                yield from _judged(heads[-1], _parts(text, match.start() + 1, match.end() - 1, heads[-1].unit))


def _within(text: str, start: int, end: int) -> Iterator[Sum]:
    """「N件，其中甲a件，乙b件」, or 「甲a件，乙b件，共计N件」."""
    for among in _AMONG.finditer(text, start, end):
        heads = _figures(text, max(start, text.rfind("；", start, among.start()) + 1), among.end())
        parts = _parts(text, among.end(), end, heads[-1].unit) if heads else []
        if heads and heads[-1].exact and not any(p.end == heads[-1].end for p in parts):
            yield from _judged(heads[-1], parts)
    clauses = list(_CLAUSE.finditer(text, start, end))
    for at, clause in enumerate(clauses):
        if _AFTER.match(clause[0]) and (totals := _figures(text, *clause.span())) and totals[0].exact:
            run = _run_before(text, clauses[:at], totals[0].unit)
            yield from _judged(totals[0], run, whole=True)


def _run_before(text: str, clauses: list[re.Match[str]], unit: str) -> list[_Figure]:
    """The unbroken run of clauses with one figure of the unit each, right before a grand total."""
    run: list[_Figure] = []
    for clause in reversed(clauses):
        figures = _figures(text, *clause.span())
        if len(figures) != 1 or figures[0].unit != unit or not figures[0].exact:
            break
        run.insert(0, figures[0])
    return run


def _outcomes(text: str, start: int, end: int, before: _Figure | None) -> Iterator[Sum]:
    """「规范性文件71件。经过清理，拟保留63件，拟废止6件，拟修改2件」: what a clean-up can come to, and nothing else."""
    run: list[_Figure] = []
    for clause in _CLAUSE.finditer(text, start, end):
        figures = _figures(text, *clause.span())
        if len(figures) == 1 and _OUTCOMES.search(clause[0]):
            run.append(figures[0])
        elif run:
            break
        elif figures:
            before = figures[-1]
    if (
        before
        and before.exact
        and len(run) > 1
        and {one.unit for one in run} == {before.unit}
        and run[0].start - before.end < 60
    ):
        yield from _judged(before, run, whole=True)


def _parts(text: str, start: int, end: int, unit: str) -> list[_Figure]:
    """One figure of the unit a clause, until a clause has none; shares (占79%) between them are passed over.

    A list that is parted by commas ends at the semicolon.
    """
    found: list[_Figure] = []
    for clause in _CLAUSE.finditer(text, start, end):
        if len(found) > 1 and text[clause.start() - 1] in "；;" and text[found[0].end : found[0].end + 1] not in "；;":
            break
        if found and _ASIDE.match(clause[0]):
            continue
        figures = [one for one in _figures(text, *clause.span()) if one.unit == unit]
        if len(figures) != 1 or _AFTER.match(clause[0]):
            break
        found.append(figures[0])
    return found


def _judged(total: _Figure, parts: list[_Figure], whole: bool = False) -> Iterator[Sum]:
    """`whole`: where the list comes near its total, it leaves nothing out."""
    if len(parts) < 2 or not all(part.exact for part in parts):
        return
    parts = _fitting(total, parts)
    added = sum((part.value for part in parts), Decimal(0))
    judged, verdict = added <= total.value * FAR, None
    if added != total.value:
        near = abs(total.value - added) <= total.value * NEAR
        certain = near if whole else _is_whole(parts)
        verdict = (OVER if added > total.value else SHORT) if certain or (near and added > total.value) else PARTIAL
        judged = judged and (certain or near)
    if judged:
        start, end = min(total.start, parts[0].start), max(total.end, parts[-1].end)
        yield Sum(total.value, tuple(part.value for part in parts), start, end, verdict)


def _fitting(total: _Figure, parts: list[_Figure]) -> list[_Figure]:
    """The beginning of the list that gives the total, where there is one: what follows speaks of something else."""
    added = Decimal(0)
    for at, part in enumerate(parts, 1):
        added += part.value
        if at > 1 and added == total.value:
            return parts[:at]
    return parts


def _is_whole(parts: list[_Figure]) -> bool:
    if _REST.match(parts[-1].said):
        return True
    if len(parts) == 2:
        first, second = (part.said for part in parts)
        return any(re.search(a, first) and re.search(b, second) for a, b in (*_HALVES, *(h[::-1] for h in _HALVES)))
    return False


def _figures(text: str, start: int, end: int) -> list[_Figure]:
    """All figures with a unit; `said`: the clause up to the figure."""
    found: list[_Figure] = []
    for match in _FIGURE.finditer(text, start, end):
        ahead = text[max(start, match.start() - 12) : match.start()]
        if _GROWTH.search(ahead) or ahead[-1:].isdecimal() or ahead[-1:] in ("〔", "[", "-", "—", "～", "~", "."):
            continue
        exact = not _VAGUE.search(ahead) and not _VAGUE_AFTER.match(text, match.end())
        said = re.split(r"[，、；;,：:]|其中|包括", text[start : match.start()])[-1]
        found.append(
            _Figure(amount(match["n"]), match["scale"] + match["unit"], match.start(), match.end(), said, exact)
        )
    return found


def _equations(text: str) -> Iterator[Sum]:
    """「1227+5893=7120」 and 「7,120 = 1,227 + 5,893」 written out."""
    written = [(match, match[1], match[2]) for match in _EQUATION.finditer(text)]
    written += [
        (match, match[2], match[1])
        for match in _EQUATED.finditer(text)
        if not text[: match.start()].rstrip().endswith(("+", "＋"))
    ]
    for match, added_up, total_said in written:
        parts = tuple(amount(part.strip()) for part in re.split(r"[+＋]", added_up))
        total, added = amount(total_said), sum(parts, Decimal(0))
        yield Sum(total, parts, *match.span(), None if added == total else OVER if added > total else SHORT)
