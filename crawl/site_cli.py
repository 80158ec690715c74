"""Room: from web to facts. The command `site`: look at site files. Also which files a command's words mean."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from crawl.archive import Archive
from crawl.draft import Draft, as_toml, site_id
from crawl.health import Health, health
from crawl.lock import is_held
from crawl.site import Site
from crawl.site_check import FIELDS, ChannelTrial, shown, try_site
from crawl.site_file import SHIPPED, load_site, load_sites, paths_of_sites
from crawl.site_lint import STALE_DAYS, Card, lint_site
from crawl.site_new import draft_site
from crawl.urls import is_web
from govdoc.document import Document
from govdoc.errors import ConfigError, UsageError
from govdoc.settings import SHANGHAI, Settings, asked_day
from govdoc.store import open_store

SITES = click.option(
    "--sites", "directory", metavar="DIR", type=click.Path(path_type=Path), help="Directory of site files."
)


def console(stderr: bool = False) -> Console:
    """Tables for a terminal of any width; 140 columns where the output goes to a file."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(width=None if stream.isatty() else 140, stderr=stderr)


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


def health_of(site: Site, settings: Settings) -> Health:
    """How a site does, by the runs that the store remembers."""
    with open_store(settings.store_url) as store:
        running = is_held(settings.data, site.id)
        return health(site, store.runs(site.id), store.newest_by_channel(site.id), datetime.now(UTC), running=running)


@click.group()
def site() -> None:
    """Look at site files."""


@site.command("new")
@click.argument("url")
@SITES
@click.option("--allow-private", is_flag=True, help="Ask an address on your own network or machine.")
@click.option("--sample", type=click.IntRange(0, 10), default=3, show_default=True, help="Documents to look at.")
@click.option("--force", is_flag=True, help="Write over a site file that exists.")
@click.pass_obj
def new(settings: Settings, url: str, directory: Path | None, allow_private: bool, sample: int, force: bool) -> None:
    """Look at a live list page and write the first draft of a site file: to the directory of site files, else to standard output."""
    if not is_web(url):
        raise UsageError(f"{url}: not an http or https address; give that of a list page")
    root = directory or settings.sites
    path = root / f"{site_id(url)}.toml" if root else None
    if path and path.exists() and not force:
        raise UsageError(f"{path} exists: add a [[channels]] table to it, or write over it with --force")
    draft = draft_site(url, settings.contact, allow_private, sample)
    text = as_toml(draft, allow_private)
    _tell_draft(draft)
    if path is None:
        click.echo(text, nl=False)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    click.echo(f"{path}: written; look at it, then: govdoc site check {path.stem} --sites {path.parent}", err=True)


def _tell_draft(draft: Draft) -> None:
    """How sure each guess is, as a table on standard error."""
    table = Table("key", "value", "how sure", "why")
    pages = draft.pages
    for guess in [*draft.found.keys, *([draft.match] if draft.match else []), *(pages.keys if pages else ())]:
        table.add_row(guess.key, str(guess.value) or "no key needed", guess.sure, guess.why)
    console(stderr=True).print(table)
    for remark in draft.found.remarks:
        click.echo(f"note: {remark}", err=True)
    for sample in pages.samples if pages else ():
        read = f"read as {sample.document.title}" if sample.document else sample.problem
        click.echo(f"document {sample.url}: {read}", err=True)


@site.command("status")
@click.argument("names", nargs=-1, metavar="[SITE]…")
@SITES
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def status(settings: Settings, names: tuple[str, ...], directory: Path | None, as_json: bool) -> None:
    """How each source does: its last good run, failures in a row, its newest document, when it is due. Exit status 1 on an alert."""
    found = [health_of(site, settings) for site, _ in pick(names, directory or settings.sites)]
    if as_json:
        click.echo(json.dumps([asdict(row) for row in found], ensure_ascii=False, indent=2, default=_time))
    else:
        table = Table("site", "last run", "last success", "failures", "newest document", "due")
        for row in found:
            times = [_time(at) for at in (row.last_run, row.last_success)]
            due = "now" if row.is_due(datetime.now(UTC)) else _time(row.due)
            table.add_row(row.site, *times, str(row.failures), _time(row.newest), due)
        console().print(table)
        for row in found:
            for alert in row.alerts:
                click.echo(f"{row.site}: {alert}", err=True)
    sys.exit(1 if any(row.alerts for row in found) else 0)


def _time(at: datetime | None) -> str:
    """In China's time, to the minute."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else "never"


@site.command("check")
@click.argument("names", nargs=-1, metavar="[SITE]…")
@SITES
@click.option("--offline", is_flag=True, help="Only read the site files strictly; ask nobody.")
@click.option("--sample", type=click.IntRange(1, 20), default=3, show_default=True, help="Documents of each channel.")
@click.pass_obj
def check(settings: Settings, names: tuple[str, ...], directory: Path | None, offline: bool, sample: int) -> None:
    """Try sites live without storing anything: what their lists show, and what each field of a few documents gave.

    Without a name every site file is read strictly and nobody is asked, as with --offline. Wrong keys are named with file and line.
    """
    sites, wrong = _read_strictly(site_files(names, directory or settings.sites or SHIPPED))
    for found, path in sites:
        if offline or not names:
            click.echo(f"{path}: fine, {len(found.channels)} channels")
            continue
        for trial in try_site(found, settings.contact, sample):
            _tell_trial(found, trial)
            wrong = wrong or not trial.ok
    if wrong:
        sys.exit(1)


def _read_strictly(paths: Sequence[Path]) -> tuple[list[tuple[Site, Path]], bool]:
    """The sites of the files that can be read; whether one cannot."""
    sites, wrong = [], False
    for path in paths:
        try:
            sites.append((load_site(path), path))
        except ConfigError as error:
            wrong = True
            click.echo(str(error), err=True)
    return sites, wrong


def _tell_trial(found: Site, trial: ChannelTrial) -> None:
    """One channel: its list in a line, its documents as a table, its problems on standard error."""
    elsewhere = f", {trial.elsewhere} on hosts that the file does not name" if trial.elsewhere else ""
    further = "no second list page" if trial.further is None else f"{trial.further} on the second list page"
    stated = f"; the list states {trial.stated}" if trial.stated is not None else ""
    click.echo(f"{found.id} / {trial.channel.title}: {trial.items} items{elsewhere}, {further}{stated}")
    documents = [document for _, document in trial.documents if isinstance(document, Document)]
    if documents:
        table = Table("field", *(f"document {place}" for place in range(1, len(documents) + 1)), show_lines=True)
        for name in FIELDS:
            table.add_row(name, *(escape(shown(document, name)) for document in documents))
        table.add_row("url", *(escape(document.url or "") for document in documents))
        console().print(table)
    refused = [f"{url}: {document}" for url, document in trial.documents if isinstance(document, str)]
    for problem in (*trial.problems, *refused):
        click.echo(f"{found.id} / {trial.channel.title}: {problem}", err=True)


@site.command("lint")
@click.argument("names", nargs=-1, metavar="[SITE]…")
@SITES
@click.option("--on", metavar="DATE", help="The day from which silence is counted (default: today in China).")
@click.option(
    "--stale-days",
    type=click.IntRange(1),
    default=STALE_DAYS,
    show_default=True,
    help="Days of silence that make a column stale.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a site, each finding with its page.")
@click.pass_obj
def lint(
    settings: Settings, names: tuple[str, ...], directory: Path | None, on: str | None, stale_days: int, as_json: bool
) -> None:
    """Score cards from archived pages: mandated tags, core metadata, dates, encodings, dead links, silent columns. No network."""
    day = asked_day(on)
    archive = Archive(settings.archive)
    with open_store(settings.store_url, create=False) as store:
        for found, _ in pick(names, directory or settings.sites):
            cards = lint_site(found, store, archive, day, stale_days)
            if as_json:
                click.echo(
                    json.dumps({"site": found.id, "cards": [card.as_json() for card in cards]}, ensure_ascii=False)
                )
            else:
                _tell_cards(found, cards)


def _tell_cards(found: Site, cards: Sequence[Card]) -> None:
    table = Table("column", "pages", "newest", "points", "findings", title=found.title, show_lines=True)
    for card in cards:
        points = "–" if card.points is None else str(card.points)
        table.add_row(
            card.title, str(card.pages), str(card.newest or "–"), points, escape("\n".join(card.lines())) or "–"
        )
    console().print(table)


@site.command("list")
@SITES
@click.pass_obj
def list_sites(settings: Settings, directory: Path | None) -> None:
    """The sites there are."""
    table = Table("site", "title", "enabled", "channels", "base_url")
    for found in load_sites(directory or settings.sites):
        table.add_row(found.id, found.title, "yes" if found.enabled else "no", str(len(found.channels)), found.base_url)
    console().print(table)
