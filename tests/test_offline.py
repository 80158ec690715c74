"""O9: govdoc installs from its wheelhouse with the network off, and works."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow
CUT_OFF = ["unshare", "--net", "--map-root-user"]
"""A command in a network of its own, in which there is nobody."""


def test_it_installs_from_the_wheelhouse_with_the_network_off(tmp_path: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run([*CUT_OFF, "true"], check=False).returncode:
        pytest.skip("no network namespaces here: install util-linux, or allow user namespaces")
    wheels, place = tmp_path / "wheels", tmp_path / "venv"
    source = shutil.copytree(
        ROOT, tmp_path / "source", ignore=shutil.ignore_patterns(".*", "tests", "data", "build", "*.egg-info")
    )
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(wheels), f"{source}[postgresql]"],
        check=True,
    )
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    install = [str(place / "bin/python"), "-m", "pip", "install", "--quiet", "--no-index", "--find-links", str(wheels)]
    subprocess.run([*CUT_OFF, *install, "govdoc[postgresql]"], check=True)
    (tmp_path / "text").write_text("按照国办发〔2023〕26号执行。", "utf-8")
    asked = [*CUT_OFF, str(place / "bin/govdoc"), "numbers", str(tmp_path / "text")]
    found = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=tmp_path)
    assert "国办发〔2023〕26号" in found.stdout
    made = [*CUT_OFF, str(place / "bin/govdoc"), "--data", str(tmp_path / "data"), "import", "-"]
    line = '{"id": "a", "title": "关于低保的通知", "text": "农村低保。"}\n'
    subprocess.run(made, check=True, input=line, text=True, cwd=tmp_path)
    for command in (["index"], ["search", "低保"], ["doctor"]):
        done = subprocess.run([*made[:-2], *command], check=True, capture_output=True, text=True, cwd=tmp_path)
    assert "index" in done.stdout
