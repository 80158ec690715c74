"""Room: what a government document is. Copies and republications of one document become one work."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from govdoc.document import Document, Kind

_NOISE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]+")
SHORTEST = 40


@dataclass(frozen=True, slots=True)
class WorkKey:
    """What grouping needs to know of a document, a few dozen bytes each so that a whole province fits in memory.

    `same_text` and `same_name` are digests, empty when the document has too little to be told apart by.
    """

    id: str
    same_text: str
    same_name: str
    first_seen: tuple[date, str]


def work_key(document: Document) -> WorkKey:
    """Two documents are copies when their text is the same apart from space and punctuation, or when number and title agree.

    A number alone is not enough: portals print wrong ones. An amended law keeps both and is told apart by its day. Numbers and titles are those found by `identify`.
    """
    title = _NOISE.sub("", document.title)
    text = _body(_NOISE.sub("", document.text), title, _NOISE.sub("", document.number or ""))
    same_text = _digest(title, text) if len(text) >= SHORTEST else ""
    edition = str(document.issued_on) if document.kind is Kind.LAW else ""
    same_name = _digest(document.number, title, edition) if document.number and len(title) >= 6 else ""
    day = document.issued_on or document.published_on or date.max
    return WorkKey(document.id, same_text, same_name, (document.published_on or day, document.id))


def group_works(keys: Iterable[WorkKey]) -> dict[str, str]:
    """Document id → work id, the id of the group's earliest publication. Linear; the order of the input does not matter."""
    members = list(keys)
    parent = {key.id: key.id for key in members}

    def root(one: str) -> str:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    seen: dict[str, str] = {}
    for key in members:
        for digest in (key.same_text, key.same_name):
            if digest:
                parent[root(key.id)] = root(seen.setdefault(digest, key.id))
    leader: dict[str, WorkKey] = {}
    for key in members:
        group = root(key.id)
        if group not in leader or key.first_seen < leader[group].first_seen:
            leader[group] = key
    return {key.id: leader[root(key.id)].id for key in members}


def _body(text: str, title: str, number: str) -> str:
    """The text without the title and number that some columns print at its head and others leave out."""
    for _ in range(3):
        for label in (title, number):
            text = text.removeprefix(label) if label else text
    return text


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
