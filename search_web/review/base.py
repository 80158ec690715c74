"""Room: from index to pages. What all pages of the signed-in share: protection, words, the way to accounts and trail."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, request

from govdoc.people import DECISIONS, REASONS, Role
from govdoc.settings import SHANGHAI
from govdoc.store.people import People
from search_web.problems import Problem, render
from search_web.review.session import ROOT, CSRFError, csrf
from search_web.services import services

ACTIONS = {
    "decided": "作出清理意见",
    "confirmed": "复核同意",
    "undone": "撤回意见",
    "account added": "新增账号",
    "role changed": "调整角色",
    "disabled": "停用账号",
    "enabled": "启用账号",
    "password changed": "修改密码",
    "signed in": "登录",
    "linked": "绑定统一身份认证",
    "locked": "连续输错密码，账号锁定",
}
ROLES = {Role.READER: "查阅人员", Role.REVIEWER: "审核人员", Role.ADMINISTRATOR: "管理员"}


def review_blueprint(name: str) -> Blueprint:
    """A blueprint under /review: every change carries its token, nothing is cached, templates know the words."""
    blueprint = Blueprint(name, __name__, url_prefix=ROOT)
    blueprint.before_request(_protect)
    blueprint.register_error_handler(CSRFError, _forged)
    blueprint.after_request(_private)
    blueprint.context_processor(_words)
    return blueprint


def people() -> People:
    return services().store.people


def local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _protect() -> None:
    """A page of another site cannot make a change."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        csrf.protect()


def _forged(error: Exception) -> Response:
    return render(Problem(400, reason="表单已经失效，没有作任何改动。请返回上一页，刷新后再提交。"))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _words() -> dict[str, object]:
    return {
        "decisions": DECISIONS,
        "reasons": REASONS,
        "roles": ROLES,
        "actions": ACTIONS,
        "local": local,
        "openid": services().settings.openid,
    }
