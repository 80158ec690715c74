"""Room: from index to pages. `/mcp`: the Model Context Protocol over HTTP (streamable HTTP without streams or sessions)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, request

from search_web.asked import root
from search_web.mcp import reply_text
from search_web.mcp_tools import tools

blueprint = Blueprint("mcp", __name__)


@blueprint.post("/mcp")
def mcp() -> Response:
    """One message in, one answer out; 202 where none is wanted. A page of another site may not speak for its reader."""
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != urlsplit(root()).netloc:
        abort(403)
    answer = reply_text(request.get_data(), tools())
    return Response(status=202) if answer is None else Response(answer, mimetype="application/json")
