"""Room: from facts to a searchable index. The index entry, its facets, its numbers and the schema: each declared once, here."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

from govdoc.document import Status
from indexer.tokenizer import analyzer, squeeze

SCHEMA_VERSION = 5


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """From `since` (None: from the beginning) on, the status is `status`, because of `reason` (one line, Chinese)."""

    since: date | None
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """All that the index knows of one work: its leading document's fields, identified where the source states none.

    `items` as in `statutory_items`; `cites` numbers and works that the text names; `explains` works that it interprets;
    `enclosed`: (where its text begins in `attachment_text`, its place among the attachments, its name); `added_on` the day it was first stored.
    """

    id: str
    title: str = ""
    text: str = ""
    attachment_text: str = ""
    url: str | None = None
    site: str | None = None
    channel: str | None = None
    region: str | None = None
    level: str | None = None
    kind: str = "other"
    form: str | None = None
    number: str | None = None
    registration_number: str | None = None
    index_number: str | None = None
    issuers: tuple[str, ...] = ()
    subject: str | None = None
    items: tuple[str, ...] = ()
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    timeline: tuple[TimelineStep, ...] = ()
    interpreted: bool = False
    attachment_types: tuple[str, ...] = ()
    also_at: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    explains: tuple[str, ...] = ()
    enclosed: tuple[tuple[int, int, str], ...] = ()
    added_on: date | None = None

    def status_at(self, on: date) -> TimelineStep:
        """The step that holds on the day; `unknown` when the timeline is empty."""
        current = TimelineStep(None, Status.UNKNOWN, "未见施行、废止或失效依据")
        for step in self.timeline:
            if step.since is None or step.since <= on:
                current = step
        return current


FACETS = (
    "status",
    "kind",
    "form",
    "issuer",
    "level",
    "channel",
    "subject",
    "item",
    "region",
    "site",
    "year",
    "interpreted",
    "attachment_type",
)
NOT_STATED = ""
YES, NO = "yes", "no"
DATE_FIELDS = {
    "published": "published_on",
    "issued": "issued_on",
    "effective": "effective_on",
    "expires": "expires_on",
    "added": "added_on",
}
TEXT_FIELDS = {"title": "title", "text": "text", "attachment": "attachment_text"}
"""Searched field → the entry's attribute. Titles are not analysed apart from texts: one tokenizer serves all."""


def facet_values(entry: IndexEntry, name: str) -> tuple[str, ...]:
    """The entry's values of a facet, never empty: what is not stated counts under NOT_STATED. `status` needs a day."""
    if name == "issuer":
        return entry.issuers or (NOT_STATED,)
    if name == "attachment_type":
        return entry.attachment_types or (NOT_STATED,)
    if name == "item":
        return entry.items or (NOT_STATED,)
    if name == "interpreted":
        return (YES if entry.interpreted else NO,)
    if name == "year":
        day = exists_since(entry)
        return (str(day.year) if day else NOT_STATED,)
    return (getattr(entry, name) or NOT_STATED,)


def exists_since(entry: IndexEntry) -> date | None:
    """The day a document came into being: issued, else published. A search as of an earlier day does not see it."""
    return entry.issued_on or entry.published_on


NUMBER = re.compile(r"(?P<agency>[^\d()]{0,20})\(?(?P<year>(?:19|20)\d\d)\)?年?-?第?(?P<serial>\d{1,6})号?")


@dataclass(frozen=True, slots=True)
class NumberKey:
    """A document number taken apart, 博政办发〔2017〕5号 → ("博政办发", 2017, 5); a partial one may have no agency."""

    agency: str
    year: int
    serial: int

    @property
    def term(self) -> str:
        return f"{self.year}:{self.serial}"


def number_key(number: str) -> NumberKey | None:
    """None where the number has no year and serial (国务院令第711号), and where more follows."""
    found = NUMBER.fullmatch(squeeze(number))
    return NumberKey(found["agency"], int(found["year"]), int(found["serial"])) if found else None


def whole_number(number: str) -> str:
    """As one term, hyphens left out, as people write them or not: QHCR-2020-0050002 → qhcr20200050002"""
    return squeeze(number).replace("-", "")


def number_terms(entry: IndexEntry) -> tuple[str, ...]:
    """Terms of the `number` field: each number squeezed as a whole, and `year:serial` of the document number."""
    whole = {whole_number(n) for n in (entry.number, entry.registration_number, entry.index_number) if n}
    key = number_key(entry.number) if entry.number else None
    return tuple(sorted((whole | ({key.term} if key else set())) - {""}))


def cited_terms(entry: IndexEntry) -> tuple[str, ...]:
    """Terms of the `cites` field: numbers as in `number_terms`, works by their id."""
    return tuple(sorted({whole_number(cited) for cited in entry.cites} - {""}))


@lru_cache(maxsize=1)
def schema() -> Schema:
    """Whoosh is told of positions (`phrase`), which its spans need; they are found by the character bigrams beside the segment."""
    words = {name: TEXT(analyzer=analyzer(), phrase=True, stored=False) for name in TEXT_FIELDS}
    return Schema(id=ID(unique=True), number=KEYWORD(), cites=KEYWORD(), entry=STORED(), **words)


def dump_entry(entry: IndexEntry) -> str:
    """The entry as JSON, for the stored field."""
    return json.dumps({name: getattr(entry, name) for name in _STORED}, ensure_ascii=False, default=_plain)


_STORED = tuple(field.name for field in dataclasses.fields(IndexEntry))


def _plain(value: date | TimelineStep) -> str | dict[str, Any]:
    return dataclasses.asdict(value) if isinstance(value, TimelineStep) else value.isoformat()


def load_entry(stored: str) -> IndexEntry:
    """The inverse of `dump_entry`."""
    raw: dict[str, Any] = json.loads(stored)
    for name in DATE_FIELDS.values():
        raw[name] = date.fromisoformat(raw[name]) if raw[name] else None
    for name in ("issuers", "attachment_types", "also_at", "items", "cites", "explains"):
        raw[name] = tuple(raw[name])
    raw["enclosed"] = tuple((start, number, name) for start, number, name in raw["enclosed"])
    raw["timeline"] = tuple(_load_step(step) for step in raw["timeline"])
    return IndexEntry(**raw)


def _load_step(raw: dict[str, str | None]) -> TimelineStep:
    since = raw["since"]
    return TimelineStep(
        date.fromisoformat(since) if since else None, Status(raw["status"] or Status.UNKNOWN), raw["reason"] or ""
    )
