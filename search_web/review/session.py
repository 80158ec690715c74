"""Room: from index to pages. Who is signed in: Flask-Login over the store's accounts, CSRF tokens, the key that seals cookies."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from flask import Flask, Request, Response, abort, redirect, request, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from govdoc.errors import GovdocError, NotFoundError
from govdoc.people import Account, Role
from search_web.services import services

ROOT = "/review"
IDLE = timedelta(hours=8)
"""A session ends after a working day without a click."""

P = ParamSpec("P")
R = TypeVar("R")
csrf = CSRFProtect()


class User(UserMixin):  # type: ignore[misc]
    """The signed-in account as Flask-Login wants it."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        return f"{self.account.session}:{self.account.name}"


class _Sessions(SecureCookieSessionInterface):
    """Sessions exist under /review only: public pages read and set no such cookie.

    It travels over HTTPS only, wherever the request came over HTTPS, a proxy before us included.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if not request.path.startswith(ROOT):
            return None
        secret_key(app)
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"


def prepare(app: Flask, data: Path) -> None:
    """Sign-in for an application. The key is made at the first start and stays with the data."""
    app.config.update(
        SESSION_COOKIE_NAME="govdoc_session",
        SESSION_COOKIE_PATH=ROOT,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=IDLE,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = _Sessions()
    csrf.init_app(app)
    manager = LoginManager()
    manager.user_loader(_load)
    manager.init_app(app)
    app.extensions["govdoc_key"] = data / "web.key"


def secret_key(app: Flask) -> str:
    """The key that seals cookies and forms; read when it is first needed."""
    if not app.secret_key:
        app.secret_key = _key(app.extensions["govdoc_key"])
    return str(app.secret_key)


def _key(file: Path) -> str:
    """The words in the file; made, for its owner only, when there is none. Of two processes at once one file wins."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        try:
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_hex(32), encoding="ascii")
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
    words = file.read_text(encoding="ascii").strip()
    if len(words) < 32:
        raise GovdocError(f"{file} is damaged: remove it, a new key is made and everybody signs in again")
    return words


def _load(known: str) -> User | None:
    """The account of a session, unless it was disabled, removed, or got a new password since."""
    session, _, name = known.partition(":")
    try:
        account = services().store.people.account(name)
    except NotFoundError:
        return None
    return User(account) if account.session == session and not account.disabled else None


def account() -> Account:
    """Who is signed in. Only behind `needs`."""
    found: Account = current_user.account
    return found


def needs(role: Role) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Only for a role and those above it: others sign in first (401 for what is no page), or get 403."""

    def decorate(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            if not current_user.is_authenticated:
                if request.method != "GET":
                    abort(401)
                return redirect(url_for("sign.sign_in", next=request.full_path.rstrip("?")))  # type: ignore[return-value]
            if not account().role.covers(role):
                abort(403)
            return view(*args, **kwargs)

        guarded.needed_role = role  # type: ignore[attr-defined]
        return guarded

    return decorate


__all__ = ["CSRFError", "account", "csrf", "needs", "prepare", "secret_key"]
