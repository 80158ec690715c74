"""The text commands through the front door: FILE, -, --lines, JSON forms, errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govdoc.__main__ import cli, main


def _run(*args: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, list(args), input=given)


def _lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_numbers_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("依据鲁政办发〔2018〕37号执行。", encoding="utf-8")
    result = _run("numbers", str(path))
    assert result.exit_code == 0
    assert _lines(result) == [
        [
            {
                "number": "鲁政办发〔2018〕37号",
                "type": "bracket",
                "agency": "鲁政办发",
                "year": 2018,
                "serial": 37,
                "start": 2,
                "end": 15,
                "quote": "鲁政办发〔2018〕37号",
            }
        ]
    ]


def test_dates_of_standard_input() -> None:
    result = _run("dates", "-", given="自2019年1月1日至12月31日".encode())
    assert _lines(result) == [
        [{"date": "2019-01-01", "until": "2019-12-31", "start": 1, "end": 17, "quote": "2019年1月1日至12月31日"}]
    ]


def test_citations_have_the_agreed_keys() -> None:
    result = _run("citations", "-", given="《某办法》附件2同时废止。".encode())
    ((citation,),) = _lines(result)
    assert list(citation) == [
        "relation",
        "direction",
        "title",
        "number",
        "short_name",
        "scope",
        "part",
        "start",
        "end",
        "quote",
    ]
    assert (citation["relation"], citation["scope"], citation["part"]) == ("repeals", "part", "附件2")


def test_citations_take_kind_and_title() -> None:
    text = "印发了《某区救助办法》。".encode()
    assert _lines(_run("citations", "-", "--kind", "interpretation", given=text))[0][0]["relation"] == "interprets"
    named = "《某区救助办法》规定如下。".encode()
    assert _lines(_run("citations", "-", "--title", "某区救助办法", given=named)) == [[]]


def test_each_line_is_a_text_or_an_object_with_its_options() -> None:
    record = {"text": "印发了《某区救助办法》。", "kind": "interpretation", "other": 7}
    given = f"按国发〔2019〕5号办理\n\n{json.dumps(record)}\n".encode()
    first, second, third = _lines(_run("citations", "--lines", "-", given=given))
    assert (first[0]["number"], second, third[0]["relation"]) == ("国发〔2019〕5号", [], "interprets")


def test_a_bad_line_is_reported_and_the_rest_is_read() -> None:
    result = _run("numbers", "--lines", "-", given='{"text": 1}\n{oops\n国发〔2019〕5号\n'.encode())
    assert result.exit_code == 1
    first, second, third = _lines(result)
    assert "error" in first
    assert "error" in second
    assert third[0]["serial"] == 5
    assert "line 1" in result.stderr
    assert "line 2" in result.stderr


def test_gb18030_and_a_byte_order_mark_are_read() -> None:
    assert _lines(_run("numbers", "-", given="国发〔2019〕5号".encode("gb18030")))[0][0]["start"] == 0
    assert _lines(_run("numbers", "-", given="国发〔2019〕5号".encode("utf-8-sig")))[0][0]["start"] == 0


def test_a_missing_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["numbers", str(tmp_path / "none.txt")])
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert (said.count("\n"), "Errno" in said) == (1, False)


@pytest.mark.parametrize(
    ("arguments", "help_of"),
    [
        (["numbers"], "govdoc numbers"),
        (["nosuch"], "govdoc"),
        (["citations", "-", "--kind", "poem"], "govdoc citations"),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_help(
    arguments: list[str], help_of: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    said = capsys.readouterr().err
    assert (stopped.value.code, said.count("\n")) == (2, 1)
    assert said.endswith(f"see `{help_of} --help`\n")


def test_wrong_usage_is_status_2() -> None:
    assert _run("numbers").exit_code == 2
    assert _run("citations", "-", "--kind", "poem", given=b"").exit_code == 2
