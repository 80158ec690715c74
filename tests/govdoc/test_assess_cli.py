"""`govdoc assess` and `govdoc cleanup` through the front door: the JSON that other programs rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from govdoc.__main__ import cli

ASSESS = {
    "status", "as_of", "about_document", "effective_on", "effective_rule", "expires_on", "period", "trial", "findings",
}  # fmt: skip
FINDING = {"rule", "status", "since", "until", "presumed", "part", "start", "end", "quote", "basis"}
DECISION = {"decision", "proposed", "title", "number", "reason", "until", "start", "end", "quote"}


def run(*args: str, given: str = "") -> Any:
    result = CliRunner().invoke(cli, list(args), input=given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_assess_prints_the_contract() -> None:
    text = "自2016年1月1日起施行，有效期至2020年12月31日。"
    (found,) = run("assess", "-", "--on", "2021-01-01", given=text)
    assert set(found) == ASSESS
    assert (found["status"], found["effective_on"], found["expires_on"]) == ("lapsed", "2016-01-01", "2020-12-31")
    first = found["findings"][0]
    assert set(first) == FINDING
    assert first["since"] == "2021-01-01"
    assert text[first["start"] : first["end"]] == first["quote"]


def test_assess_takes_lines_with_their_own_options() -> None:
    lines = [
        "本办法自发布之日起施行，有效期5年。",
        json.dumps(
            {"text": "本办法自发布之日起施行，有效期5年。", "issued_on": "2012-09-10", "why": 1}, ensure_ascii=False
        ),
        json.dumps({"text": "本办法自发布之日起施行，有效期5年。", "kind": "interpretation"}, ensure_ascii=False),
    ]
    plain, dated, other = run("assess", "-", "--lines", "--on", "2015-01-01", given="\n".join(lines))
    assert (plain["period"], plain["effective_on"], plain["status"]) == ("P5Y", None, "unknown")
    assert (dated["expires_on"], dated["status"]) == ("2017-09-09", "in_force")
    assert other["about_document"] is False
    assert other["findings"] == []


def test_the_jurisdiction_comes_from_region_or_issuer() -> None:
    args = ("assess", "-", "--title", "节水管理暂行办法", "--issued-on", "2015-03-01", "--on", "2019-01-01")
    text = "本办法自2015年3月1日起施行。"
    assert run(*args, "--region", "上海市", given=text)[0]["status"] == "lapsed"
    assert run(*args, "--issuer", "上海市水务局", given=text)[0]["status"] == "lapsed"
    assert run(*args, "--region", "山东省", given=text)[0]["status"] == "unknown"
    assert run(*args, given=text)[0]["status"] == "unknown"


def test_a_bad_day_is_a_usage_error(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("本办法自2015年3月1日起施行。", encoding="utf-8")
    result = CliRunner().invoke(cli, ["assess", str(file), "--on", "soon"])
    assert result.exit_code != 0
    assert "soon" in str(result.exception)


def test_cleanup_prints_the_contract(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    text = "对1件规范性文件予以废止。\n一、废止的规范性文件目录\n1.《甲地办法》（云政发〔2010〕5号）"
    file.write_text(text, encoding="utf-8")
    (found,) = run("cleanup", str(file))
    assert set(found) == {"decisions", "totals", "sweeps"}
    assert set(found["decisions"][0]) == DECISION
    assert found["totals"] == {"stated": 1, "found": 1, "agree": True}
    assert found["decisions"][0]["number"] == "云政发〔2010〕5号"
    assert found["sweeps"] == []


def test_cleanup_prints_a_sweep_clause_with_its_reach(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    text = "凡2020年12月31日前以县政府名义印发的规范性文件，未列入本目录的，一律停止执行。"
    file.write_text(text, encoding="utf-8")
    (found,) = run("cleanup", str(file))
    (sweep,) = found["sweeps"]
    assert (sweep["decision"], sweep["cutoff"], sweep["owners"]) == ("repealed", "2020-12-31", "县政府")
    assert text[sweep["start"] : sweep["end"]] == sweep["quote"]


@pytest.mark.parametrize("command", ["assess", "cleanup"])
def test_help_names_the_command(command: str) -> None:
    result = CliRunner().invoke(cli, [command, "--help"])
    assert result.exit_code == 0
    assert "FILE" in result.output
