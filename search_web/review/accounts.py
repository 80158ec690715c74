"""Room: from index to pages. Accounts, for administrators: who there is, who may what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flask import Response, redirect, render_template, request, url_for

from govdoc.errors import UsageError
from govdoc.people import Account, Deed, Role
from search_web.problems import Problem, render
from search_web.review.base import people, review_blueprint
from search_web.review.passwords import fault_of_name, fault_of_password, new_account, new_session
from search_web.review.session import account, needs

blueprint = review_blueprint("accounts")


@blueprint.get("/accounts")
@needs(Role.ADMINISTRATOR)
def accounts() -> str:
    return render_template("review/accounts.html", accounts=people().accounts(), me=account(), form={})


@blueprint.post("/accounts")
@needs(Role.ADMINISTRATOR)
def add_account() -> Response | tuple[str, int]:
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    role = request.form.get("role", "")
    fault = fault_of_name(name) or fault_of_password(password, name) or (None if role in list(Role) else "请选择角色。")
    if not fault:
        try:
            people().add_account(new_account(name, Role(role), password, datetime.now(UTC)), account().name)
        except UsageError:
            fault = f"账号“{name}”已经有了，请换一个名字。"
    if fault:
        page = render_template(
            "review/accounts.html", accounts=people().accounts(), me=account(), fault=fault, form=request.form
        )
        return page, 400
    return redirect(url_for("accounts.accounts"))  # type: ignore[return-value]


@blueprint.post("/accounts/change")
@needs(Role.ADMINISTRATOR)
def change_account() -> Response:
    """`name` and `to`: a role, `disabled` or `enabled`. Nobody changes himself: one administrator always stays."""
    name, to = request.form.get("name", ""), request.form.get("to", "")
    if name == account().name:
        return render(Problem(400, reason="不能调整自己的账号，请由另一位管理员操作。"))
    known = people().account(name)
    now = datetime.now(UTC)
    if to in list(Role):
        deed = Deed(now, account().name, "role changed", name, {"role": known.role.value}, {"role": to})
        people().change_account(name, lambda one: replace(one, role=Role(to)), deed)
    elif to in ("disabled", "enabled"):
        people().change_account(name, lambda one: _switched(one, to == "disabled"), Deed(now, account().name, to, name))
    else:
        return render(Problem(400, (("to", "请选择角色，或者停用、启用。"),)))
    return redirect(url_for("accounts.accounts"))  # type: ignore[return-value]


def _switched(one: Account, disabled: bool) -> Account:
    """A disabled account's sessions end at once, and stay ended when it is enabled again."""
    return replace(one, disabled=disabled, session=new_session(), failures=0, locked_until=None)
