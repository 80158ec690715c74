"""Room: what a government document is. Broken links and attachments, as far as the crawl has seen them.

国办秘函〔2019〕19号 counts dead links and missing attachments against a site. `since` is the day the crawl first missed a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from govdoc.audits.row import Audit, Row, Subject, row_about

REASONS = {
    "gone": "原网页已经没有了",
    "failed": "原网页打不开",
    "attachment": "附件下载不了",
    "refused": "附件没有收取",
}
_STATUS = re.compile(r"(?<!\d)[1-5]\d\d(?!\d)")


def links(subjects: Sequence[Subject]) -> Iterable[Row]:
    """By reason, then by site and document."""
    found = [
        (list(REASONS).index(row.reason), subject.site or "", subject.id, row)
        for subject in subjects
        for row in (*_pages(subject), *_attachments(subject))
    ]
    return (pair[-1] for pair in sorted(found, key=lambda pair: pair[:3]))


def _pages(subject: Subject) -> Iterable[Row]:
    for page in subject.broken:
        if page.state in ("gone", "failed"):
            seen = f"{page.since}起" if page.since else ""
            told = f"，对方返回 {page.http_status}" if page.http_status else ""
            said = f"{seen}{REASONS[page.state]}{told}：{page.url}"
            yield row_about(subject, page.state, said, since=page.since, details=(subject.site or "",))


def _attachments(subject: Subject) -> Iterable[Row]:
    for number, name, state, note in subject.unread:
        status = _STATUS.search(note) if state == "failed" else None
        told = f"，对方返回 {status[0]}" if status else "，超出收取的大小、数量或者范围" if state == "refused" else ""
        reason = "refused" if state == "refused" else "attachment"
        yield row_about(subject, reason, f"附件{number + 1}“{name}”{told}", details=(subject.site or "",))


AUDIT = Audit(
    "links",
    "失效的网页和附件",
    "采集时发现的：原网站上已经撤下或者打不开的网页，下载不了或者没有收取的附件。从没有读到过的网页不在这里，见采集记录。",
    REASONS,
    links,
    ("网站",),
    every=True,
)
