"""What operators see: counts of all workers together, health that notices a broken index, logs without addresses, a rehearsed restore."""

from __future__ import annotations

import io
import json
import logging
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from govdoc import logs
from govdoc.__main__ import cli
from govdoc.blobs import Archive
from govdoc.document import Document
from govdoc.errors import ConfigError
from govdoc.settings import SHANGHAI, Settings, load_settings
from govdoc.store import open_store
from indexer.build import build
from indexer.engine import open_engine
from search_web.app import create_app
from tests.search_web.test_web_serve import answer

SEEN = datetime(2024, 1, 1, tzinfo=SHANGHAI)
DOCUMENTS = [
    Document(f"x{n}", title=f"云溪区农村低保办法（{n}）", text="第一条　为了规范农村低保工作。") for n in range(3)
]


def settings_at(root: Path) -> Settings:
    return Settings(
        root, store_url=f"sqlite:///{root / 'govdoc.sqlite3'}", engine_url=str(root / "index"), rate_limit=0
    )


def filled(root: Path) -> Settings:
    made = settings_at(root)
    with open_store(made.store_url) as store:
        store.put_documents(DOCUMENTS, SEEN)
        build(store, open_engine(made.engine_url), rebuild=True)
    return made


def samples(text: str) -> dict[str, float]:
    """name{label=value} → value, as Prometheus itself reads it."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name + "".join(f",{v}" for _, v in sorted(sample.labels.items()))] = sample.value
    return found


def test_healthz_tells_when_the_index_breaks_and_when_it_is_behind(tmp_path: Path) -> None:
    made = filled(tmp_path)
    client = create_app(made).test_client()
    assert client.get("/healthz").get_json() == {"status": "ok", "store": "ok", "index": "ok", "behind": False}
    with open_store(made.store_url) as store:
        store.put_documents([Document("new", title="新")], SEEN)
    assert client.get("/healthz").get_json()["behind"] is True
    shutil.move(tmp_path / "index", tmp_path / "elsewhere")
    broken = client.get("/healthz")
    assert (broken.status_code, broken.get_json()["index"], broken.get_json()["store"]) == (503, "unavailable", "ok")
    assert samples(client.get("/metrics").text)["govdoc_up,index"] == 0
    shutil.move(tmp_path / "elsewhere", tmp_path / "index")
    assert client.get("/healthz").status_code == 200


def test_metrics_count_what_was_asked_and_show_the_state_now(tmp_path: Path) -> None:
    client = create_app(filled(tmp_path)).test_client()
    before = samples(client.get("/metrics").text)
    client.get("/search?q=低保")
    client.get("/search?q=没有这样的词语")
    client.get("/nowhere")
    after = samples(client.get("/metrics").text)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grown("govdoc_searches_total,found") == 1
    assert grown("govdoc_searches_total,nothing") == 1
    assert grown("govdoc_search_seconds_count") == 2
    assert grown("govdoc_responses_total,404,none") == 1
    assert (after["govdoc_documents,store"], after["govdoc_documents,index"]) == (3, 3)
    assert after["govdoc_revision,store"] == after["govdoc_revision,index"]


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")
def test_two_workers_are_counted_together(tmp_path: Path) -> None:
    filled(tmp_path)
    command = [
        sys.executable,
        "-m",
        "govdoc",
        "--data",
        str(tmp_path),
        "serve",
        "--port",
        "0",
        "--workers",
        "2",
        "--no-indexer",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())
        assert address
        for _ in range(12):
            answer(f"{address[0]}search?q=x", process)
        found = samples(answer(f"{address[0]}metrics", process))
        assert sum(value for name, value in found.items() if name.startswith("govdoc_searches_total")) == 12
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    said, events = io.StringIO(), logging.getLogger("govdoc")
    handler, level = logging.StreamHandler(said), events.level
    handler.setFormatter(logs.Lines())
    events.addHandler(handler)
    events.setLevel(logging.INFO)
    yield said
    events.removeHandler(handler)
    events.setLevel(level)


def test_a_request_is_a_line_of_json_without_address_and_words(client: FlaskClient, lines: io.StringIO) -> None:
    client.get("/search?q=低保", environ_base={"REMOTE_ADDR": "198.51.100.7"})
    (row,) = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (row["event"], row["view"], row["status"], row["level"]) == ("request", "search.search", 200, "info")
    assert "198.51.100.7" not in lines.getvalue()
    assert "低保" not in lines.getvalue()


def test_a_wrong_kind_of_log_is_refused() -> None:
    with pytest.raises(ConfigError, match="GOVDOC_LOG=xml"):
        load_settings(environ={"GOVDOC_LOG": "xml"})


def test_a_restored_service_gives_the_same_counts(tmp_path: Path) -> None:
    """O4, rehearsed: back up while the service stands, lose everything, restore, index, compare."""
    lost, kept = tmp_path / "lost", tmp_path / "kept"
    made = filled(lost)
    sheet = Archive(made.archive).put(b"%PDF the page as it was")
    asked = ["/api/v1/search?q=低保", "/api/v1/documents/x1", "/api/v1/search?q="]

    def answers(settings: Settings) -> list[object]:
        client = create_app(settings).test_client()
        found = [client.get(url).get_json() for url in asked]
        return [{k: v for k, v in body.items() if k != "took_ms"} for body in found]

    before = answers(made)
    run = CliRunner()
    assert run.invoke(cli, ["--data", str(lost), "backup", str(kept)]).exit_code == 0
    again = run.invoke(cli, ["--data", str(lost), "backup", str(kept)])
    assert "archive: 1 files, 0 of them copied" in again.output
    shutil.rmtree(lost)
    restored = run.invoke(cli, ["--data", str(lost), "restore", str(kept)])
    assert restored.exit_code == 0, restored.output
    assert run.invoke(cli, ["--data", str(lost), "index"]).exit_code == 0
    assert answers(settings_at(lost)) == before
    assert Archive(made.archive).get(sheet) == b"%PDF the page as it was"
    refused = run.invoke(cli, ["--data", str(lost), "restore", str(kept)])
    assert "has rows already" in str(refused.exception)


def test_a_worker_makes_beforehand_what_pinyin_and_slips_need(tmp_path: Path) -> None:
    made = filled(tmp_path)
    app = create_app(made)
    app.extensions["govdoc"].prepare()
    prepared = vars(app.extensions["govdoc"].engine.generation.collection)
    assert {"neighbours", "vocabulary"} <= set(prepared)


def test_without_an_index_there_is_nothing_to_make(tmp_path: Path) -> None:
    app = create_app(settings_at(tmp_path))
    app.extensions["govdoc"].prepare()
    assert app.test_client().get("/healthz").status_code == 503
