"""One module an engine: `build(rows, folder)` and `open_(folder)`, which gives a function from question to answer."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from benchmarks.questions import Answer, Question

ENGINES = ("govdoc", "tantivy", "fts5", "whoosh")
Ask = Callable[[Question], Answer]


class Engine(Protocol):
    def build(self, rows: Iterable[dict[str, Any]], folder: Path) -> None: ...

    def open_(self, folder: Path) -> Ask: ...


def engine(name: str) -> Engine:
    module: Any = importlib.import_module(f"benchmarks.engines.{name}_engine")
    return module  # type: ignore[no-any-return]
