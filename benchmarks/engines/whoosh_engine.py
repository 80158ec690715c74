"""Stock Whoosh: its own codec, writer, searcher and facets; words cut by our tokenizer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from whoosh import fields, index, query
from whoosh.analysis import SpaceSeparatedTokenizer

from benchmarks.documents import FACETS
from benchmarks.engines import Ask
from benchmarks.questions import Answer, Question
from indexer.tokenizer import terms

TITLE_WEIGHT = 2.0


def schema() -> fields.Schema:
    words = {name: fields.TEXT(analyzer=SpaceSeparatedTokenizer(), stored=True) for name in ("title", "text")}
    facets = {name: fields.ID(sortable=True) for name in FACETS}
    return fields.Schema(id=fields.ID(stored=True, unique=True), day=fields.NUMERIC(sortable=True), **words, **facets)


def build(rows: Iterable[dict[str, Any]], folder: Path) -> None:
    writer = index.create_in(str(folder), schema()).writer(limitmb=256)
    for row in rows:
        cut = {name: " ".join(terms(row[name])) for name in ("title", "text")}
        facets = {name: row[name] for name in FACETS}
        writer.add_document(id=row["id"], day=date.fromisoformat(row["issued_on"]).toordinal(), **cut, **facets)
    writer.commit()


def open_(folder: Path) -> Ask:
    searcher = index.open_dir(str(folder)).searcher()

    def ask(question: Question) -> Answer:
        order = {"sortedby": "day", "reverse": True} if question.by_date else {}
        found = searcher.search(_query(question), limit=10, groupedby=list(FACETS), **order)
        if question.highlights:
            for hit in found:
                hit.highlights("title")
                hit.highlights("text")
        tops = (max(map(len, found.groups(name).values()), default=0) for name in FACETS)
        return Answer(len(found), tuple(tops), found.scored_length())

    return ask


def _query(question: Question) -> query.Query:
    words = [list(question.words)] if question.phrase else [[word] for word in question.words]
    parts = [query.Or([_side_by_side("title", w, TITLE_WEIGHT), _side_by_side("text", w, 1.0)]) for w in words]
    whole = query.Or(parts) if question.any_word else query.And(parts)
    if not question.span:
        return whole
    first, last = (day.toordinal() for day in question.span)
    return query.And([whole, query.ConstantScoreQuery(query.NumericRange("day", first, last), 0.0)])


def _side_by_side(field: str, words: list[str], weight: float) -> query.Query:
    return query.Term(field, words[0], boost=weight) if len(words) == 1 else query.Phrase(field, words, boost=weight)
