"""Room: from facts to a searchable index. The reasons of a hit in words, the same for every engine (`explain=1`). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from govdoc.document import Status
from indexer.boosts import Boosts
from indexer.fields import IndexEntry, exists_since
from indexer.results import Reason
from indexer.units import Unit

PLACES = {"title": "标题", "text": "正文", "attachment": "附件"}
DAYS_A_YEAR = 365.25
GONE = (Status.SUPERSEDED, Status.LAPSED, Status.REPEALED)


def counted(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Without those that had no part in the score."""
    return tuple(one for one in reasons if one.value != (1.0 if one.how == "×" else 0.0))


def word(field: str, unit: Unit, form: str, points: float) -> Reason:
    """“低保”, or the official word that stands there for it: “最低生活保障”（“低保”的规范说法）."""
    said = f"“{form}”" if form == unit.forms[0] else f"“{form}”（“{unit.forms[0]}”的规范说法）"
    return Reason(f"{PLACES[field]}里有{said}", "+", points)


def number(stated: str, points: float) -> Reason:
    return Reason(f"文号是“{stated}”", "+", points)


def related(unit: Unit, points: float) -> Reason:
    return Reason(f"有相关的规定用语“{unit.forms[0]}”", "+", points)


def some_pairs(points: float) -> Reason:
    return Reason("有相同的相邻两字", "+", points)


def some_characters(points: float) -> Reason:
    return Reason("有相同的单字", "+", points)


def coverage(factor: float) -> Reason:
    return Reason("问句里的词命中了多大分量", "×", factor)


def pairs(points: float) -> Reason:
    return Reason("相邻的字也相同", "+", points)


def passage(points: float) -> Reason:
    return Reason("有一段集中写到这些词", "+", points)


def named(many: int, factor: float) -> Reason:
    return Reason(f"有{many}份文件提到它", "×", factor)


def state(factor: float) -> Reason:
    return Reason("已不再有效或尚未施行" if factor < 1 else "成文或发布不久", "×", factor)


def capped(factor: float) -> Reason:
    return Reason("以上两项不再另算或者有上限", "×", factor)


def whole_act(points: float) -> Reason:
    return Reason("同一部法里还有几处也命中", "+", points)


def title(points: float, *, same: bool) -> Reason:
    return Reason("标题与所输入的完全相同" if same else "标题整段含有所输入的", "+", points)


def pinned(label: str, points: float) -> Reason:
    return Reason(f"本站为这个检索词推荐：{label}", "+", points)


def standing_of(entry: IndexEntry, on: date, boosts: Boosts) -> float:
    """As `evidence.standing`, of one entry: below 1 for what no longer is, or is not yet, in force; above it for what is new."""
    status, since = entry.status_at(on).status, exists_since(entry)
    ended, pending = boosts.time["ended"], boosts.time["pending"]
    factor = ended if status in GONE else pending if status is Status.PENDING else 1.0
    if since is None:
        return factor
    years = max((on - since).days, 0) / DAYS_A_YEAR
    factor *= float(1 + boosts.time["recent"] * 0.5 ** (years / boosts.time["half_life_years"]))
    return factor
