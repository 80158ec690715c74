"""Room: from index to pages. The notice before a link leads out of this site (47号: 链接其他网站时应有提示)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, render_template, request

from search_web.params import BadParameters
from search_web.present import safe_link

blueprint = Blueprint("leave", __name__)
LONGEST = 2000


@blueprint.get("/leave")
def leave() -> str:
    """Shows where the link leads; the reader decides. From another site there is no link to press, only the address."""
    to = request.args.get("to", "")
    host = host_of(to)
    if not host:
        raise BadParameters([("to", "要去的网址不完整，应当以 http:// 或者 https:// 开头。")])
    foreign = request.headers.get("Sec-Fetch-Site") == "cross-site"
    return render_template("leave.html", to=to, host=host, foreign=foreign)


def host_of(address: str) -> str:
    """The host that a web address leads to; empty when it leads nowhere that could be shown plainly."""
    if not safe_link(address) or len(address) > LONGEST or not address.isprintable() or " " in address:
        return ""
    try:
        parts = urlsplit(address)
        return "" if parts.username or "\\" in parts.netloc else parts.hostname or ""
    except ValueError:
        return ""
