"""Room: tests. Where an engine keeps its index: a directory for Whoosh and, where a server can be started, OpenSearch."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from opensearchpy import OpenSearch

from tests.opensearch import Unavailable, server

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
