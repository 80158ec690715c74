"""Room: the `govdoc` command. What is found in a plain text: `numbers`, `dates`, `citations` (JSON, spans in characters)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from govdoc.citations import find_citations
from govdoc.dates import FoundDate, find_dates
from govdoc.document import Kind
from govdoc.number import FoundNumber, find_numbers
from govdoc.text_input import TextInput, options_of, run_on

_file = click.argument("file", metavar="FILE")
_lines = click.option("--lines", is_flag=True, help="Each line is a text of its own, or a JSON object with `text`.")


@click.command()
@_file
@_lines
def numbers(file: str, lines: bool) -> None:
    """Print the document numbers in FILE (- for standard input), e.g. 国办发〔2023〕26号."""
    run_on(file, lines, lambda given: [number_json(n) for n in find_numbers(given.text)])


@click.command()
@_file
@_lines
def dates(file: str, lines: bool) -> None:
    """Print the full dates and date ranges in FILE (- for standard input)."""
    run_on(file, lines, lambda given: [date_json(d) for d in find_dates(given.text)])


@click.command()
@_file
@_lines
@click.option(
    "--kind", type=click.Choice([k.value for k in Kind]), help="An interpretation speaks of another document."
)
@click.option("--title", help="The text's own title: it is no citation.")
def citations(file: str, lines: bool, kind: str | None, title: str | None) -> None:
    """Print the documents that FILE names, and what it does with them (repeals, amends, rests on …)."""

    def work(given: TextInput) -> list[dict[str, Any]]:
        options = options_of(given, ("kind", "title"), {"kind": kind, "title": title})
        return [asdict(c) for c in find_citations(given.text, options["kind"], options["title"])]

    run_on(file, lines, work)


def number_json(found: FoundNumber) -> dict[str, Any]:
    """The JSON form of a number that `numbers` prints."""
    number = found.number
    return {
        "number": number.normal,
        "type": number.type.value,
        "agency": number.agency,
        "year": number.year,
        "serial": number.serial,
        "start": found.start,
        "end": found.end,
        "quote": found.quote,
    }


def date_json(found: FoundDate) -> dict[str, Any]:
    """The JSON form of a date that `dates` prints: ISO 8601, `until` null unless it is a range."""
    return {
        "date": found.date.isoformat(),
        "until": found.until.isoformat() if found.until else None,
        "start": found.start,
        "end": found.end,
        "quote": found.quote,
    }
