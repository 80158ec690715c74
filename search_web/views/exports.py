"""Room: from index to pages. `/export.csv`, `.xlsx`, `.json`, `.txt`: all results of a search as a file."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, stream_with_context

from govdoc.settings import today
from search_web import exports
from search_web.asked import asked_search, permalink, root
from search_web.params import to_url
from search_web.problems import Problem, render
from search_web.services import services

blueprint = Blueprint("exports", __name__)


@blueprint.get("/export.<any(csv, xlsx, json, txt):form>")
def export(form: str) -> Response:
    """As many rows as the search has hits; refused where they are more than a file should hold."""
    asked, on = asked_search().first_page, today()
    query = asked.query(on, facets=())
    total = services().search(replace(query, limit=0)).total
    if total > exports.MOST_ROWS:
        return render(Problem(413, reason=too_many(total)))
    head = {"total": total, "query": asked.q, "on": query.on.isoformat(), "search": root() + to_url("/search", asked)}
    pieces = exports.body(form, exports.walk(query, services().search), permalink, head, on)
    response = Response(stream_with_context(pieces), content_type=exports.FORMATS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="govdoc-{query.on:%Y%m%d}.{form}"'
    response.headers["X-Total-Count"] = str(total)
    return response


def too_many(total: int) -> str:
    return (
        f"这次检索有 {total:,} 份文件，一个文件最多导出 {exports.MOST_ROWS:,} 份。"
        "请加上条件（例如年份、机关）分几次导出，或者用数据接口的 next_cursor 逐页取完。"
    )
