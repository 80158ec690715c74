"""Room: what a government document is. The statutory coverage matrix (U23): 条例 articles 20 and 21 by issuer.

One row for each issuer and item that the law lays upon it: how many documents, the newest day, or none at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from govdoc.audits.row import Audit, Row, Subject
from govdoc.form import level_of
from govdoc.statutory_items import ITEMS, LABELS, items_of

REASONS = {"gap": "没有收录过", "old": "一年没有更新", "held": "有"}
YEAR = timedelta(days=365)


def statutory(subjects: Sequence[Subject]) -> Iterable[Row]:
    """In order of issuer, then of the law. A document of several issuers counts for each of them."""
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    issuers = {issuer for subject in subjects for issuer in subject.issuers}
    levels = {issuer: level_of(issuer) for issuer in issuers}
    for subject in subjects:
        for issuer in subject.issuers:
            for id in items_of(subject.kind, subject.title, subject.channel, subject.subject, levels[issuer]):
                counts[issuer, id] += 1
                if day := subject.published_on or subject.issued_on:
                    days[issuer, id].append(day)
    for issuer in sorted(issuers):
        for item in ITEMS:
            if not item.levels or levels[issuer] in item.levels:
                yield from _rows(issuer, item.id, counts[issuer, item.id], max(days[issuer, item.id], default=None))


def _rows(issuer: str, item: str, count: int, newest: date | None) -> Iterable[Row]:
    article = f"第{item.partition('-')[0]}条{LABELS[item]}"
    details = (item, str(count), newest.isoformat() if newest else "")
    if not count:
        yield Row("gap", f"{article}：库中没有", None, LABELS[item], issuer=issuer, details=details)
        return
    said = f"{article}：{count} 件" + (f"，最新{newest}" if newest else "，都没有日期")
    fresh_until = newest + YEAR if newest else None
    yield Row("held", said, None, LABELS[item], issuer=issuer, until=fresh_until, details=details)
    if fresh_until:
        since = fresh_until + timedelta(days=1)
        yield Row("old", said, None, LABELS[item], issuer=issuer, since=since, details=details)


AUDIT = Audit(
    "statutory",
    "法定公开事项",
    "政府信息公开条例第二十条、第二十一条列出的每一项，各机关收录了几件，最近一次是哪天，哪些一件都没有。事项按栏目、主题分类和标题里的词认定；"
    "没有的不一定是没有公开，也可能是没有这项职责，或者本站没有采集到。",
    REASONS,
    statutory,
    ("事项", "件数", "最近日期"),
    quiet=("held",),
)
