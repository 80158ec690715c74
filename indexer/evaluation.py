"""Room: from facts to a searchable index. How good a ranking is: hit@10, MRR@10, nDCG@10, recall@100 over judged queries."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from govdoc.errors import DataError

DEPTH, FAR = 10, 100


@dataclass(frozen=True, slots=True)
class Judged:
    query: str
    relevant: tuple[str, ...]


def read_queries(path: Path) -> tuple[Judged, ...]:
    """`[{"query": …, "relevant": [ids]}]`. DataError names the row that is something else."""
    try:
        rows = json.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{path}: not JSON ({error}): give a list of objects with `query` and `relevant`") from error
    if not isinstance(rows, list):
        raise DataError(f"{path}: not a list: give a list of objects with `query` and `relevant`")
    return tuple(_judged(path, place, row) for place, row in enumerate(rows, 1))


def _judged(path: Path, place: int, row: object) -> Judged:
    if isinstance(row, dict) and isinstance(row.get("query"), str) and isinstance(row.get("relevant"), list):
        return Judged(row["query"], tuple(str(identifier) for identifier in row["relevant"]))
    raise DataError(f"{path}: row {place}: needs `query` (text) and `relevant` (list of ids)")


def evaluate(queries: Sequence[Judged], search: Callable[[str, int], Sequence[str]]) -> dict[str, float | int]:
    """`search(words, limit)` gives ids, the best first. Queries without relevant ids are left out of the means."""
    judged = [query for query in queries if query.relevant]
    rankings = [(search(query.query, FAR), set(query.relevant)) for query in judged]
    measures = {
        "hit@10": [float(bool(relevant & set(found[:DEPTH]))) for found, relevant in rankings],
        "mrr@10": [reciprocal_rank(found, relevant) for found, relevant in rankings],
        "ndcg@10": [ndcg(found, relevant) for found, relevant in rankings],
        "recall@100": [len(relevant & set(found[:FAR])) / len(relevant) for found, relevant in rankings],
    }
    means = {name: round(sum(values) / len(values), 4) if values else 0.0 for name, values in measures.items()}
    return {"queries": len(judged), **means}


def reciprocal_rank(found: Sequence[str], relevant: set[str]) -> float:
    return next((1 / place for place, identifier in enumerate(found[:DEPTH], 1) if identifier in relevant), 0.0)


def ndcg(found: Sequence[str], relevant: set[str]) -> float:
    """Binary relevance, discount log2(place + 1)."""
    gain = sum(1 / math.log2(place + 1) for place, one in enumerate(found[:DEPTH], 1) if one in relevant)
    return gain / sum(1 / math.log2(place + 1) for place in range(1, min(len(relevant), DEPTH) + 1))
