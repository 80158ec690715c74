"""The documents that all engines index: pieces of real texts, filled up with documents of the real texts' own words.

A row is `{"id", "title", "text", "issued_on", and one value for each of FACETS}`. What a record states is taken, the rest is
drawn. Without the real corpora everything is generated, from a small vocabulary of made-up words.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from indexer.tokenizer import words

ROOT = Path(__file__).resolve().parent.parent
PIECE = 1_200
"""Characters of a text; what remains of a record is no piece of its own."""
LEFT_OUT = "law_articles"
"""The same statutes as laws.jsonl.gz, article by article."""
FACETS = ("kind", "form", "issuer", "region", "site", "channel")
DRAWN = {
    "kind": ["notice", "normative", "interpretation", "law", "other"],
    "form": ["通知", "办法", "意见", "公告", "决定", "批复", "条例", "规定"],
    "issuer": [f"第{n}局" for n in range(120)],
    "region": [f"第{n}区" for n in range(40)],
    "site": [f"site{n}.example" for n in range(25)],
    "channel": [f"第{n}栏" for n in range(60)],
}
FIRST_DAY, DAYS = date(2000, 1, 1), 25 * 365
SYLLABLES = "政府办法通知规定管理工作社会保障经济发展农村城市教育卫生医疗住房土地环境保护安全生产企业职工人民"


def corpus() -> list[Path]:
    folder = Path(os.environ.get("GOVDOC_TEST_DATA") or ROOT.parent / "shared") / "corpus"
    return sorted(path for path in folder.glob("*.jsonl.gz") if LEFT_OUT not in path.name)


def make(path: Path, count: int, seed: int = 7) -> dict[str, int]:
    """Write `count` rows; how many are real and how many generated."""
    draw = random.Random(seed)
    with path.open("w", encoding="utf-8") as out:
        real = 0
        for row in itertools.islice(_real(draw), count):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            real += 1
        for row in itertools.islice(_generated(path, draw), count - real):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
        out.flush()
    return {"real": real, "generated": count - real}


def read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _real(draw: random.Random) -> Iterator[dict[str, Any]]:
    """Pieces of all files in turn, shuffled, so that fewer documents are a sample of all sources."""
    pieces: list[dict[str, Any]] = []
    for file in corpus():
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                text = record.get("text") or ""
                for at in range(0, len(text) - PIECE + 1, PIECE):
                    pieces.append(_row(f"r{len(pieces)}", record, text[at : at + PIECE], draw))
    draw.shuffle(pieces)
    yield from pieces


def _row(identifier: str, record: dict[str, Any], text: str, draw: random.Random) -> dict[str, Any]:
    day = record.get("issued_on") or (FIRST_DAY + timedelta(draw.randrange(DAYS))).isoformat()
    facets = {name: record.get(name) or draw.choice(values) for name, values in DRAWN.items()}
    return {"id": identifier, "title": record.get("title") or text[:20], "text": text, "issued_on": day, **facets}


def _generated(path: Path, draw: random.Random) -> Iterator[dict[str, Any]]:
    """Words drawn by their frequency in the rows written so far, in texts of the same length."""
    counts = Counter(itertools.chain.from_iterable(_cut(row["text"]) for row in itertools.islice(read(path), 3_000)))
    if not counts:
        made = sorted({"".join(draw.choices(SYLLABLES, k=2)) for _ in range(4_000)})
        counts = Counter({word: 1 + 400_000 // (rank + 10) for rank, word in enumerate(made)})
    vocabulary, cumulative = list(counts), list(itertools.accumulate(counts.values()))
    for number in itertools.count():
        drawn = "".join(draw.choices(vocabulary, cum_weights=cumulative, k=PIECE))
        title = "关于" + "".join(draw.choices(vocabulary, cum_weights=cumulative, k=5)) + "的通知"
        yield _row(f"g{number}", {"title": title}, drawn[:PIECE], draw)


def _cut(text: str) -> list[str]:
    """Words with the punctuation after them, as they stand."""
    spans = words(text)
    ends = [start for _, start, _ in spans[1:]] + [len(text)]
    return [text[start:end] for (_, start, _), end in zip(spans, ends, strict=True)]
