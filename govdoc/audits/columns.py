"""Room: what a government document is. Stale columns: which columns of which site have had nothing new for too long.

政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）: 动态、要闻类栏目2周、通知公告和政策文件类6个月没有更新的要扣分; for all others a year is taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from govdoc.audits.row import Audit, Row, Subject

REASONS = {"news": "动态要闻类超过两周", "notice": "通知公告、政策文件类超过六个月", "other": "其他栏目超过一年"}
LIMITS = {"news": timedelta(days=14), "notice": timedelta(days=183), "other": timedelta(days=365)}
_SORTS = (
    ("news", re.compile(r"动态|要闻|新闻|快讯")),
    ("notice", re.compile(r"通知|公告|公示|文件|政策|解读|法规|规章")),
)


def columns(subjects: Sequence[Subject]) -> Iterable[Row]:
    """The longest silent first. A row holds from the day after the limit on: of the day asked for, what is stale then."""
    seen: dict[tuple[str, str], list[date]] = defaultdict(list)
    for subject in subjects:
        if subject.site and subject.channel and subject.published_on:
            seen[subject.site, subject.channel].append(subject.published_on)
    newest = sorted((max(days), key, len(days)) for key, days in seen.items())
    return [_row(site, channel, last, count) for last, (site, channel), count in newest]


def sort_of(channel: str) -> str:
    return next((sort for sort, words in _SORTS if words.search(channel)), "other")


def _row(site: str, channel: str, last: date, count: int) -> Row:
    sort = sort_of(channel)
    said = f"最新一件发布于{last}，共收录 {count} 件"
    since = last + LIMITS[sort] + timedelta(days=1)
    return Row(sort, said, None, channel, since=since, details=(site, last.isoformat(), str(count)))


AUDIT = Audit(
    "columns",
    "久未更新的栏目",
    "按收录文件的发布日期，看每个栏目最近一次更新是哪一天。期限按国办秘函〔2019〕19号：动态要闻类两周，通知公告和政策文件类六个月；"
    "其他栏目按一年。采集停了也会显得没有更新，请先看采集记录。",
    REASONS,
    columns,
    ("网站", "最近更新", "收录件数"),
    every=True,
)
