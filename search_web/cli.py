"""Room: from index to pages. `govdoc serve`: the web service, by gunicorn where the system can fork."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import click
from flask import Flask

from govdoc.errors import GovdocError
from govdoc.settings import Settings, today


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
@click.option(
    "--indexer/--no-indexer", default=True, show_default=True, help="Run `govdoc index --follow` beside the service."
)
@click.pass_obj
def serve(settings: Settings, host: str, port: int, workers: int, indexer: bool) -> None:
    """Serve the search pages and the API; what changes in the store is searchable within seconds."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts = tempfile.mkdtemp(prefix="govdoc-counts-")
    from search_web.app import create_app

    port = usable_port(host, port)
    app = create_app(settings)
    click.echo(f"govdoc: serving {settings.data} at http://{host}:{port}/ (Ctrl+C stops)", err=True)
    with _removed(Path(counts)), _indexer(settings) if indexer else nullcontext():
        if os.name == "posix":
            _gunicorn(app, host, port, workers)
        else:
            app.run(host, port, threaded=True)


@contextmanager
def _removed(folder: Path) -> Iterator[None]:
    """The folder in which the workers' counts meet goes with the service, not with one of its workers."""
    owner = os.getpid()
    try:
        yield
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _indexer(settings: Settings) -> Iterator[None]:
    """The one process that writes the index, as long as this one lives; workers, forked from it, leave it alone."""
    command = [sys.executable, "-m", "govdoc", "--data", str(settings.data), "index", "--follow"]
    process, owner = subprocess.Popen(command, stdin=subprocess.DEVNULL), os.getpid()
    try:
        yield
    finally:
        if os.getpid() == owner:
            process.terminate()
            process.wait()


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
            self.cfg.set("post_worker_init", lambda _worker: _beside(app.extensions["govdoc"].prepare))
            self.cfg.set("worker_exit", lambda _server, _worker: app.extensions["govdoc"].query_log.write(today()))

        def load(self) -> Flask:
            return app

    Server().run()


def _beside(work: Callable[[], None]) -> None:
    """In a thread of its own, which no stop waits for: the worker answers meanwhile."""
    threading.Thread(target=work, daemon=True).start()


@click.command()
@click.option(
    "--address", default="http://127.0.0.1:8000", show_default=True, help="Where the pages are; links lead there."
)
@click.pass_obj
def mcp(settings: Settings, address: str) -> None:
    """Answer an assistant over standard input and output (Model Context Protocol)."""
    from search_web.app import create_app
    from search_web.mcp import reply_text
    from search_web.mcp_tools import tools

    app = create_app(settings)
    for line in sys.stdin.buffer:
        with app.test_request_context(base_url=address):
            answer = reply_text(line, tools()) if line.strip() else None
        if answer is not None:
            sys.stdout.buffer.write(answer.encode("utf-8", "replace") + b"\n")
            sys.stdout.buffer.flush()
