"""Room: from index to pages. A search as a feed: each document once, under an id that stays, with the reason why it is there. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from govdoc.settings import SHANGHAI
from indexer import labels
from indexer.fields import whole_number
from indexer.results import Hit
from search_web.filters import chips
from search_web.params import Request

ENTRIES = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` is the document's address, which never changes: a reader shows the document once, whatever happens to it later."""

    id: str
    title: str
    reason: str
    summary: str
    status: str
    status_label: str
    issuers: tuple[str, ...]
    added_at: datetime
    published_at: datetime | None


def asked_feed(asked: Request) -> Request:
    """The newest first. A feed follows what came in last (a document of 2015 may be new today), unless another order is asked for."""
    sort = "added" if asked.sort == "relevance" else asked.sort
    return replace(asked.first_page, sort=sort, size=ENTRIES)


def entry(hit: Hit, asked: Request, address: Callable[[str], str], quotes: Mapping[str, str]) -> Entry:
    """`quotes`: document id → the words with which it cites what `asked.cites` names."""
    return Entry(
        id=address(hit.id),
        title=hit.title.text or hit.number or "（无标题）",
        reason=reason(hit, asked, quotes.get(hit.id, "")),
        summary=hit.snippet.text,
        status=hit.status.value,
        status_label=labels.STATUSES[hit.status.value],
        issuers=hit.issuers,
        added_at=moment(hit.added_on) or EPOCH,
        published_at=moment(hit.published_on or hit.issued_on),
    )


def reason(hit: Hit, asked: Request, quote: str) -> str:
    """Why it is in this feed: 标题、正文有“低保”；类别：规范性文件；引用了云政发〔2020〕1号：“根据……”"""
    told = [f"{_places(hit)}符合“{asked.q}”"] if asked.q else []
    told += [f"{chip.name}：{chip.label}" for chip in chips(replace(asked, cites=""))]
    if asked.cites:
        told.append(f"引用了{asked.cites}" + (f"：“{quote[:LONGEST_QUOTE]}”" if quote else ""))
    return "；".join(told) or "新收录的文件"


def cited_quotes(payloads: Mapping[str, Mapping[str, Any]], cited: str) -> dict[str, str]:
    """Document id → the first words with which it names the number or work."""
    wanted, found = whole_number(cited), dict[str, str]()
    for document_id, payload in payloads.items():
        for citation in payload.get("citations") or ():
            names = (citation.get("number"), citation.get("target"))
            if wanted and any(name and whole_number(name) == wanted for name in names):
                found.setdefault(document_id, str(citation.get("quote") or ""))
    return found


def updated(entries: Iterable[Entry]) -> datetime:
    return max((one.added_at for one in entries), default=EPOCH)


def moment(day: date | None) -> datetime | None:
    """The day's beginning in China."""
    return datetime.combine(day, time(), SHANGHAI) if day else None


def title(asked: Request) -> str:
    told = [asked.q] if asked.q else []
    told += [chip.label for chip in chips(asked)]
    return f"政府文件检索：{'，'.join(told)}" if told else "政府文件检索：新收录的文件"


def json_feed(asked: Request, entries: Iterable[Entry], page: str, own: str) -> dict[str, Any]:
    """JSON Feed 1.1."""
    items = [
        {
            "id": one.id,
            "url": one.id,
            "title": one.title,
            "content_text": "\n".join(
                filter(None, (one.summary, f"有效性：{one.status_label}", f"收录原因：{one.reason}"))
            ),
            "date_published": one.added_at.isoformat(),
            "authors": [{"name": name} for name in one.issuers],
            "tags": [one.status_label],
            "_govdoc": {"status": one.status, "reason": one.reason},
        }
        for one in entries
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": title(asked), "language": "zh-CN"}
    return {**head, "home_page_url": page, "feed_url": own, "items": items}


def _places(hit: Hit) -> str:
    marked = ["标题"] if hit.title.marks else []
    marked += [labels.part_label(hit.snippet.part)] if hit.snippet.marks else []
    return "、".join(marked)
