"""Room: from index to pages. What a head of office asks, in one page (issue: dashboard): figures that open their lists, and bars. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from govdoc.settings import SHANGHAI
from govdoc.store import LastRun

QUIET_AFTER = timedelta(days=7)
"""A site without a good harvest for so long counts as not crawled."""
MONTHS = 12
WIDTH, HEIGHT, FOOT = 640, 150, 20


@dataclass(frozen=True, slots=True)
class Question:
    """One figure: what is asked, the rows of which audit and reasons answer it, and what the answer means."""

    title: str
    audit: str
    reasons: tuple[str, ...]
    told: str
    good: bool = False


QUESTIONS = (
    Question("现行有效", "annual", ("rule_in_force", "normative_in_force"), "规章和规范性文件，今天本站判断为有效的", good=True),
    Question("半年内到期", "queue", ("expiring",), "届满以前应当评估，决定是否延续"),
    Question("已失效而标注有效", "queue", ("declared",), "原网站还标着“有效”，应当更正"),
    Question("没有解读", "coverage", ("none",), "规范性文件，库中没有它的解读"),
    Question("公开迟了", "timeliness", ("late",), "成文以后超过20个工作日才公开"),
    Question("依据已变化", "queue", ("decayed",), "所依据的法律、法规或者文件已经修改、废止"),
    Question("栏目久未更新", "columns", ("news", "notice", "other"), "超过国办规定的更新期限"),
    Question("正文有个人信息", "personal", ("identity", "card", "mobile", "home"), "身份证号码、银行卡号、手机号码，已经遮盖"),
    Question("网页和附件失效", "links", ("gone", "failed", "attachment"), "原网页打不开，附件下载不了"),
)  # fmt: skip
BY_SITE = ("columns",)
"""Audits whose rows belong to a site, not to an issuer: with an issuer chosen they are left out."""


@dataclass(frozen=True, slots=True)
class Answer:
    question: Question
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A month and what lapses in it, with its place in units of the drawing."""

    month: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SiteState:
    """`quiet`: no good harvest for a week; `said` in Chinese."""

    site: str
    quiet: bool
    said: str


def answers(totals: Mapping[str, Mapping[str, int]], issuer: str) -> list[Answer]:
    """`totals`: audit → reason → rows that hold today, of the issuer where one is chosen."""
    return [
        Answer(one, sum(totals.get(one.audit, {}).get(reason, 0) for reason in one.reasons), _list(one, issuer))
        for one in QUESTIONS
        if not (issuer and one.audit in BY_SITE)
    ]


def _list(question: Question, issuer: str) -> str:
    pairs = [("reason", reason) for reason in question.reasons]
    return f"/audit/{question.audit}?{urlencode([*pairs, *([('issuer', issuer)] if issuer else [])])}"


def months_ahead(on: date) -> list[str]:
    """This month and the eleven after it, as 2026-11."""
    return [f"{on.year + (on.month + n - 1) // 12}-{(on.month + n - 1) % 12 + 1:02}" for n in range(MONTHS)]


def bars(counts: Mapping[str, int], on: date) -> list[Bar]:
    """`counts`: month → documents whose last day in force is in it."""
    months = months_ahead(on)
    most = max([counts.get(month, 0) for month in months] + [1])
    return [_bar(place, month, counts.get(month, 0), most) for place, month in enumerate(months)]


def _bar(place: int, month: str, count: int, most: int) -> Bar:
    step, room = WIDTH / MONTHS, HEIGHT - 2 * FOOT
    height = round(max(2, room * count / most), 1) if count else 0
    return Bar(month, count, round(place * step + step * 0.15, 1), HEIGHT - FOOT - height, round(step * 0.7, 1), height)


def sites(known: Iterable[str], runs: Sequence[LastRun], now: datetime) -> Iterator[SiteState]:
    """`known`: sites that documents came from. Those that nobody harvested stand first, then the longest silent."""
    last = {run.site: run for run in runs}
    found = [_site(site, last.get(site), now) for site in {*known, *last}]
    never = datetime.min.replace(tzinfo=SHANGHAI)
    yield from sorted(
        found,
        key=lambda one: (not one.quiet, (last[one.site].good_at or never) if one.site in last else never, one.site),
    )


def _site(site: str, run: LastRun | None, now: datetime) -> SiteState:
    if run is None:
        return SiteState(site, True, "没有采集记录，文件是导入的")
    tried = run.started_at.astimezone(SHANGHAI).date()
    if run.good_at is None:
        return SiteState(site, True, f"从没有采集成功，最近一次是{tried}")
    good = run.good_at.astimezone(SHANGHAI).date()
    failed = f"；{tried}那一次没有成功" if run.started_at > run.good_at else ""
    return SiteState(site, now - run.good_at > QUIET_AFTER, f"最近采集成功是{good}{failed}")
