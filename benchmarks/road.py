"""Import, derive, index and search everything there is: records, seconds, size, memory, and the time of one `/search` request."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.requests import a_second, client_of, middle, milliseconds, zipf

ROOT = Path(__file__).resolve().parent.parent
WORDS = [
    "农村低保",
    "临时救助",
    "政务公开",
    "规范性文件",
    "有效期",
    "医疗保险",
    "住房公积金",
    "土地征收",
    "环境保护",
    "食品安全",
    "义务教育",
    "养老服务",
    "行政许可",
    "行政处罚",
    "企业所得税",
    "安全生产",
    "科技创新",
    "人才引进",
    "招标投标",
    "财政预算",
]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        files = corpus() or [generated(data / "generated.jsonl")]
        report("records", sum(1 for file in files for _ in opened(file)))
        for step in (["import", *map(str, files)], ["index"]):
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-m", "govdoc", "--data", folder, *step], capture_output=True, check=False
            )
            report(f"govdoc {step[0]}: seconds", round(time.perf_counter() - started, 1))
            if done.returncode not in (0, 1):
                sys.exit(done.stderr.decode())
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        report("peak memory of the commands: MB", round(peak))
        for name in ("govdoc.sqlite3", "index"):
            report(f"size of {name}: MB", round(size_of(data / name) / 1e6))
        measure_search(folder)


def measure_search(folder: str) -> None:
    before = status_of("VmRSS")
    client = client_of(Path(folder))
    draw = random.Random(1)
    queries = [" ".join(draw.sample(WORDS, draw.choice((1, 1, 2)))) for _ in range(200)]
    milliseconds(client, queries[:1])
    median, late = middle(milliseconds(client, queries))
    report("/search, median: ms", round(median, 1))
    report("/search, 95th percentile: ms", round(late, 1))
    report("memory of the web process: MB", round(status_of("VmRSS") - before))
    report("weight of a search page with all it loads: KB", round(page_weight(client, queries[0]) / 1000, 1))
    report("/search a second, two workers", round(a_second(Path(folder), zipf(queries, 600))))


def page_weight(client: FlaskClient, query: str) -> int:
    """Bytes of the page, uncompressed, and of every stylesheet, script and picture that it names."""
    page = client.get("/search", query_string={"q": query}).get_data(as_text=True)
    return len(page.encode()) + sum(len(client.get(path).data) for path in set(re.findall(r'"(/static/[^"]+)"', page)))


def corpus() -> list[Path]:
    folder = Path(os.environ.get("GOVDOC_TEST_DATA") or ROOT.parent / "shared") / "corpus"
    return sorted(folder.glob("*.jsonl.gz"))


def generated(path: Path, count: int = 20_000) -> Path:
    """Records made of the benchmark's own words, for machines without the real corpora."""
    draw = random.Random(2)
    with path.open("w", encoding="utf-8") as out:
        for i in range(count):
            text = "，".join(draw.choices(WORDS, k=120))
            row = {
                "id": f"g{i}",
                "title": f"关于{draw.choice(WORDS)}的通知",
                "text": text,
                "issued_on": f"20{i % 20 + 4:02}-01-02",
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def opened(path: Path) -> list[bytes]:
    import gzip

    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        return lines.readlines()


def size_of(path: Path) -> int:
    return path.stat().st_size if path.is_file() else sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


def status_of(name: str) -> float:
    """A figure of this process in MB (VmRSS: resident memory), 0 where /proc is absent."""
    try:
        found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def report(what: str, value: float) -> None:
    print(f"{what:45} {value:>12,}", flush=True)


if __name__ == "__main__":
    main()
