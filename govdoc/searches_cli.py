"""Room: the `govdoc` command. `searches`: what many people search for, for the operator; nothing tells who."""

from __future__ import annotations

import json

import click

from govdoc.settings import LEAST_PEOPLE, Settings, today
from govdoc.store import open_store


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a search.")
@click.option("--forget", is_flag=True, help="Delete all that was counted.")
@click.pass_obj
def searches(settings: Settings, as_json: bool, forget: bool) -> None:
    """Print what many people searched for this week and last: at least so many people, how often, how many documents it found."""
    with open_store(settings.store_url, create=False) as store:
        if forget:
            click.echo(f"{store.searches.forget()} searches deleted")
            return
        for one in store.searches.often(today(), settings.hot_searches or LEAST_PEOPLE):
            names = dict(zip(("search", "people", "times", "found"), one, strict=True))
            plain = f"{one[1]:>6} 人 {one[2]:>6} 次 {one[3]:>8,} 份  {one[0]}"
            click.echo(json.dumps(names, ensure_ascii=False) if as_json else plain)
