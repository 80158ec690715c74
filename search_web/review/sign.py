"""Room: from index to pages. Signing in and out, and one's own password."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Response, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user

from govdoc.errors import NotFoundError
from govdoc.people import Account, Deed, Role
from search_web.review.base import local, people, review_blueprint
from search_web.review.passwords import after_failure, after_success, fault_of_password, locked, opens, with_password
from search_web.review.session import User, account, needs

blueprint = review_blueprint("sign")


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | str | tuple[str, int]:
    if request.method == "GET":
        return render_template(
            "review/sign_in.html", next=request.args.get("next", ""), none_yet=not people().accounts()
        )
    name, password, now = request.form.get("name", "").strip(), request.form.get("password", ""), datetime.now(UTC)
    try:
        known = people().account(name)
    except NotFoundError:
        known = None
    fault = None
    if known and locked(known, now):
        fault = f"连续输错密码，账号已锁定到 {local(known.locked_until or now)}。"
    elif not opens(known, password) or known is None:
        fault = "账号或者密码不对。"
        if known:
            _note_failure(known.name, now)
    elif known.disabled:
        fault = "账号已停用，请联系管理员。"
    if fault or known is None:
        page = render_template("review/sign_in.html", fault=fault, name=name, next=request.form.get("next", ""))
        return page, 401
    enter(known)
    return redirect(inside(request.form.get("next", "")))  # type: ignore[return-value]


def enter(known: Account, how: dict[str, str] | None = None) -> None:
    """The account is signed in, in a session of its own; `how` is noted where it was not by password."""
    deed = Deed(datetime.now(UTC), known.name, "signed in", known.name, None, how)
    people().change_account(known.name, after_success, deed)
    session.clear()
    session.permanent = True
    login_user(User(known))


def _note_failure(name: str, now: datetime) -> None:
    changed = people().change_account(name, lambda one: after_failure(one, now), None)
    if locked(changed, now):
        people().record([Deed(now, name, "locked", name, None, {"failures": changed.failures})])


def inside(target: str) -> str:
    """The page asked for before signing in, if it is one of ours under /review."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return url_for("desk.home")
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/review")
    return target if inside and "\\" not in target else url_for("desk.home")


@blueprint.post("/sign-out")
def sign_out() -> Response:
    logout_user()
    session.clear()
    return redirect(url_for("sign.sign_in"))  # type: ignore[return-value]


@blueprint.route("/password", methods=["GET", "POST"])
@needs(Role.READER)
def password() -> str | Response | tuple[str, int]:
    """One's own; all other sessions of the account end."""
    if request.method == "GET":
        return render_template("review/password.html")
    me, new = account(), request.form.get("new", "")
    fault = "现在的密码不对。" if not opens(me, request.form.get("old", "")) else fault_of_password(new, me.name)
    if not fault and new != request.form.get("again", ""):
        fault = "两次输入的新密码不一样。"
    if fault:
        return render_template("review/password.html", fault=fault), 400
    deed = Deed(datetime.now(UTC), me.name, "password changed", me.name)
    changed = people().change_account(me.name, lambda one: with_password(one, new), deed)
    login_user(User(changed))
    return redirect(url_for("desk.home", said="password"))  # type: ignore[return-value]
