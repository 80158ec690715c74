"""Room: from index to pages. `govdoc serve`: the web service, by gunicorn where the system can fork."""

from __future__ import annotations

import os
import socket
from typing import Any

import click
from flask import Flask

from govdoc.errors import GovdocError
from govdoc.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@click.pass_obj
def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve the search pages and the API."""
    from search_web.app import create_app

    port = usable_port(host, port)
    app = create_app(settings)
    click.echo(f"govdoc: serving {settings.data} at http://{host}:{port}/ (Ctrl+C stops)", err=True)
    if os.name == "posix":
        _gunicorn(app, host, port, workers)
    else:
        app.run(host, port, threaded=True)


def usable_port(host: str, port: int) -> int:
    """The port, found free a moment ago; for 0 a free one, so that the address can be printed.

    GovdocError where nothing can listen: asked here, because gunicorn would try five times and say so ten.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name == "posix":  # as the server itself: a port whose last connections are just closing is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = error.strerror or error
            raise GovdocError(f"cannot listen on {host} port {port}: {why}: give another --port or --host") from error
        return int(probe.getsockname()[1])


def _gunicorn(app: Flask, host: str, port: int, workers: int) -> None:
    """Each worker opens engine and store itself, after the fork: database connections must not be shared."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "workers": workers,
                "worker_class": "gthread",
                "threads": 4,
                "timeout": 60,
                "loglevel": "warning",
                "limit_request_line": 8190,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    Server().run()
