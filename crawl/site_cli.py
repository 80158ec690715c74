"""Room: from web to facts. The command `site`: look at site files. Also which files a command's words mean."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from crawl.site import Site
from crawl.site_file import SHIPPED, load_site, load_sites, paths_of_sites
from govdoc.errors import ConfigError, UsageError
from govdoc.settings import Settings

SITES = click.option(
    "--sites", "directory", metavar="DIR", type=click.Path(path_type=Path), help="Directory of site files."
)


def console() -> Console:
    """Tables for a terminal of any width; 140 columns where the output goes to a file."""
    return Console(width=None if sys.stdout.isatty() else 140)


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
    console().print(table)
