"""The description and the answers agree: schemathesis asks what the description allows and forbids, and reads every answer."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from werkzeug.serving import make_server

from indexer.query import RANGES
from search_web import openapi
from search_web.params import CONTROL

ROOT = Path(__file__).resolve().parent.parent.parent
schema = schemathesis.openapi.from_dict(openapi.description("http://localhost"))


@pytest.fixture(scope="module")
def served(shelf_app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, shelf_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@schema.parametrize()
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,  # a change is judged by its own fault, not by a case drawn today
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_S21_answers_are_as_described(case: schemathesis.Case, shelf_app: Flask) -> None:
    """Every check of schemathesis. Four rules no schema can say are left out of the cases that they decide, and of no other:
    a field left empty, one with blanks around it, a range turned round, a cursor that no answer gave."""
    query = case.query if isinstance(case.query, dict) else {}
    refused = turned_round(query) or bool(query.get("cursor"))
    excluded = [negative_data_rejection] * (left_empty(query) or padded(query)) + [positive_data_acceptance] * refused
    case.call_and_validate(app=shelf_app, excluded_checks=excluded)


def padded(query: dict[str, Any]) -> bool:
    """What is pasted with blanks or control characters around it is as long as what stands between them."""
    values = [str(one) for value in query.values() for one in (value if isinstance(value, list) else [value])]
    return any(len(CONTROL.sub(" ", one).strip()) < len(one) for one in values)


def left_empty(query: dict[str, Any]) -> bool:
    """A field of a form that was left empty counts as not given, whatever it should hold."""
    values = [one for value in query.values() for one in (value if isinstance(value, list) else [value])]
    return any(one is None or not str(one).strip() for one in values)


def turned_round(query: dict[str, Any]) -> bool:
    """A range that ends before it begins is refused."""
    spans = ((query.get(f"{name}_from"), query.get(f"{name}_to")) for name in RANGES)
    return any(start and end and str(start) > str(end) for start, end in spans)


def test_every_example_of_the_description_runs(shelf: FlaskClient) -> None:
    paths = openapi.paths()
    for path, operations in paths.items():
        for parameter in operations["get"]["parameters"]:
            if parameter["in"] == "query":
                example = parameter["example"]
                values = example if isinstance(example, list) else [example]
                answer = shelf.get(path.replace("{id}", "s001"), query_string=[(parameter["name"], v) for v in values])
                assert answer.status_code == 200, (path, parameter["name"])


def test_a_cursor_walks_everything_once(shelf: FlaskClient) -> None:
    for sort in ("relevance", "issued", "added"):
        seen: list[str] = []
        cursor = ""
        while cursor is not None:
            body = shelf.get(f"/api/v1/search?size=7&sort={sort}" + (f"&cursor={cursor}" if cursor else "")).get_json()
            seen += [hit["id"] for hit in body["hits"]]
            cursor = body["next_cursor"]
        assert len(seen) == len(set(seen)) == 120


def blocks(language: str) -> list[str]:
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def test_the_client_in_the_docs_runs(served: str, tmp_path: Path) -> None:
    program = tmp_path / "client.py"
    program.write_text(blocks("python")[0].replace("http://127.0.0.1:8000", served), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program), "农村低保"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 20
    assert "云政发〔" in done.stdout


def test_the_commands_in_the_docs_run(served: str) -> None:
    asked = re.findall(r"^curl .*$", "\n".join(blocks("sh")), re.M)
    assert len(asked) >= 5
    for command in asked:
        url = re.search(r"'(http://127\.0\.0\.1:8000[^']*)'", command)
        assert url, command
        done = subprocess.run(
            ["bash", "-c", command.replace("http://127.0.0.1:8000", served).replace("curl ", "curl -sf -o /dev/null ")],
            timeout=30,
            check=False,
        )
        assert done.returncode == 0, command


def test_the_docs_name_every_operation() -> None:
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    assert all(f"`{path}`" in text for path in openapi.paths())
