"""`make bench` runs `compare` and `road`; each can be run alone: `python -m benchmarks compare --help`."""

from __future__ import annotations

import click

from benchmarks.compare import compare
from benchmarks.road import main as whole_road


@click.group(invoke_without_command=True)
@click.pass_context
def bench(context: click.Context) -> None:
    """Speed, measured: printed, never asserted."""
    if context.invoked_subcommand is None:
        context.invoke(compare)
        whole_road()


@bench.command()
def road() -> None:
    """Import, derive, index and search everything there is."""
    whole_road()


bench.add_command(compare)
bench()
