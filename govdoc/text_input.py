"""Room: the `govdoc` command. How the text commands read what they are given, and print what they found, as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import IO, Any

import click

from govdoc.errors import DataError, GovdocError

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class TextInput:
    """One text to work on. `options` are the string keys of its JSON object, spelt as there (`issued_on`); `where` names it in errors."""

    text: str
    where: str
    options: dict[str, str] = field(default_factory=dict)


def read_text(file: str) -> TextInput:
    """The whole of `file` (`-` is standard input), UTF-8 or GB18030, line ends kept so that spans stay those of the file."""
    with _open(file) as stream:
        return TextInput(_decode(stream.read().removeprefix(_BOM), _name(file)), _name(file))


def read_lines(file: str) -> Iterator[TextInput | DataError]:
    """One text per line; a line that starts with `{` is a JSON object with `text` and options. A bad line comes as its error."""
    with _open(file) as stream:
        for count, raw in enumerate(stream, 1):
            try:
                yield _line(raw.removeprefix(_BOM) if count == 1 else raw, f"{_name(file)} line {count}")
            except DataError as error:
                yield error


def run_on(file: str, lines: bool, work: Callable[[TextInput], Any]) -> None:
    """Print `work` of the file, or of each of its lines, one line of JSON each. Exit status 1 when a line failed.

    A failed line prints {"error": …}, so that line n of the output belongs to line n of the input.
    """
    if not lines:
        echo_json(work(read_text(file)))
        return
    failed = 0
    for given in read_lines(file):
        try:
            if isinstance(given, DataError):
                raise given
            result = work(given)
        except GovdocError as error:
            failed += 1
            message = str(error) if isinstance(given, DataError) else f"{given.where}: {error}"
            click.echo(f"govdoc: {message}", err=True)
            result = {"error": message}
        echo_json(result)
    if failed:
        raise SystemExit(1)


def echo_json(value: Any) -> None:
    """`value` as one line of UTF-8, whatever the terminal's locale; lone surrogates stay escaped."""
    line = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    try:
        raw = line.encode()
    except UnicodeEncodeError:
        raw = json.dumps(value).encode()
    sys.stdout.buffer.write(raw + b"\n")


def _open(file: str) -> Any:
    stream: IO[bytes] = sys.stdin.buffer if file == "-" else open(file, "rb")  # noqa: SIM115
    return nullcontext(stream) if file == "-" else stream


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _line(raw: bytes, where: str) -> TextInput:
    text = _decode(raw.rstrip(b"\r\n"), where)
    if not text.startswith("{"):
        return TextInput(text, where)
    try:
        record = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{where}: starts with {{ and is no JSON object ({error}): mend the line") from error
    if not isinstance(record.get("text"), str):
        raise DataError(f'{where}: the JSON object has no string "text": add it')
    options = {k: v for k, v in record.items() if k != "text" and isinstance(v, str) and v}
    return TextInput(record["text"], where, options)


def _decode(raw: bytes, where: str) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(
        f"{where}: neither UTF-8 nor GB18030 text: give a plain-text file (pages and attachments: govdoc extract)"
    )


def options_of(given: TextInput, names: Iterable[str], defaults: dict[str, str | None]) -> dict[str, str | None]:
    """The named options of one text: its own where the JSON object has them, else the command's."""
    return {name: given.options.get(name, defaults.get(name)) for name in names}
