"""The commands derive, index, search and evaluate, through the front door, on a store of our own documents."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from govdoc.__main__ import main
from govdoc.document import Document
from govdoc.settings import load_settings
from govdoc.store import open_store

FIRST = Document(
    id="one",
    title="清河区人民政府办公室关于印发农村低保工作办法的通知",
    text="清政办发〔2019〕8号\n各镇人民政府：\n现将办法印发给你们。本办法自2019年6月1日起施行。",
    number="清政办发〔2019〕8号",
    issued_on=date(2019, 5, 20),
)
SECOND = Document(
    id="two", title="高龄津贴申请须知", text="八十周岁以上老人可以申请津贴。", published_on=date(2021, 3, 1)
)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit status and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def run(data: Path, *arguments: str) -> Ran:
    """The whole command with its own handling of errors, in this process: dictionaries are read once, not at each call."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(["--data", str(data), *arguments])
    return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def put(data: Path, *documents: Document) -> None:
    with open_store(load_settings(str(data)).store_url) as store:
        store.put_documents(documents, datetime.now(UTC))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    put(tmp_path, FIRST, SECOND)
    return tmp_path


def test_index_then_search_then_change(data: Path) -> None:
    built = run(data, "index")
    assert built.returncode == 0, built.stderr
    assert "rebuilt" in built.stdout
    answer = json.loads(run(data, "search", "低保", "通知", "--json", "--size", "1").stdout)
    assert (answer["total"], answer["hits"][0]["id"]) == (1, "one")
    assert answer["query"] == "低保 通知"
    assert {facet["name"] for facet in answer["facets"]} >= {"status", "issuer", "year"}
    assert "unchanged" in run(data, "index").stdout
    put(data, Document(id="three", title="新的公告", text="新的公告正文，与津贴有关。"))
    run(data, "index")
    assert json.loads(run(data, "search", "津贴", "--json").stdout)["total"] == 2
    assert json.loads(run(data, "search", "津贴", "--json", "--filter", "year=2021").stdout)["total"] == 1
    assert json.loads(run(data, "search", "低保", "--json", "--on", "2019-05-19").stdout)["total"] == 0


@pytest.mark.parametrize("command", ["derive", "index", "reparse"])
def test_a_mistyped_data_directory_is_said_and_not_made(tmp_path: Path, command: str) -> None:
    elsewhere = tmp_path / "dta"
    ran = run(elsewhere, command)
    assert ran.returncode == 1
    assert "no store at" in ran.stderr
    assert "check --data" in ran.stderr
    assert not elsewhere.exists()


def test_wrong_use_and_no_index(data: Path) -> None:
    missing = run(data, "search", "低保")
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)
    assert "govdoc index --rebuild" in missing.stderr
    run(data, "index", "--rebuild")
    for arguments in (("--filter", "colour=red"), ("--filter", "year"), ("--on", "someday"), ("--size", "0")):
        wrong = run(data, "search", "低保", *arguments)
        assert wrong.returncode == 2, arguments
        assert wrong.stderr.count("\n") == 1, wrong.stderr


@pytest.mark.parametrize("command", [("index",), ("search", "低保")])
def test_a_server_that_does_not_answer_is_one_line(
    data: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVDOC_ENGINE", "https://127.0.0.1:9/")
    wrong = run(data, *command)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert "127.0.0.1:9" in wrong.stderr


def test_evaluate(data: Path, tmp_path: Path) -> None:
    run(data, "index")
    queries = tmp_path / "queries.json"
    queries.write_text(json.dumps([{"query": "农村低保", "relevant": ["one"]}]), "utf-8")
    figures = json.loads(run(data, "evaluate", str(queries), "--json").stdout)
    assert figures == {"queries": 1, "hit@10": 1.0, "mrr@10": 1.0, "ndcg@10": 1.0, "recall@100": 1.0}


@pytest.mark.parametrize("body", ["", "{}", '[{"query": "低保"}]', "[" * 100_000])
def test_judged_queries_that_are_none_are_one_line(data: Path, tmp_path: Path, body: str) -> None:
    queries = tmp_path / "queries.json"
    queries.write_text(body, "utf-8")
    wrong = run(data, "evaluate", str(queries), "--json")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert f"{queries}: " in wrong.stderr
