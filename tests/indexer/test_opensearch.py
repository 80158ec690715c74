"""OpenSearch alone: addresses, versions side by side, refused documents, a cluster that is busy or gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as Unreachable
from opensearchpy.exceptions import TransportError

from govdoc.errors import ConfigError, IndexUnavailableError
from indexer import opensearch_client, opensearch_mapping
from indexer.engine import open_engine, shown
from indexer.fields import IndexEntry, TimelineStep
from indexer.opensearch_client import Address, load, read_address
from indexer.opensearch_engine import OpenSearchEngine
from indexer.opensearch_mapping import LAST_DAY, periods
from indexer.query import SearchQuery
from tests.indexer.helpers import ON, SAMPLE


def test_an_address_has_hosts_name_login_and_options() -> None:
    url = "https://indexer:p%40ss@one:9200,two:9200/laws?ca=/etc/ca.pem&shards=3&replicas=1"
    assert read_address(url) == Address(
        ("https://one:9200", "https://two:9200"), "laws", "indexer", "p@ss", "/etc/ca.pem", 3, "1"
    )
    assert read_address("http://localhost:9200").name == "govdoc"
    assert shown(url) == "https://one:9200,two:9200/laws?ca=/etc/ca.pem&shards=3&replicas=1"


@pytest.mark.parametrize(
    "url",
    ["ftp://host/x", "https://", "https://u:secret@host/UPPER", "https://u:secret@host/x?tls=1", "https://u:secret@h/x?shards=0"],
)  # fmt: skip
def test_a_wrong_address_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ConfigError, match="GOVDOC_ENGINE") as caught:
        open_engine(url)
    assert "secret" not in str(caught.value)


def test_a_ca_file_that_is_not_there_and_a_server_that_is_not_there() -> None:
    with pytest.raises(ConfigError, match=r"ca=/nowhere/ca\.pem"):
        open_engine("https://localhost:1/x?ca=/nowhere/ca.pem")
    with pytest.raises(IndexUnavailableError, match="does not answer") as caught:
        open_engine("http://u:secret@127.0.0.1:1/x").search(SearchQuery(on=ON))
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_days_of_each_status_are_those_of_the_timeline() -> None:
    assert list(periods(IndexEntry(id="x"))) == [("unknown", 0, LAST_DAY)]
    begun, ended = (step.since.toordinal() for step in SAMPLE[0].timeline if step.since)
    expected = [("unknown", 0, begun - 1), ("in_force", begun, ended - 1), ("lapsed", ended, LAST_DAY)]
    assert list(periods(SAMPLE[0])) == expected
    backwards = replace(
        SAMPLE[0], timeline=(SAMPLE[0].timeline[1], TimelineStep(None, SAMPLE[0].timeline[0].status, ""))
    )
    assert {status for status, _, _ in periods(backwards)} == {"in_force"}


class Cluster:
    """Stands in for a client: answers with what the test says, and writes down what was sent."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.sent = list(answers), list[list[str]]()

    def bulk(self, body: str, index: str) -> dict[str, Any]:
        ids = [line.split('"_id": "')[1].split('"')[0] for line in body.splitlines() if '"_id"' in line]
        self.sent.append(ids)
        answer = self.answers.pop(0) if self.answers else {}
        if isinstance(answer, Exception):
            raise answer
        status = {identifier: answer.get(identifier, 201) for identifier in ids}
        return {"items": [{"index": {"_id": i, "status": s, "error": {"type": "t", "reason": f"why {i}"}}} for i, s in status.items()]}  # fmt: skip


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []
    monkeypatch.setattr(opensearch_client.time, "sleep", waits.append)
    return waits


def documents(many: int) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((f"d{number}", {"title": "x"}) for number in range(many))


def test_a_busy_cluster_is_sent_again_what_it_did_not_take(unhurried: list[float]) -> None:
    cluster = Cluster(
        {"d1": 429, "d2": 503}, TransportError(429, "busy", {}), Unreachable("N/A", "gone", None), {"d2": 429}
    )
    assert load(cluster, "x", documents(4)) == (4, [])  # type: ignore[arg-type]
    assert cluster.sent == [["d0", "d1", "d2", "d3"], ["d1", "d2"], ["d1", "d2"], ["d1", "d2"], ["d2"]]
    assert len(unhurried) == 4
    assert unhurried[-1] > unhurried[0]


def test_refused_documents_are_named_and_others_are_taken(unhurried: list[float]) -> None:
    taken, refused = load(Cluster({"d1": 400}), "x", documents(3))  # type: ignore[arg-type]
    assert (taken, [(one.id, one.reason) for one in refused]) == (2, [("d1", "why d1")])
    assert not unhurried


def test_patience_ends_and_nothing_is_lost_silently(unhurried: list[float]) -> None:
    gone = [Unreachable("N/A", "gone", None)] * opensearch_client.ATTEMPTS
    taken, refused = load(Cluster(*gone), "x", documents(2))  # type: ignore[arg-type]
    assert (taken, [one.id for one in refused]) == (0, ["d0", "d1"])


def test_requests_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch_client, "CHUNK_DOCUMENTS", 3)
    cluster = Cluster()
    load(cluster, "x", documents(7))  # type: ignore[arg-type]
    assert [len(ids) for ids in cluster.sent] == [3, 3, 1]


@pytest.fixture
def client(opensearch: str) -> Iterator[OpenSearch]:
    made = OpenSearch([opensearch])
    yield made
    made.indices.delete(index="told*", ignore_unavailable=True)
    made.close()


def test_a_document_that_the_cluster_refuses_is_named_and_the_served_index_stays(opensearch: str, client: OpenSearch) -> None:  # fmt: skip
    engine = open_engine(f"{opensearch}/told-refused")
    engine.rebuild(SAMPLE, revision=1)
    bad = replace(SAMPLE[0], id="bad", number="清政办发〔2020〕7号" + "x" * 40_000, registration_number="y" * 40_000)
    with pytest.raises(IndexUnavailableError, match=r"refused 1 documents \(bad: .*immense term.*unchanged"):
        engine.rebuild([*SAMPLE, bad], revision=2)
    assert (engine.revision(), engine.count()) == (1, 4)
    with pytest.raises(IndexUnavailableError, match=r"bad: .*all others are in the index"):
        engine.update([replace(SAMPLE[1], title="改了的标题"), bad], revision=2)
    assert engine.revision() == 1
    assert engine.search(SearchQuery(on=ON, words="改了的标题")).total == 1
    assert len(client.indices.get(index="told-refused-*")) == 1


def test_tallies_of_many_updates_become_one(opensearch: str, client: OpenSearch, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("indexer.opensearch_engine.MOST_TALLIES", 2)
    writer, reader = open_engine(f"{opensearch}/told-tallies"), open_engine(f"{opensearch}/told-tallies")
    writer.rebuild(SAMPLE)
    for number, title in enumerate(("扶贫资金管理办法", "养老保险办法", "环境保护条例")):
        writer.update([replace(SAMPLE[0], id=f"new{number}", title=title, text=title)])
    tallies = client.search(index="told-tallies-*", body={"query": {"term": {"part": "tally"}}})["hits"]["hits"]
    assert len(tallies) == 2
    assert (reader.count(), reader.search(SearchQuery(on=ON)).total) == (7, 7)
    for typed, meant in (("扶贫资斤", "扶贫资金"), ("养老保先", "养老保险"), ("环境保户", "环境保护")):
        assert reader.search(SearchQuery(on=ON, words=typed)).correction == meant


def test_programs_of_two_versions_read_their_own_index(opensearch: str, client: OpenSearch, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """A rolling re-index: the new program fills its index while the old one goes on serving."""
    url = f"{opensearch}/told-versions"
    old = open_engine(url)
    old.rebuild(SAMPLE)
    monkeypatch.setattr(opensearch_mapping, "MAPPING_VERSION", 999)
    new = open_engine(url)
    with pytest.raises(IndexUnavailableError, match=r"another version.*govdoc index --rebuild"):
        new.search(SearchQuery(on=ON))
    new.rebuild(SAMPLE[:2])
    assert (old.search(SearchQuery(on=ON)).total, new.search(SearchQuery(on=ON)).total) == (4, 2)
    new.rebuild(SAMPLE[:3])
    assert new.count() == 3
    with pytest.raises(IndexUnavailableError, match="another version"):
        old.search(SearchQuery(on=ON))


def test_an_index_that_fails_a_golden_query_is_not_served(opensearch: str, client: OpenSearch, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    engine = open_engine(f"{opensearch}/told-golden")
    assert isinstance(engine, OpenSearchEngine)
    engine.rebuild(SAMPLE)
    monkeypatch.setattr("indexer.opensearch_engine.document", lambda entry: {"id": entry.id, "entry": opensearch_mapping.dump_entry(entry), "exists_since": 0})  # fmt: skip
    with pytest.raises(IndexUnavailableError, match="golden query"):
        engine.rebuild(SAMPLE)
    assert engine.search(SearchQuery(on=ON, words="低保")).total == 2


def test_an_index_that_was_made_before_its_answer_was_lost_is_taken(opensearch: str, client: OpenSearch, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """The client asks the next host again when one does not answer in time; the first may have done it."""
    engine = open_engine(f"{opensearch}/told-twice")
    assert isinstance(engine, OpenSearchEngine)
    once = engine._client.indices.create

    def twice(**asked: Any) -> Any:
        once(**asked)
        return once(**asked)

    monkeypatch.setattr(engine._client.indices, "create", twice)
    assert engine.rebuild(SAMPLE) == 4
    assert engine.search(SearchQuery(on=ON)).total == 4
