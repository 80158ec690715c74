"""Room: from index to pages. Whom a document names and who names it: both ways, each with the words and the article. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from govdoc.document import Document
from indexer import labels
from search_web.dossier import RELATED, Dossier
from search_web.present import document_url
from search_web.reading import Reading, read
from search_web.record import rows_of, validity

ORDER = (
    "based_on", "implements", "amends", "replaces", "repeals", "lapses", "stops", "lifts", "overrides", "interprets", "cites",
)  # fmt: skip
AROUND = 60
STOPS = re.compile(r"[。；;\n]")


@dataclass(frozen=True, slots=True)
class Mention:
    """One document named by another. `id` None: it is not in the store.

    `before`, `quote`, `after`: the words, in the sentence they stand in; `place` its article; `href` leads there.
    `status`: that of the other document, None when it is not in the store.
    """

    relation: str
    id: str | None
    name: str
    quote: str = ""
    before: str = ""
    after: str = ""
    place: str = ""
    href: str = ""
    status: str | None = None


def outgoing(dossier: Dossier, reading: Reading, on: date) -> tuple[Mention, ...]:
    """What the text names beside its own number, each once for each relation, the bases first."""
    own = {dossier.document.number, dossier.payload.get("filled", {}).get("number")}
    found: dict[tuple[str, str], Mention] = {}
    for row in rows_of(dossier.payload, "citations"):
        name = name_of(row)
        if not name or (row.get("number") in own and row.get("number")) or row.get("direction") == "in":
            continue
        target = str(row["target"]) if row.get("target") else None
        key = (str(row.get("relation")), target or name)
        if key not in found:
            found[key] = _mention(row, dossier.document, reading, target, name, status_of(target, dossier, on))
    return _ordered(found.values())


def incoming(dossier: Dossier, on: date) -> tuple[Mention, ...]:
    """Who names this document, each once for each relation, in the other document's words."""
    found: list[Mention] = []
    for row in rows_of(dossier.payload, "cited_by")[:RELATED]:
        other_id, relation = str(row.get("id")), str(row.get("relation"))
        if other_id not in dossier.others:
            continue
        other, payload = dossier.others[other_id]
        said = (c for c in rows_of(payload, "citations") if c.get("target") == dossier.work)
        row = next((c for c in said if c.get("relation") == relation), {"relation": relation})
        status = status_of(other_id, dossier, on)
        found.append(_mention(row, other, read(other.text), other_id, dossier.title_of(other_id), status))
    return _ordered(found)


def explained(dossier: Dossier, on: date) -> tuple[Mention, ...]:
    """What this document interprets."""
    rows = [row for row in rows_of(dossier.payload, "interprets") if row.get("target")]
    ids = dict.fromkeys(str(row["target"]) for row in rows)
    return tuple(_plain("interprets", i, dossier, on) for i in ids)


def explaining(dossier: Dossier, on: date) -> tuple[Mention, ...]:
    """The interpretations of this document."""
    return tuple(_plain("interprets", str(i), dossier, on) for i in dossier.payload.get("interpreted_by") or () if i)


def name_of(row: Mapping[str, Any]) -> str:
    """《社会救助暂行办法》（国务院令第649号), or the half of it that is known."""
    title, number = str(row.get("title") or row.get("short_name") or ""), str(row.get("number") or "")
    name = f"《{title}》" if title else ""
    return f"{name}（{number}）" if name and number else name or number


def status_of(document_id: str | None, dossier: Dossier, on: date) -> str | None:
    if document_id is None or document_id not in dossier.others:
        return None
    return validity(dossier.others[document_id][1], on).status.value


def _plain(relation: str, document_id: str, dossier: Dossier, on: date) -> Mention:
    return Mention(relation, document_id, dossier.title_of(document_id), status=status_of(document_id, dossier, on))


def _mention(
    row: Mapping[str, Any], quoted: Document, reading: Reading, other: str | None, name: str, status: str | None
) -> Mention:
    """`quoted` is the document whose words are shown, with its `reading`; `other` the one that the mention leads to."""
    relation, quote = str(row.get("relation") or "cites"), str(row.get("quote") or "")
    start, end = row.get("start"), row.get("end")
    if not quote or not isinstance(start, int) or not isinstance(end, int) or quoted.text[start:end] != quote:
        return Mention(relation, other, name, quote, status=status)
    before, after = sentence(quoted.text, start, end)
    place = reading.place(start)[0]
    before = before.removeprefix(place).lstrip()
    return Mention(relation, other, name, quote, before, after, place, place_url(quoted.id, start, end), status)


def place_url(document_id: str, start: int, end: int) -> str:
    """The page of a document with these characters of its text set apart."""
    return f"{document_url(document_id)}?at={start}-{end}#at"


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after in the same sentence, at most AROUND characters each."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    before = STOPS.split(before)[-1] if STOPS.search(before) else f"…{before}" if start > AROUND else before
    match = STOPS.search(after)
    after = after[: match.end()] if match else f"{after}…" if end + AROUND < len(text) else after
    return before.lstrip(), after.rstrip()


def _ordered(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    rank = {name: n for n, name in enumerate(ORDER)}
    return tuple(sorted(mentions, key=lambda m: rank.get(m.relation, len(ORDER))))


def grouped(mentions: Sequence[Mention], words: Mapping[str, str]) -> tuple[tuple[str, tuple[Mention, ...]], ...]:
    """By relation, in the order of the mentions; `words` name the relations."""
    names = dict.fromkeys(m.relation for m in mentions)
    return tuple(
        (words.get(n, labels.RELATIONS["cites"]), tuple(m for m in mentions if m.relation == n)) for n in names
    )
