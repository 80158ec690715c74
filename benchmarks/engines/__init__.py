"""One module an engine: `build(rows, folder)` and `open_(folder)`, which gives a function from question to answer."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from benchmarks.questions import Answer, Question

ENGINES = (
    "govdoc",
    *(("opensearch",) if os.environ.get("GOVDOC_TEST_OPENSEARCH") else ()),
    "tantivy",
    "fts5",
    "whoosh",
)
"""OpenSearch where a node is named."""
Ask = Callable[[Question], Answer]


class Engine(Protocol):
    def build(self, rows: Iterable[dict[str, Any]], folder: Path) -> None: ...

    def open_(self, folder: Path) -> Ask: ...


def engine(name: str) -> Engine:
    module: Any = importlib.import_module(f"benchmarks.engines.{name}_engine")
    return module  # type: ignore[no-any-return]
