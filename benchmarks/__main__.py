"""`make bench` runs `compare`, `road` and `harvest`; each can be run alone, and so can `growth` and `scale`: `python -m benchmarks compare --help`."""

from __future__ import annotations

import click

from benchmarks.compare import compare
from benchmarks.growth import growth
from benchmarks.harvest import main as harvest_site
from benchmarks.road import main as whole_road
from benchmarks.scale import scale


@click.group(invoke_without_command=True)
@click.pass_context
def bench(context: click.Context) -> None:
    """Speed, measured: printed, never asserted."""
    if context.invoked_subcommand is None:
        context.invoke(compare)
        whole_road()
        harvest_site()


@bench.command()
@click.option("--pages", default=20_000, show_default=True)
def harvest(pages: int) -> None:
    """Harvest a loopback site: pages a second, CPU a page, memory."""
    harvest_site(pages)


@bench.command()
def road() -> None:
    """Import, derive, index and search everything there is."""
    whole_road()


bench.add_command(compare)
bench.add_command(growth)
bench.add_command(scale)
bench()
