"""Room: what a government document is. Where the dates a page declares contradict its text, or what was seen. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from govdoc.document import Document
from govdoc.identify import identify

GRACE = timedelta(days=14)
"""A page may reach its column some days after the date it bears; 条例第26条 gives 20 working days for making public."""


@dataclass(frozen=True, slots=True)
class DateDoubt:
    """`rule` names the contradiction, `reason` tells it to a reader, with both dates."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """When a document was first seen, and the day before that on which its column was read in full without it."""

    first_seen_on: date
    absent_on: date | None = None


def date_doubts(versions: Sequence[Document], seen: Sighting) -> tuple[DateDoubt, ...]:
    """What speaks against the dates of a document; `versions` oldest first, the newest is the one that is judged."""
    return tuple(_doubts(versions, seen)) if versions else ()


def _doubts(versions: Sequence[Document], seen: Sighting) -> Iterator[DateDoubt]:
    document = versions[-1]
    published, issued = document.published_on, document.issued_on
    said = identify(replace(document, issued_on=None)).document.issued_on
    first = versions[0].published_on
    if first and first > seen.first_seen_on:
        yield DateDoubt("seen_before", f"标注发布于 {first}，而 {seen.first_seen_on} 已经见到该页面")
    elif first and seen.absent_on and first + GRACE < seen.absent_on:
        reason = f"标注发布于 {first}，但 {seen.absent_on} 栏目中尚无此页，{seen.first_seen_on} 首次见到（补发或倒签）"
        yield DateDoubt("appeared_late", reason)
    for earlier in dict.fromkeys(day for day in (issued, said) if day):
        if published and published < earlier:
            yield DateDoubt("published_before_issued", f"标注发布于 {published}，早于成文日期 {earlier}")
            break
    if issued and said and issued != said:
        yield DateDoubt("issued_differs", f"标注成文日期 {issued}，正文落款为 {said}")
    for before, after in pairwise(versions):
        if before.published_on and after.published_on and before.published_on != after.published_on:
            reason = f"发布日期由 {before.published_on} 改为 {after.published_on}"
            yield DateDoubt("redated", reason + ("，正文未改" if before.text == after.text else ""))
