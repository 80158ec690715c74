"""Room: from web to facts. The command `reparse`: the archive read again with today's parsers; no network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from crawl.archive import Archive
from crawl.keeper import Keeper, now
from crawl.reparse import reparse_page
from crawl.saved import Saved
from crawl.site_cli import SITES, pick
from crawl.site_file import load_sites
from crawl.target import details
from govdoc.errors import GovdocError
from govdoc.settings import Settings
from govdoc.store import open_store


@click.command()
@click.argument("names", nargs=-1, metavar="[SITE]…")
@SITES
@click.pass_obj
def reparse(settings: Settings, names: tuple[str, ...], directory: Path | None) -> None:
    """Read the archived pages again with today's parsers; no network. A page that cannot be read keeps its document."""
    root = directory or settings.sites
    counts = {"new": 0, "changed": 0, "unchanged": 0, "failed": 0}
    with open_store(settings.store_url, create=False) as store:
        for found, _ in pick(names, root) if names else [(s, None) for s in load_sites(root)]:
            keeper = Keeper(found, store, Archive(settings.archive), Saved(settings.data / "failed" / found.id))
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
            visit = reparse_page(keeper, page)
        except GovdocError as error:
            # a page that failed when it was fetched is known; only one that used to be readable is news
            if page.document_id:
                yield "failed", f"{page.url}: {error}"
            continue
        if visit is not None and visit.document is not None:
            counts = keeper.store.put_documents([visit.document], now())
            keeper.store.put_page(visit.page)
            yield ("new" if counts.new else "changed" if counts.changed else "unchanged"), None
