"""Room: from index to pages. How often one address may ask: counted per minute by all worker processes together, told in RateLimit headers."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_limiter import HeaderNames, Limiter
from flask_limiter.util import get_remote_address
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from govdoc.errors import ConfigError
from search_web import shared_counts as shared_counts

COSTS = {
    "exports.export": 20,
    "catalogue.export": 20,
    "lookup.look_up_page": 10,
    "api.look_up_many": 10,
    "consultation.comment": 100,
}
"""View → how many searches it counts for. Every other one counts once."""
FREE = {"static", "feeds.health", "feeds.metrics", "feeds.robots"}
HEADERS = {
    HeaderNames.LIMIT: "RateLimit-Limit",
    HeaderNames.REMAINING: "RateLimit-Remaining",
    HeaderNames.RESET: "RateLimit-Reset",
}


def limit_requests(app: Flask, per_minute: int, counts: str) -> None:
    """429 with Retry-After for an address beyond its requests per minute; 0 sets no limit.

    `counts`: where they are counted, as a storage address of the package limits (`shared://`: this machine's memory).
    ConfigError for an address that it cannot use.
    """
    if not per_minute:
        return
    try:
        storage_from_string(counts)
    except ConfigurationError as error:
        raise ConfigError(f"GOVDOC_RATE_STORE={counts}: {error}: leave it out, or write redis://HOST:PORT and install the package redis") from error  # fmt: skip
    app.after_request(_seconds)
    Limiter(
        get_remote_address,
        app=app,
        application_limits=[f"{per_minute} per minute"],
        application_limits_cost=lambda: COSTS.get(request.endpoint or "", 1),
        application_limits_exempt_when=lambda: request.endpoint in FREE,
        storage_uri=counts,
        strategy="fixed-window",
        headers_enabled=True,
        header_name_mapping=HEADERS,
        retry_after="delta-seconds",
    )


def _seconds(response: Response) -> Response:
    """Runs behind the limiter's own step: seconds until the count begins anew, not a clock time; a wait only for those who must."""
    wait = response.headers.get("Retry-After")
    if wait and "RateLimit-Reset" in response.headers:
        response.headers["RateLimit-Reset"] = wait
        if response.status_code != 429:
            del response.headers["Retry-After"]
    return response
