"""SQLite FTS5: words cut by our tokenizer; facets are six GROUP BYs over the documents found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.documents import FACETS
from benchmarks.engines import Ask
from benchmarks.questions import Answer, Question
from indexer.tokenizer import terms


def build(rows: Iterable[dict[str, Any]], folder: Path) -> None:
    base = sqlite3.connect(folder / "fts5.sqlite3")
    base.execute("PRAGMA journal_mode=OFF")
    base.execute(f"CREATE TABLE facts (n INTEGER PRIMARY KEY, id, day INTEGER, {', '.join(FACETS)})")
    base.execute("CREATE VIRTUAL TABLE words USING fts5(title, text, tokenize='unicode61')")
    places = ", ".join("?" * (3 + len(FACETS)))
    for number, row in enumerate(rows):
        day = date.fromisoformat(row["issued_on"]).toordinal()
        base.execute(f"INSERT INTO facts VALUES ({places})", (number, row["id"], day, *(row[name] for name in FACETS)))
        cut = (" ".join(terms(row[name])) for name in ("title", "text"))
        base.execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (number, *cut))
    base.execute("INSERT INTO words (words) VALUES ('optimize')")
    base.commit()
    base.close()


def open_(folder: Path) -> Ask:
    base = sqlite3.connect(folder / "fts5.sqlite3")
    base.execute("PRAGMA temp_store=MEMORY")

    def ask(question: Question) -> Answer:
        joined = " ".join(question.words) if question.phrase else None
        match = (
            f'"{joined}"'
            if joined
            else (" OR " if question.any_word else " AND ").join(f'"{w}"' for w in question.words)
        )
        base.execute("DROP TABLE IF EXISTS temp.hits")
        span = "AND day BETWEEN ? AND ?" if question.span else ""
        days = [day.toordinal() for day in question.span or ()]
        base.execute(
            f"CREATE TEMP TABLE hits AS SELECT n, {', '.join(FACETS)}, day, bm25(words, 2.0, 1.0) AS score FROM words JOIN facts ON n = words.rowid "
            f"WHERE words MATCH ? {span}", [match, *days])  # fmt: skip
        total = base.execute("SELECT count(*) FROM hits").fetchone()[0]
        order = "day DESC" if question.by_date else "score"
        shown = [n for (n,) in base.execute(f"SELECT n FROM hits ORDER BY {order} LIMIT 10")]
        if question.highlights:
            marked = "SELECT highlight(words, 0, '<b>', '</b>'), snippet(words, 1, '<b>', '</b>', '…', 60) FROM words WHERE words MATCH ? AND rowid = ?"
            for number in shown:
                base.execute(marked, (match, number)).fetchall()
        tops = []
        for name in FACETS:
            counts = base.execute(f"SELECT {name}, count(*) FROM hits GROUP BY {name}").fetchall()
            tops.append(max((count for _, count in counts), default=0))
        return Answer(total, tuple(tops), len(shown))

    return ask
