"""govdoc on OpenSearch: the same product behind the other engine. $GOVDOC_TEST_OPENSEARCH names the node, `make bench` starts one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from opensearchpy import OpenSearch

from benchmarks.engines import Ask
from benchmarks.engines.govdoc_engine import entry, search_query
from benchmarks.questions import Answer, Question
from indexer.engine import open_engine


def node() -> str:
    return os.environ["GOVDOC_TEST_OPENSEARCH"]


def place(folder: Path) -> str:
    """The index that stands for a folder."""
    return f"{node()}/bench-{folder.name.lower()}"


def build(rows: Iterable[dict[str, Any]], folder: Path) -> None:
    open_engine(place(folder)).rebuild(map(entry, rows))


def size(folder: Path) -> int:
    """Bytes on the cluster's disks."""
    client = OpenSearch([node()])
    stats = client.indices.stats(index=f"bench-{folder.name.lower()}-*", metric="store")
    return int(stats["_all"]["total"]["store"]["size_in_bytes"])


class Open:
    """Hits come with their passages, as they do on a page: there is no way to leave them out."""

    def __init__(self, folder: Path) -> None:
        self._engine = open_engine(place(folder))

    def __call__(self, question: Question) -> Answer:
        results = self._engine.search(search_query(question))
        most = (max((value.count for value in facet.values), default=0) for facet in results.facets)
        return Answer(results.total, tuple(most), len(results.hits))


def open_(folder: Path) -> Ask:
    return Open(folder)
