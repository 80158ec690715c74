"""Room: the `govdoc` command. `govdoc doctor` runs each package's checks, loaded by name like the commands themselves."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator

import click

from govdoc.checks import Check
from govdoc.errors import GovdocError
from govdoc.settings import Settings

CHECKS = {
    "settings": "govdoc.checks:check_settings",
    "store": "govdoc.checks:check_store",
    "archive": "crawl.doctor:check_archive",
    "sites": "crawl.doctor:check_sites",
    "index": "indexer.doctor:check_index",
}
MARKS = {True: "ok  ", False: "FAIL"}


@click.command("doctor")
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Check settings, store, archive, site files and index, and say what to do. Exit status 1 when something is wrong."""
    checks = list(run_checks(settings))
    for check in checks:
        click.echo(f"{MARKS[check.ok]} {check.name:<8} {check.message}")
    wrong = sum(not check.ok for check in checks)
    click.echo("everything is fine" if not wrong else f"{wrong} of {len(checks)} checks failed")
    sys.exit(1 if wrong else 0)


def run_checks(settings: Settings) -> Iterator[Check]:
    """All findings in order; a check that cannot even run is a finding, and the next one goes on."""
    for name, target in CHECKS.items():
        module, _, function = target.partition(":")
        check: Callable[[Settings], Iterator[Check]] = getattr(importlib.import_module(module), function)
        try:
            yield from check(settings)
        except (GovdocError, OSError) as error:
            yield Check(name, False, str(error))
