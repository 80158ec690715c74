"""Room: from index to pages. The Flask application: routes joined, headers set, errors in plain words."""

from __future__ import annotations

import gzip
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from types import ModuleType

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from govdoc.errors import GovdocError
from govdoc.logs import event
from govdoc.settings import Settings
from govdoc.store import Store
from indexer import labels
from indexer.engine import SearchEngine
from search_web import views
from search_web.assets import prepare_assets
from search_web.display import CHOICES, read_display
from search_web.limits import limit_requests
from search_web.metrics import note_answer
from search_web.params import BadParameters
from search_web.present import document_url, safe_link
from search_web.problems import Problem, problem_of, render
from search_web.services import Services, services

CONTENT_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


READABLE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Answers of the API may be read by the pages of any site: there is nothing in them that is not public."""


CONTROLS = bytes({*range(0x20), 0x7F} - {9, 10, 12, 13})
NOT_HTML = re.compile(rb"\xc2[\x80-\x9f]|\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]")


def create_app(settings: Settings, engine: SearchEngine | None = None, store: Store | None = None) -> Flask:
    """The web application. Without `engine` and `store` they are opened from the settings at the first request."""
    from search_web import api
    from search_web.review import (
        accounts,
        campaign_acts,
        campaign_files,
        desk,
        moderation,
        oidc,
        session,
        sign,
        trail,
    )
    from search_web.review import annual as yearly

    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.url_map.merge_slashes = False
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(labels=labels, document_url=document_url, safe_link=safe_link)
    prepare_assets(app)
    app.extensions["govdoc"] = Services(settings, engine, store)
    for room in (*_views(), api):
        app.register_blueprint(room.blueprint)
    session.prepare(app, settings.data)
    oidc.prepare(app, settings.openid)
    reviewing = (sign, oidc, desk, yearly, trail, accounts, campaign_acts, campaign_files, moderation)
    for blueprint in {part.blueprint.name: part.blueprint for part in reviewing}.values():
        app.register_blueprint(blueprint)
    app.register_error_handler(GovdocError, _expected)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    app.context_processor(_shown)
    app.before_request(_begin)
    app.after_request(_noted)
    app.after_request(_finish)
    limit_requests(app, settings.rate_limit, settings.rate_store)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    return app


def _views() -> Iterator[ModuleType]:
    """Every module of `views/` is a room with a `blueprint`."""
    for found in pkgutil.iter_modules(views.__path__, f"{views.__name__}."):
        yield importlib.import_module(found.name)


def _shown() -> dict[str, object]:
    """What every template knows: how the reader wants pages shown, what else could be chosen, and the site's own code."""
    code = services().settings.site_code or "未分配"
    return {"display": read_display(request.cookies), "choices": CHOICES, "site_code": code}


def _finish(response: Response) -> Response:
    response.headers.pop("Date", None)  # the server says it; a conditional answer would say it twice
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        for name, value in READABLE.items():
            response.headers.setdefault(name, value)
    else:
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if response.mimetype == "text/html":
        response.vary.add("Cookie")
        response.set_data(valid_html(response.get_data()))
    _compress(response)
    return response


def _begin() -> None:
    g.began = time.perf_counter()


def _noted(response: Response) -> Response:
    """What was asked and how it went, for /metrics and the log; never who asked, nor the words of a search."""
    view, seconds = request.endpoint or "none", time.perf_counter() - g.get("began", time.perf_counter())
    note_answer(view, response.status_code, seconds)
    event("request", view=view, method=request.method, status=response.status_code, ms=round(seconds * 1000, 1))
    return response


def valid_html(page: bytes) -> bytes:
    """Without control characters and noncharacters, in UTF-8: harvested text may have them, a valid page must not."""
    plain = page.translate(None, CONTROLS)
    return NOT_HTML.sub(b"", plain) if any(lead in plain for lead in (b"\xc2", b"\xef\xb7", b"\xef\xbf")) else plain


def _compress(response: Response) -> None:
    """Facet links repeat the whole query, so a page of them shrinks to a tenth. What has an ETag stays as it is."""
    if response.mimetype != "text/html" or response.direct_passthrough or "ETag" in response.headers:
        return
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0 and len(response.get_data()) > 2000:
        response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def _expected(error: GovdocError) -> Response:
    if isinstance(error, BadParameters):
        return render(Problem(400, tuple(error.problems)))
    return render(problem_of(error))


def _http(error: HTTPException) -> Response:
    """A redirect stays what it is; every error gets the page or problem of its status."""
    code = error.code or 500
    response = error.get_response()
    if code < 400:
        return Response(response.get_data(), code, dict(response.headers))
    answer = render(Problem(code))
    if "Allow" in response.headers:
        answer.headers["Allow"] = response.headers["Allow"]
    return answer


def _unexpected(error: Exception) -> Response:
    """The edge: logged with its trace, shown without."""
    from flask import current_app

    current_app.logger.error("unexpected error at %s", request.path, exc_info=error)
    return render(Problem(500))
