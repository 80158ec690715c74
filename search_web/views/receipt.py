"""Room: from index to pages. `/receipt`: a search and its count on paper, for those who must show that they have looked.

政府信息公开条例 (国务院令第711号) art. 36(四): who has searched and found nothing says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, render_template, request

from govdoc.settings import SHANGHAI, today
from indexer import labels
from search_web.asked import asked_search, root
from search_web.filters import chips
from search_web.params import Request, to_url
from search_web.services import services

blueprint = Blueprint("receipt", __name__)


@blueprint.get("/receipt")
def receipt() -> str:
    """`was`: total and index version of an earlier receipt (「12.000003-r7」), compared with what the same search finds now."""
    asked = asked_search().first_page
    dated = replace(asked, on=asked.on or today())
    results = services().search(replace(dated.query(today(), facets=()), limit=0))
    version = services().engine.version()
    was_total, _, was_version = request.args.get("was", "")[:100].partition(".")
    return render_template(
        "receipt.html",
        asked=asked,
        on=dated.on,
        total=results.total,
        relaxed=results.relaxed,
        version=version,
        at=datetime.now(SHANGHAI),
        conditions=conditions(asked),
        was=(was_total, was_version) if was_total.isdecimal() and was_version else None,
        search_url=root() + to_url("/search", dated),
        again_url=root() + with_was(to_url("/receipt", dated), f"{results.total}.{version}"),
        back=to_url("/search", asked),
    )


def conditions(asked: Request) -> list[tuple[str, str]]:
    """What was asked, line by line, also what was left at its default and decides what is found."""
    told = [("检索词", asked.q or "（未填，查全部文件）"), ("检索范围", labels.SEARCH_IN[asked.search_in])]
    told += [("匹配方式", labels.MATCH["exact" if asked.exact else "fuzzy"])]
    told += [(chip.name, chip.label) for chip in chips(replace(asked, search_in="all", exact=False, on=None))]
    told += [("相近说法", "同时查找" if asked.expand else "不查，只查原词")]
    return told


def with_was(url: str, was: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}was={was}"
