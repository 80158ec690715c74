"""Room: from index to pages. `/api/v1`: the search page's own parameters, answered as JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, request

from govdoc.document import Document
from govdoc.settings import today
from indexer.query import SearchQuery
from indexer.results import SearchResults
from indexer.results_json import results_json
from indexer.suggest import SUGGESTIONS, Suggestion
from search_web import openapi, record
from search_web.asked import all_pairs, permalink, root
from search_web.lookup import MAX_LINES, asked_lines, line_json, look_up
from search_web.parameters import MAX_TEXT
from search_web.params import BadParameters, Cursor, Request, cursor_text, read_request
from search_web.query_log import beginning
from search_web.services import services

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
MAX_FEW, MOST_HOT = 100, 2


@blueprint.get("/search")
def search() -> Response:
    asked = read_request(all_pairs(), strict=True)
    query = asked.query(today())
    return answer(search_answer(asked, query, services().search(query)))


@blueprint.get("/documents/<path:document_id>")
def document(document_id: str) -> Response:
    """The document as stored, with what was derived from it: work, status on the day, citations, timeline."""
    on = read_request(only("on")).on or today()
    found = services().store.document(document_id)
    derived = services().store.derivation(document_id)
    return answer(document_answer(found, derived.payload if derived else {}, derived.work if derived else found.id, on))


@blueprint.get("/suggest")
def suggest() -> Response:
    """Numbers, issuers, words and titles that have what has been typed so far; letters are read as pinyin."""
    typed = read_request(only("q")).q
    return answer({"query": typed, "suggestions": suggestions(typed)})


@blueprint.get("/lookup")
def look_up_few() -> Response:
    """Each `line` answered: which document it is, and whether that is in force."""
    lines = [value for name, value in only("line", "on") if name == "line"]
    if len(lines) > MAX_FEW or any(len(line) > MAX_TEXT for line in lines):
        raise BadParameters([("line", f"最多 {MAX_FEW} 个，每个最多 {MAX_TEXT} 个字；更多的请用 POST。")])
    return looked_up(asked_lines("\n".join(lines)))


@blueprint.post("/lookup")
def look_up_many() -> Response:
    """The same for a plain text of one number or title a line."""
    only("on")
    if request.mimetype != "text/plain":
        abort(415)
    return looked_up(asked_lines(request.get_data().decode("utf-8-sig", "replace")))


def looked_up(lines: tuple[str, ...]) -> Response:
    if len(lines) > MAX_LINES:
        raise BadParameters([("line", f"一次最多核对 {MAX_LINES} 行，请分几次。")])
    on = read_request(all_pairs()).on or today()
    found = look_up((line[:MAX_TEXT] for line in lines), on, services().search)
    return answer({"on": on.isoformat(), "lines": [line_json(line, permalink) for line in found]})


def only(*known: str) -> list[tuple[str, str]]:
    """The parameters, all of them known. BadParameters names those that are not."""
    pairs = all_pairs()
    unknown = sorted({name for name, _ in pairs} - set(known))
    if unknown:
        raise BadParameters((name, f"没有这个参数，可用：{'、'.join(known)}。") for name in unknown)
    return pairs


@blueprint.get("/openapi.json")
def description() -> Response:
    return answer(openapi.description(root()))


def answer(body: dict[str, Any]) -> Response:
    """JSON with an ETag: a program that asks again with If-None-Match gets 304 while nothing changed."""
    response = Response(json.dumps(body, ensure_ascii=False), mimetype="application/json")
    stable = {name: value for name, value in body.items() if name != "took_ms"}
    response.set_etag(record.digest(json.dumps(stable, ensure_ascii=False, sort_keys=True)))
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def search_answer(asked: Request, query: SearchQuery, results: SearchResults) -> dict[str, Any]:
    end = results.offset + len(results.hits)
    further = Cursor(end, results.hits[-1].id) if results.hits and end < results.listed else None
    body: dict[str, Any] = {
        **results_json(results, asked.q),
        "correction": results.correction if asked.correct else None,
        "on": query.on.isoformat(),
        "page": asked.page,
        "size": asked.size,
        "next_cursor": cursor_text(further) if further else None,
    }
    if asked.explain:
        parts = (
            "words",
            "phrases",
            "excluded",
            "numbers",
            "within",
            "cites",
            "search_in",
            "exact",
            "expand",
            "relax",
            "filters",
            "sort",
        )
        body["explain"] = {name: getattr(query, name) for name in parts}
    return body


def document_answer(found: Document, payload: dict[str, Any], work: str, on: date) -> dict[str, Any]:
    status = record.validity(payload, on)
    plain = {f.name: _plain(getattr(found, f.name)) for f in fields(found) if f.name not in ("attachments", "origins")}
    plain["attachments"] = [{f.name: getattr(a, f.name) for f in fields(a)} for a in found.attachments]
    return {
        **plain,
        "version": found.version,
        "work": work,
        "on": on.isoformat(),
        "status": status.status.value,
        "status_reason": status.reason,
        "derived": payload,
    }


def suggestions(typed: str) -> list[dict[str, str | None]]:
    """What many people search for comes first, and alone while nothing has been typed."""
    most = MOST_HOT if typed else SUGGESTIONS
    hot = [Suggestion(text, "hot") for text in beginning(services().query_log.often(today()), typed, most)]
    found = {one.text: one for one in (*hot, *services().engine.suggest(typed))}
    return [asdict(one) for one in tuple(found.values())[:SUGGESTIONS]]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
