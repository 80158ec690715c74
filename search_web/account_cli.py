"""Room: from index to pages. `govdoc account`: the first administrator, and help for who is locked out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import click

from govdoc.errors import UsageError
from govdoc.people import Deed, Role
from govdoc.settings import SHANGHAI, Settings
from govdoc.store import open_store
from search_web.review.passwords import (
    fault_of_name,
    fault_of_password,
    locked,
    new_account,
    new_session,
    with_password,
)

SHELL = "（命令行）"
"""Who did it, where nobody is signed in: whoever may open the store."""


@click.group()
def account() -> None:
    """Accounts of those who review."""


@account.command()
@click.argument("name")
@click.option("--role", type=click.Choice([r.value for r in Role]), default=Role.REVIEWER.value, show_default=True)
@click.password_option(help="Asked for, twice, when it is not given.")
@click.pass_obj
def add(settings: Settings, name: str, role: str, password: str) -> None:
    """Add an account."""
    if fault := fault_of_name(name) or fault_of_password(password, name):
        raise UsageError(fault)
    with open_store(settings.store_url) as store:
        store.people.add_account(new_account(name, Role(role), password, datetime.now(UTC)), SHELL)
    click.echo(f"account {name} ({role}) added: sign in at /review/")


@account.command()
@click.argument("name")
@click.password_option(help="Asked for, twice, when it is not given.")
@click.pass_obj
def password(settings: Settings, name: str, password: str) -> None:
    """Give an account a new password; it is unlocked, and its sessions end."""
    if fault := fault_of_password(password, name):
        raise UsageError(fault)
    deed = Deed(datetime.now(UTC), SHELL, "password changed", name)
    with open_store(settings.store_url, create=False) as store:
        store.people.change_account(name, lambda one: with_password(one, password), deed)
    click.echo(f"account {name}: new password, all sessions ended")


@account.command()
@click.argument("name")
@click.option("--again", is_flag=True, help="Enable it again.")
@click.pass_obj
def disable(settings: Settings, name: str, again: bool) -> None:
    """Disable an account: its sessions end and it cannot sign in. Accounts are never removed, the trail names them."""
    deed = Deed(datetime.now(UTC), SHELL, "enabled" if again else "disabled", name)
    with open_store(settings.store_url, create=False) as store:
        store.people.change_account(name, lambda one: replace(one, disabled=not again, session=new_session()), deed)
    click.echo(f"account {name} {'enabled' if again else 'disabled'}")


@account.command(name="list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """Accounts with their roles."""
    now = datetime.now(UTC)
    with open_store(settings.store_url, create=False) as store:
        for one in store.people.accounts():
            state = "disabled" if one.disabled else "locked" if locked(one, now) else "active"
            click.echo(f"{one.name}\t{one.role.value}\t{state}\tsince {one.created_at.astimezone(SHANGHAI).date()}")
