"""Room: from web to facts. The commands `crawl`, `site`, `reparse`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from crawl.archive import Archive
from crawl.harvest import Watch, harvest
from crawl.keeper import Keeper, details, now, reparse_page
from crawl.site import SHIPPED, Site, load_site, load_sites, paths_of_sites
from crawl.tally import COLUMNS, SiteTally
from govdoc.errors import ConfigError, GovdocError, UsageError
from govdoc.settings import Settings
from govdoc.store import open_store

__all__ = ["crawl", "reparse", "site"]
SITES = click.option(
    "--sites", "directory", metavar="DIR", type=click.Path(path_type=Path), help="Directory of site files."
)
SHOWN_PROBLEMS = 20


def pick(names: Sequence[str], directory: Path | None) -> list[tuple[Site, Path]]:
    """The named sites (also disabled ones), or all that are enabled, with their files. UsageError for an unknown name."""
    root = directory or SHIPPED
    if not names:
        found = [site for site in load_sites(root) if site.enabled]
        if not found:
            raise ConfigError(f"{root}: no site in it is enabled; name one, or say enabled = true in its file")
        return [(site, root / f"{site.id}.toml") for site in found]
    return [(load_site(path), path) for path in site_files(names, root)]


def site_files(names: Sequence[str], root: Path) -> list[Path]:
    """The files of the named sites, or all of the directory. UsageError for an unknown name, ConfigError where there is none."""
    if not names:
        return list(paths_of_sites(root))
    paths = [root / f"{name.removesuffix('.toml')}.toml" for name in dict.fromkeys(names)]
    for path in paths:
        if not path.is_file():
            known = ", ".join(sorted(p.stem for p in root.glob("*.toml"))) or "none"
            raise UsageError(f"no site {path.stem} in {root}; there are: {known}")
    return paths


@click.command()
@click.argument("names", nargs=-1, metavar="[SITE]…")
@SITES
@click.option(
    "--jobs", type=click.IntRange(1, 32), default=2, show_default=True, help="Sites harvested at the same time."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_obj
def crawl(settings: Settings, names: tuple[str, ...], directory: Path | None, jobs: int, as_json: bool) -> None:
    """Harvest sites: what is new, what changed, what is gone. Run it again at any time; nothing unchanged is fetched twice."""
    chosen = pick(names, directory or settings.sites)
    with _progress(quiet=as_json) as watch:
        tallies = harvest(chosen, settings, jobs=jobs, watch=watch)
    if as_json:
        click.echo(json.dumps({"sites": [tally.as_json() for tally in tallies]}, ensure_ascii=False, indent=2))
    else:
        _report(tallies)
    if not all(tally.ok for tally in tallies):
        sys.exit(1)


@click.group()
def site() -> None:
    """Look at site files."""


@site.command("check")
@click.argument("names", nargs=-1, metavar="[SITE]…")
@SITES
@click.pass_obj
def check(settings: Settings, names: tuple[str, ...], directory: Path | None) -> None:
    """Read site files strictly and say what is wrong, with file, line and key. No network."""
    root = directory or settings.sites or SHIPPED
    problems = 0
    for path in site_files(names, root):
        try:
            found = load_site(path)
            click.echo(f"{path}: fine, {len(found.channels)} channels")
        except ConfigError as error:
            problems += 1
            click.echo(str(error), err=True)
    if problems:
        sys.exit(1)


@site.command("list")
@SITES
@click.pass_obj
def list_sites(settings: Settings, directory: Path | None) -> None:
    """The sites there are."""
    table = Table("site", "title", "enabled", "channels", "base_url")
    for found in load_sites(directory or settings.sites):
        table.add_row(found.id, found.title, "yes" if found.enabled else "no", str(len(found.channels)), found.base_url)
    _console().print(table)


@click.command()
@click.argument("names", nargs=-1, metavar="[SITE]…")
@SITES
@click.pass_obj
def reparse(settings: Settings, names: tuple[str, ...], directory: Path | None) -> None:
    """Read the archived pages again with today's parsers; no network. A page that cannot be read keeps its document."""
    root = directory or settings.sites
    counts = {"new": 0, "changed": 0, "unchanged": 0, "failed": 0}
    with open_store(settings.store_url) as store:
        for found, _ in pick(names, root) if names else [(s, None) for s in load_sites(root)]:
            keeper = Keeper(found, store, Archive(settings.archive))
            for state, problem in _reparse_site(keeper):
                counts[state] += 1
                if problem:
                    click.echo(f"govdoc: {problem}", err=True)
    click.echo("reparse: " + ", ".join(f"{count} {state}" for state, count in counts.items()))
    if counts["failed"]:
        sys.exit(1)


def _reparse_site(keeper: Keeper) -> Iterator[tuple[str, str | None]]:
    """(state, problem) of each archived page of a site."""
    for page in list(details(keeper.store.pages(keeper.site.id))):
        try:
            document = reparse_page(keeper, page)
        except GovdocError as error:
            # a page that failed when it was fetched is known; only one that used to be readable is news
            if page.document_id:
                yield "failed", f"{page.url}: {error}"
            continue
        if document is not None:
            counts = keeper.store.put_documents([document], now())
            keeper.reparsed(page, document)
            yield ("new" if counts.new else "changed" if counts.changed else "unchanged"), None


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else 140)


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
            progress.update(tasks[tally.site], completed=done, total=tally.total("listed") or None)

        yield watch


def _report(tallies: Iterable[SiteTally]) -> None:
    """A table a site and channel, then what went wrong, one line each."""
    table = Table("site", "channel", *COLUMNS, "seconds")
    for column in table.columns[2:]:
        column.justify = "right"
    for tally in tallies:
        for channel in tally.channels.values():
            cells = [str(getattr(channel, column)) for column in COLUMNS]
            table.add_row(tally.site, channel.title, *cells, f"{channel.seconds:.1f}")
        totals = [str(tally.total(column)) for column in COLUMNS]
        table.add_row(
            tally.site, "all" if tally.ok else "all (failed)", *totals, f"{tally.seconds:.1f}", end_section=True
        )
    _console().print(table)
    for tally in tallies:
        notes = [f"{c.title}: {note}" for c in tally.channels.values() for note in c.notes]
        problems = [f"{c.title}: {problem}" for c in tally.channels.values() for problem in c.problems]
        for line in notes[:SHOWN_PROBLEMS]:
            click.echo(f"{tally.site}: note: {line}")
        for line in ([tally.error] if tally.error else []) + problems[:SHOWN_PROBLEMS]:
            click.echo(f"{tally.site}: {line}", err=True)
        if len(problems) > SHOWN_PROBLEMS:
            click.echo(f"{tally.site}: and {len(problems) - SHOWN_PROBLEMS} more; see --json", err=True)
