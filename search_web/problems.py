"""Room: from index to pages. Errors: a page in plain words for people, RFC 9457 problem details for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Response, render_template, request

from govdoc.errors import GovdocError
from govdoc.store import RedactedError

WORDS = {
    400: ("请求有误", "网址里有些内容看不懂。请按下面的说明修改，或者回到首页重新检索。"),
    401: ("请先登录", "登录后才能进行这项操作，没有作任何改动。"),
    403: ("没有权限", "您的角色不能进行这项操作。需要时请联系管理员。"),
    404: ("没有找到这个页面", "可能是网址输错了，也可能是文件从未收录。请检查网址，或者用标题、文号重新检索。"),
    405: ("不支持这种操作", "本站只提供查阅。请从首页开始检索。"),
    409: ("内容已有变化", "别人刚刚作了改动。请返回刷新后再操作，没有作任何改动。"),
    410: ("该文件已不再公开", "该文件曾经收录，后来依法撤下，正文不再提供。需要了解原因，请联系发文机关。"),
    406: ("没有这种格式", "可以用的格式见页面上的链接。"),
    413: ("内容过大", "请减少内容，或者加上条件后再试。"),
    414: ("网址过长", "请减少检索条件后再试。"),
    415: ("内容的格式不对", "请按接口说明的格式发送。"),
    422: ("内容无法读取", "保存的内容不完整，无法显示。请到原网站查阅。"),
    429: ("请求太频繁", "同一地址每分钟的请求次数有限，请稍等片刻再试。"),
    500: ("系统出错了", "这是我们的问题，已经记录。请稍后再试；如果一直出错，请联系本站管理员。"),
    503: ("暂时无法检索", "检索服务正在准备或者维护。请过几分钟再试。"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`details` are pairs of parameter name and sentence; `reason` is one more sentence for people."""

    status: int
    details: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    @property
    def title(self) -> str:
        return WORDS.get(self.status, WORDS[500 if self.status >= 500 else 400])[0]

    @property
    def advice(self) -> str:
        return WORDS.get(self.status, WORDS[500 if self.status >= 500 else 400])[1]


def problem_of(error: GovdocError) -> Problem:
    """Only a reason meant for the public is passed on: an error's own message names places inside this machine."""
    if isinstance(error, RedactedError):
        return Problem(410, reason=error.tombstone.reason)
    return Problem(503 if error.http_status == 502 else error.http_status)


def render(problem: Problem) -> Response:
    """Problem details under /api/, a page everywhere else."""
    response = _details(problem) if request.path.startswith("/api/") else _page(problem)
    response.headers["Cache-Control"] = "no-store"
    if problem.status == 503:
        response.headers["Retry-After"] = "60"
    return response


def _page(problem: Problem) -> Response:
    return Response(render_template("error.html", problem=problem), problem.status, mimetype="text/html")


def _details(problem: Problem) -> Response:
    body = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.reason or problem.advice,
        "instance": request.path,
    }
    errors = [{"parameter": name, "detail": text} for name, text in problem.details]
    if errors:
        body["errors"] = errors
        body["detail"] = "；".join(f"{e['parameter']}：{e['detail']}" for e in errors)
    return Response(json.dumps(body, ensure_ascii=False), problem.status, mimetype="application/problem+json")
