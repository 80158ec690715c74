"""Room: from index to pages. Passwords and sign-in: what is accepted, how it is hashed, when an account locks. Pure but for the salt."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from werkzeug.security import check_password_hash, generate_password_hash

from govdoc.people import Account, Role

SHORTEST, LONGEST = 10, 200
NAME_LONGEST = 40
GUESSES = 5
LOCKED_FOR = timedelta(minutes=15)
METHOD = "scrypt:32768:8:1"
NOBODY = generate_password_hash(secrets.token_hex(), METHOD)
"""Checked for an unknown name, so that a name cannot be told by the time the answer takes."""


def fault_of_password(password: str, name: str) -> str | None:
    """Why it is not accepted, in Chinese; None when it is. Length counts, not its mixture (NIST SP 800-63B, 5.1.1.2)."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"密码要有 {SHORTEST} 至 {LONGEST} 个字符。"
    if len(set(password)) < 5:
        return "密码里重复的字符太多，请换一个。"
    if name.lower() in password.lower():
        return "密码不能包含账号名。"
    return None


def fault_of_name(name: str) -> str | None:
    if not 1 <= len(name) <= NAME_LONGEST or not name.isprintable() or name != name.strip() or "/" in name:
        return f"账号名要有 1 至 {NAME_LONGEST} 个可见字符，首尾没有空格，不含斜线。"
    return None


def new_account(name: str, role: Role, password: str, at: datetime) -> Account:
    return with_password(Account(name, role, "", "", at), password)


def with_password(account: Account, password: str) -> Account:
    """The account with a new password; every session it had ends."""
    return replace(
        account,
        password=generate_password_hash(password, METHOD),
        session=new_session(),
        failures=0,
        locked_until=None,
    )


def new_session() -> str:
    """A random word that every session of an account holds."""
    return secrets.token_hex(16)


def opens(account: Account | None, password: str) -> bool:
    """Is it the password? Takes as long for an unknown name as for a known one."""
    right = check_password_hash(account.password if account else NOBODY, password[:LONGEST])
    return right and account is not None


def locked(account: Account, at: datetime) -> bool:
    return account.locked_until is not None and at < account.locked_until


def after_failure(account: Account, at: datetime) -> Account:
    """One wrong guess more; every fifth in a row locks the account for a quarter of an hour."""
    failures = account.failures + 1
    return replace(account, failures=failures, locked_until=at + LOCKED_FOR if failures % GUESSES == 0 else None)


def after_success(account: Account) -> Account:
    return replace(account, failures=0, locked_until=None)
