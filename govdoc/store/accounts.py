"""Room: what a government document is. The accounts of those who sign in. Functions on an open connection."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from govdoc.errors import NotFoundError, UsageError
from govdoc.people import Account, Role
from govdoc.store.schema import accounts


def get(connection: Connection, name: str) -> Account:
    """NotFoundError for an unknown name."""
    row = connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
    if row is None:
        raise NotFoundError(f"no account {name!r}: `govdoc account list` shows them")
    return _account(row)


def everyone(connection: Connection) -> tuple[Account, ...]:
    return tuple(map(_account, connection.execute(select(accounts).order_by(accounts.c.name))))


def add(connection: Connection, account: Account) -> None:
    """UsageError when the name is taken."""
    if connection.execute(select(accounts.c.name).where(accounts.c.name == account.name)).first():
        raise UsageError(f"account {account.name!r} exists already: choose another name")
    connection.execute(accounts.insert().values(_values(account)))


def put(connection: Connection, account: Account) -> None:
    connection.execute(update(accounts).where(accounts.c.name == account.name).values(_values(account)))


def _values(account: Account) -> dict[str, Any]:
    names = ("name", "password", "session", "created_at", "failures", "locked_until")
    return {n: getattr(account, n) for n in names} | {"role": account.role.value, "disabled": int(account.disabled)}


def _account(row: Row[Any]) -> Account:
    return Account(
        row.name,
        Role(row.role),
        row.password,
        row.session,
        row.created_at,
        row.failures,
        row.locked_until,
        bool(row.disabled),
    )
