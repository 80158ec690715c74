"""Room: from index to pages. What all pages of the signed-in share: protection, words, the way to accounts and trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, request

from govdoc.audits.cleanup import REASONS as SUGGESTIONS
from govdoc.campaign import OUTCOMES, PHASES
from govdoc.comments import STATES
from govdoc.people import DECISIONS, REASONS, Role
from govdoc.settings import SHANGHAI
from govdoc.store.campaigns import CampaignClosed
from govdoc.store.people import People
from indexer.decided import redecide
from search_web.problems import Problem, render
from search_web.review.session import ROOT, CSRFError, csrf
from search_web.services import services

ACTIONS = {
    "decided": "作出清理意见",
    "confirmed": "复核同意",
    "undone": "撤回意见",
    "item decided": "作出清理意见",
    "item confirmed": "复核同意",
    "item undone": "撤回意见",
    "item assigned": "指定承办人",
    "item removed": "移出清单",
    "item restored": "放回清单",
    "campaign opened": "开始清理",
    "campaign published": "公布清理结果",
    "campaign withdrawn": "取消清理",
    "consultation set": "公开征求意见",
    "comment published": "公开公众意见",
    "comment refused": "不公开公众意见",
    "comment answered": "答复公众意见",
    "assigned": "指定承办人",
    "account added": "新增账号",
    "role changed": "调整角色",
    "disabled": "停用账号",
    "enabled": "启用账号",
    "password changed": "修改密码",
    "signed in": "登录",
    "linked": "绑定统一身份认证",
    "report saved": "保存年度报告",
    "locked": "连续输错密码，账号锁定",
}
AT_ONCE = 500
"""So many documents are derived again within a request: half a millisecond each."""
ROLES = {Role.READER: "查阅人员", Role.REVIEWER: "审核人员", Role.ADMINISTRATOR: "管理员"}


def review_blueprint(name: str, path: str = "") -> Blueprint:
    """A blueprint under /review: every change carries its token, nothing is cached, templates know the words."""
    blueprint = Blueprint(name, __name__, url_prefix=ROOT + path)
    blueprint.register_error_handler(CampaignClosed, _closed)
    blueprint.before_request(_protect)
    blueprint.register_error_handler(CSRFError, _forged)
    blueprint.after_request(_private)
    blueprint.context_processor(_words)
    return blueprint


def people() -> People:
    return services().store.people


def settle(ids: Sequence[str]) -> None:
    """What was just decided is the status now. Many at once, or what much rests on, the indexer process does a moment later."""
    store = services().store
    rows = store.derivations_by_ids(ids)
    if len(ids) + sum(len(row.payload.get("cited_by") or ()) for row in rows.values()) <= AT_ONCE:
        redecide(store, ids)


def reviewers() -> list[str]:
    """Whoever may be asked to look at something."""
    return [one.name for one in people().accounts() if one.role.covers(Role.REVIEWER) and not one.disabled]


def local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _protect() -> None:
    """A page of another site cannot make a change."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        csrf.protect()


def _forged(error: Exception) -> Response:
    return render(Problem(400, reason="表单已经失效，没有作任何改动。请返回上一页，刷新后再提交。"))


def _closed(error: Exception) -> Response:
    return render(
        Problem(409, reason="这次清理已经公布或者取消，不能再改。需要改变某一件的结论，请在该文件的审核页面提出意见。")
    )


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
        "outcomes": OUTCOMES,
        "suggestions": SUGGESTIONS,
        "phases": PHASES,
        "comment_states": STATES,
    }
