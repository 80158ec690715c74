"""Room: from index to pages. The forms in head and foot that choose colours and size of type; they need no script."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from search_web.display import CHOICES, way_back
from search_web.params import BadParameters

blueprint = Blueprint("display", __name__)
YEAR = 365 * 24 * 3600


@blueprint.post("/display")
def display() -> Response:
    """Keep what was chosen in the browser and go back to the page where it was chosen."""
    chosen = {name: request.form[name] for name in CHOICES if name in request.form}
    if wrong := [(name, f"可选：{'、'.join(CHOICES[name])}。") for name, v in chosen.items() if v not in CHOICES[name]]:
        raise BadParameters(wrong)
    response = redirect(way_back(request.referrer, request.host), 303)
    for name, value in chosen.items():
        response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return response
