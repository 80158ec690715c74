"""Room: tests. Where an engine keeps its index: a directory for Whoosh and, where a server can be started, OpenSearch; real texts indexed once a run."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from opensearchpy import OpenSearch

from indexer.fields import IndexEntry
from indexer.whoosh_engine import WhooshEngine
from tests.opensearch import Unavailable, server

NOTICES = (
    "hebei_province",
    "customs_interpretations",
    "waystowork_rules",
    "provincial_search_2021",
    "govcn_statecouncil_2019",
    "policy_sample_fulltext",
)
SHORTEST = 100
"""Characters; what has fewer is a title with a link to an attachment."""

Place = Callable[[], str]
"""The URL of a new, empty place for an index."""


@pytest.fixture(scope="session")
def opensearch() -> Iterator[str]:
    try:
        with server() as url:
            yield url
    except Unavailable as reason:
        pytest.skip(f"no OpenSearch: {reason}")


@pytest.fixture(scope="module", params=["whoosh", "opensearch"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    if request.param == "whoosh":
        yield lambda: str(tmp_path_factory.mktemp("index"))
        return
    url: str = request.getfixturevalue("opensearch")
    prefix = f"t{uuid.uuid4().hex[:10]}"
    made: list[str] = []

    def new() -> str:
        made.append(f"{prefix}n{len(made)}")
        return f"{url}/{made[-1]}"

    yield new
    client = OpenSearch([url])
    client.indices.delete(index=f"{prefix}*", ignore_unavailable=True)
    client.close()


def entries(real_data: Path, *names: str) -> Iterator[IndexEntry]:
    """Records of the corpus files that are named, by what they state of themselves."""
    for name in names:
        with gzip.open(real_data / "corpus" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                title, text = row.get("title") or "", row.get("text") or ""
                yield IndexEntry(id=row["id"], title=title, text=text, number=row.get("number"))


@pytest.fixture(scope="session")
def laws(real_data: Path) -> dict[str, IndexEntry]:
    """Whole laws, by id."""
    return {one.id: one for one in entries(real_data, "laws")}


@pytest.fixture(scope="session")
def notices(real_data: Path) -> dict[str, IndexEntry]:
    """Notices, normative documents, interpretations and rules of many portals, by id."""
    return {one.id: one for one in entries(real_data, *NOTICES) if one.title and len(one.text) > SHORTEST}


@pytest.fixture(scope="session")
def laws_engine(laws: dict[str, IndexEntry], tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    return indexed(laws.values(), tmp_path_factory.mktemp("laws"))


@pytest.fixture(scope="session")
def notices_engine(notices: dict[str, IndexEntry], tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    return indexed(notices.values(), tmp_path_factory.mktemp("notices"))


def indexed(these: Iterable[IndexEntry], folder: Path) -> WhooshEngine:
    opened = WhooshEngine(folder)
    opened.rebuild(these)
    return opened
