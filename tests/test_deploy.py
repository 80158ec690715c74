"""What `deploy/` says is what this program understands: its commands and its settings."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest

from govdoc.__main__ import cli
from govdoc.settings import KNOWN

ROOT = Path(__file__).resolve().parent.parent
FILES = [ROOT / "deploy" / "Containerfile", ROOT / "deploy" / "compose.yaml", ROOT / "docs" / "operations.md"]
COMMAND = re.compile(r"\bgovdoc ([a-z]+(?: [a-z]+)?(?: --[a-z-]+)*)")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_its_settings_and_commands_are_known(path: Path) -> None:
    text = path.read_text("utf-8")
    assert set(re.findall(r"\bGOVDOC_[A-Z_]+", text)) <= KNOWN.keys()
    for line in (json.loads(found) for found in re.findall(r"^CMD (\[.*\])$", text, re.M)):
        understood(line[1:])
    for stated in re.findall(r"`govdoc ([^`]*)`|while govdoc ([^;]*);", text):
        understood(shlex.split("".join(stated)))


def understood(arguments: list[str]) -> None:
    """The words lead to a command, and its options are its own."""
    command: click.Command = cli
    context = click.Context(cli)
    while isinstance(command, click.Group) and arguments:
        found = command.get_command(context, arguments[0])
        assert found is not None, arguments
        command, arguments = found, arguments[1:]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {argument for argument in arguments if argument.startswith("--")} <= known, (command.name, arguments)
