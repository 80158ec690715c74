"""Room: from index to pages. Styles, scripts and the icon: addresses that change with their bytes, kept by browsers for a year."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, request

KEPT = "public, max-age=31536000, immutable"


def versions(folder: Path) -> dict[str, str]:
    """File name → the first twelve digits of the SHA-256 of its bytes."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in folder.iterdir() if file.is_file()
    }


def prepare_assets(app: Flask) -> None:
    """Templates write `asset('style.css')`. An unknown name is a KeyError: a page never links what is not there."""
    known = versions(Path(str(app.static_folder)))

    def asset(name: str) -> str:
        return f"{app.static_url_path}/{name}?v={known[name]}"

    def kept(response: Response) -> Response:
        """Only under the version that these bytes have: while workers are exchanged, an older one may be asked for a newer file."""
        if request.endpoint == "static" and response.status_code in (200, 304):
            name = (request.view_args or {}).get("filename", "")
            current = request.args.get("v") == known.get(name)
            response.headers["Cache-Control"] = KEPT if current else "no-cache"
        return response

    app.jinja_env.globals["asset"] = asset
    app.after_request(kept)
