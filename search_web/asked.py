"""Room: from index to pages. What a view takes from the request at hand: its parameters, and the address that others reach us at."""

from __future__ import annotations

from flask import request

from search_web.params import Request, read_request
from search_web.present import document_url


def all_pairs() -> list[tuple[str, str]]:
    return list(request.args.items(multi=True))


def asked_search() -> Request:
    """The search that the address names. BadParameters as `read_request`; unknown names are ignored."""
    return read_request(all_pairs())


def root() -> str:
    """https://this.site, without a slash at its end."""
    return request.url_root.rstrip("/")


def permalink(document_id: str) -> str:
    return root() + document_url(document_id)
