"""Room: from web to facts. The command `crawl`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from crawl.harvest import Options, Watch, harvest
from crawl.lock import is_held
from crawl.site import Site
from crawl.site_cli import SITES, console, health_of, pick
from crawl.tally import COLUMNS, SiteTally
from govdoc.settings import Settings

SHOWN_PROBLEMS = 20


@click.command()
@click.argument("names", nargs=-1, metavar="[SITE]…")
@SITES
@click.option(
    "--jobs", type=click.IntRange(1, 32), default=2, show_default=True, help="Sites harvested at the same time."
)
@click.option("--due", is_flag=True, help="Only the sites that are due by their schedule, and within their hours.")
@click.option(
    "--accept", is_flag=True, help="Take pages that lost text or fields as they are: you have looked at them."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_obj
def crawl(
    settings: Settings,
    names: tuple[str, ...],
    directory: Path | None,
    jobs: int,
    due: bool,
    accept: bool,
    as_json: bool,
) -> None:
    """Harvest sites: what is new, what changed, what is gone. Run it again at any time; nothing unchanged is fetched twice.

    Exit status 1 when a site failed. A site outside its hours is left alone, which is no failure.
    """
    chosen = pick(names, directory or settings.sites)
    if due:
        chosen = due_now(chosen, settings)
    with _progress(quiet=as_json) as watch:
        tallies = harvest(chosen, settings, Options(jobs, due, accept), watch) if chosen else ()
    if as_json:
        click.echo(json.dumps({"sites": [tally.as_json() for tally in tallies]}, ensure_ascii=False, indent=2))
    elif not chosen:
        click.echo("no site is due; `govdoc site status` says when each is")
    else:
        _report(tallies)
    if not all(tally.ok for tally in tallies):
        sys.exit(1)


def due_now(sites: Sequence[tuple[Site, Path]], settings: Settings) -> list[tuple[Site, Path]]:
    """Those of the sites that should be harvested now: due, within their hours, not being harvested."""
    now = datetime.now(UTC)
    return [
        (site, path)
        for site, path in sites
        if not (site.hours and not site.hours.seconds_left(now))
        and not is_held(settings.data, site.id)
        and health_of(site, settings).is_due(now)
    ]


@contextmanager
def _progress(quiet: bool) -> Iterator[Watch | None]:
    """A bar a site on a terminal's standard error; nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks = {}

        def watch(tally: SiteTally) -> None:
            if tally.site not in tasks:
                tasks[tally.site] = progress.add_task(tally.title or tally.site, total=None)
            done = sum(channel.done for channel in tally.channels.values())
            progress.update(
                tasks[tally.site],
                completed=done,
                total=max(tally.total("listed"), done) if tally.total("listed") else None,
            )

        yield watch


def _report(tallies: Sequence[SiteTally]) -> None:
    """A table a site and channel, then what went wrong, one line each."""
    run = [tally for tally in tallies if not tally.left_alone]
    if run:
        console().print(_table(run))
    for tally in tallies:
        for line in _notes(tally):
            click.echo(f"{tally.site}: {line}")
        problems = [f"{c.title}: {problem}" for c in tally.channels.values() for problem in c.problems]
        for line in ([tally.error] if tally.error else []) + problems[:SHOWN_PROBLEMS]:
            click.echo(f"{tally.site}: {line}", err=True)
        if len(problems) > SHOWN_PROBLEMS:
            click.echo(f"{tally.site}: and {len(problems) - SHOWN_PROBLEMS} more; see --json", err=True)


def _table(tallies: Iterable[SiteTally]) -> Table:
    table = Table("site", "channel", *COLUMNS, "seconds")
    for column in table.columns[2:]:
        column.justify, column.no_wrap = "right", True
    for tally in tallies:
        for channel in tally.channels.values():
            cells = [str(getattr(channel, column)) for column in COLUMNS]
            table.add_row(tally.site, channel.title, *cells, f"{channel.seconds:.1f}")
        totals = [str(tally.total(column)) for column in COLUMNS]
        table.add_row(
            tally.site, "all" if tally.ok else "all (failed)", *totals, f"{tally.seconds:.1f}", end_section=True
        )
    return table


def _notes(tally: SiteTally) -> list[str]:
    """What should be known and is no failure."""
    back = tally.total("back")
    notes = [f"left alone: {tally.left_alone}"] if tally.left_alone else []
    notes += [f"note: {back} pages are back that had been called gone"] if back else []
    channels = [f"note: {c.title}: {note}" for c in tally.channels.values() for note in c.notes]
    return notes + [f"note: {note}" for note in tally.notes] + channels[:SHOWN_PROBLEMS]
