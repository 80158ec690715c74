"""tantivy (Rust, by its Python binding): words cut by our tokenizer, facets and dates as fast fields."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.documents import FACETS
from benchmarks.engines import Ask
from benchmarks.questions import Answer, Question
from indexer.tokenizer import terms

TITLE_WEIGHT = 2.0
HEAP, THREADS = 400_000_000, 2
COUNTED = {name: {"terms": {"field": name, "size": 200}} for name in FACETS}


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("title", "text"):
        builder.add_text_field(name, stored=True, tokenizer_name="whitespace", index_option="position")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", fast=True, indexed=True)
    return builder.build()


def build(rows: Iterable[dict[str, Any]], folder: Path) -> None:
    index = tantivy.Index(schema(), str(folder))
    writer = index.writer(HEAP, THREADS)
    for row in rows:
        cut = {name: " ".join(terms(row[name])) for name in ("title", "text")}
        facets = {name: row[name] for name in FACETS}
        day = date.fromisoformat(row["issued_on"]).toordinal()
        writer.add_document(tantivy.Document(id=row["id"], day=day, **cut, **facets))
    writer.commit()
    writer.wait_merging_threads()


def open_(folder: Path) -> Ask:
    index = tantivy.Index.open(str(folder))
    known, searcher = index.schema, index.searcher()

    def ask(question: Question) -> Answer:
        query = _query(known, question)
        found = searcher.search(query, 10, order_by_field="day") if question.by_date else searcher.search(query, 10)
        counts = searcher.aggregate(query, COUNTED)
        if question.highlights:
            makers = [tantivy.SnippetGenerator.create(searcher, query, known, name) for name in ("title", "text")]
            for _, address in found.hits:
                document = searcher.doc(address)
                for maker in makers:
                    maker.snippet_from_doc(document).to_html()
        tops = (max((b["doc_count"] for b in counts[name]["buckets"]), default=0) for name in FACETS)
        return Answer(found.count, tuple(tops), len(found.hits))

    return ask


def _query(known: tantivy.Schema, question: Question) -> tantivy.Query:
    words = [list(question.words)] if question.phrase else [[word] for word in question.words]
    occur = tantivy.Occur.Should if question.any_word else tantivy.Occur.Must
    parts = [(occur, _either(known, word)) for word in words]
    if question.span:
        first, last = (day.toordinal() for day in question.span)
        within = tantivy.Query.range_query(known, "day", tantivy.FieldType.Integer, first, last)
        parts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(within, 0.0)))
    return tantivy.Query.boolean_query(parts)


def _either(known: tantivy.Schema, words: list[str]) -> tantivy.Query:
    title, text = (_side_by_side(known, field, words) for field in ("title", "text"))
    weighted = tantivy.Query.boost_query(title, TITLE_WEIGHT)
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, weighted), (tantivy.Occur.Should, text)])


def _side_by_side(known: tantivy.Schema, field: str, words: list[str]) -> tantivy.Query:
    if len(words) > 1:
        return tantivy.Query.phrase_query(known, field, words)
    return tantivy.Query.term_query(known, field, words[0])
