"""A cluster of three nodes loses one: during a bulk load and during searches. Nothing is lost, and searches answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from govdoc.errors import GovdocError
from indexer.engine import open_engine
from indexer.fields import IndexEntry
from indexer.opensearch_engine import OpenSearchEngine
from indexer.query import SearchQuery
from tests.opensearch import Node, Unavailable, cluster

pytestmark = pytest.mark.slow
MANY = 3000
ON = date(2026, 11, 24)


@pytest.fixture(scope="module")
def nodes() -> Iterator[list[Node]]:
    try:
        with cluster(3) as made:
            yield made
    except Unavailable as reason:
        pytest.skip(f"no OpenSearch: {reason}")


def engine_of(nodes: list[Node], name: str) -> OpenSearchEngine:
    """Three shards, each on two nodes."""
    hosts = ",".join(f"127.0.0.1:{node.port}" for node in nodes)
    made = open_engine(f"http://{hosts}/{name}?shards=3&replicas=1")
    assert isinstance(made, OpenSearchEngine)
    return made


def entries(many: int) -> Iterator[IndexEntry]:
    for number in range(many):
        yield IndexEntry(
            id=f"d{number:05}", title=f"关于第{number}号低保标准的通知", text="农村低保标准。" * 20, kind="notice"
        )


@dataclass
class Asker:
    """Searches without a pause, until told to stop; keeps what came back and what failed."""

    engine: OpenSearchEngine
    expected: int
    answers: int = 0
    wrong: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.done.is_set():
            try:
                total = self.engine.search(SearchQuery(on=ON, words="低保 标准", facets=("kind",), correct=False)).total
            except GovdocError as error:
                self.wrong.append(str(error))
            else:
                self.answers += 1
                if total != self.expected:
                    self.wrong.append(f"{total} found")


def test_a_node_is_lost_during_a_bulk_load_and_during_searches(nodes: list[Node]) -> None:
    engine = engine_of(nodes, "lost")
    assert engine.rebuild(entries(200), revision=1) == 200
    asker = Asker(engine_of(nodes, "lost"), expected=200)
    asking = threading.Thread(target=asker.run)
    asking.start()

    def with_a_loss() -> Iterator[IndexEntry]:
        for number, entry in enumerate(entries(MANY)):
            if number == MANY // 2:
                nodes[2].stop(kill=True)
            yield entry

    try:
        assert engine.rebuild(with_a_loss(), revision=2) == MANY
        asker.expected = MANY
    finally:
        asker.done.set()
        asking.join()
    assert asker.answers > 20
    assert not [said for said in asker.wrong if said != f"{MANY} found"]
    assert engine.revision() == 2
    found = {
        hit.id for page in range(0, MANY, 500) for hit in engine.search(SearchQuery(on=ON, offset=page, limit=500)).hits
    }
    assert found == {entry.id for entry in entries(MANY)}
    nodes[2].start()
    nodes[2].await_up()


def test_searches_answer_while_a_node_leaves_and_comes_back(nodes: list[Node]) -> None:
    engine = engine_of(nodes, "leaves")
    engine.rebuild(entries(500), revision=1)
    engine._client.cluster.health(wait_for_status="green", timeout="60s", request_timeout=70)
    asker = Asker(engine_of(nodes, "leaves"), expected=500)
    asking = threading.Thread(target=asker.run)
    asking.start()
    try:
        nodes[0].stop(kill=True)
        assert (
            engine.update([IndexEntry(id="new", title="低保标准的新通知", kind="notice")], ["d00000"], revision=2) == 1
        )
        nodes[0].start()
        nodes[0].await_up()
    finally:
        asker.done.set()
        asking.join()
    assert asker.answers > 20
    assert set(asker.wrong) <= {"501 found", "499 found"}
    assert engine.search(SearchQuery(on=ON, words="新通知")).hits[0].id == "new"
    assert (engine.count(), engine.revision()) == (500, 2)
