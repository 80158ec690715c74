"""Room: where can the sample site be visited? Serves examples/site on 127.0.0.1 until SIGTERM or Ctrl-C.

python examples/serve.py --port 0                    prints the address it chose
python examples/serve.py --write-site DIR            also writes DIR/sample.toml for the harvester
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from render import Page, SampleSite
from site_file import site_toml


class Server(ThreadingHTTPServer):
    """Loopback only; one thread a request, none of which holds up the end of the process."""

    daemon_threads = True
    site: SampleSite
    quiet: bool


class Handler(BaseHTTPRequestHandler):
    """GET and HEAD with ETag and Last-Modified; 304 when either still holds (ETag decides when both are sent)."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "YunxunSample/1.0"

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        page = self.server.site.answer(urlsplit(self.path).path)
        if page is None:
            self._send(404, self.server.site.not_found(), with_body)
        elif self._unchanged(page):
            self._send(304, page, with_body=False)
        else:
            self._send(200, page, with_body)

    def _unchanged(self, page: Page) -> bool:
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return "*" in known or page.etag in known
        since = _http_date(self.headers.get("If-Modified-Since"))
        return since is not None and page.modified <= since

    def _send(self, status: int, page: Page, with_body: bool) -> None:
        self.send_response(status)
        if status != 304:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(page.body)))
        if status != 404:
            self.send_header("ETag", page.etag)
            self.send_header("Last-Modified", format_datetime(page.modified, usegmt=True))
            self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if with_body:
            self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:
        if not self.server.quiet:
            super().log_message(format, *args)


def make_server(port: int, *, quiet: bool = True) -> Server:
    """A bound server, not yet serving; port 0 takes a free one. OSError when the port is taken."""
    server = Server(("127.0.0.1", port), Handler)
    server.quiet = quiet
    server.site = SampleSite(f"http://127.0.0.1:{server.server_port}")
    return server


def write_site(folder: Path, base_url: str) -> Path:
    """Write FOLDER/sample.toml for the running server, by rename so that no reader sees half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / "sample.toml.part"
    half.write_text(site_toml(base_url), encoding="utf-8")
    return half.replace(folder / "sample.toml")


def main(argv: list[str] | None = None) -> int:
    """Exit status 0 when stopped, 1 when the port cannot be had."""
    parser = argparse.ArgumentParser(description="Serve the sample government site on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=8001, help="0 takes a free port (default 8001)")
    parser.add_argument("--write-site", type=Path, metavar="DIR", help="write DIR/sample.toml for this address")
    parser.add_argument("--verbose", action="store_true", help="log each request to standard error")
    options = parser.parse_args(argv)
    try:
        server = make_server(options.port, quiet=not options.verbose)
    except OSError as error:
        print(f"serve.py: port {options.port}: {error.strerror}; try --port 0", file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for the serving loop, which this signal interrupts: it must run in another thread.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    if options.write_site:
        write_site(options.write_site, server.site.base_url)
    print(f"{server.site.base_url}/", flush=True)
    with server:
        server.serve_forever(poll_interval=0.1)
    return 0


def _http_date(value: str | None) -> datetime | None:
    """None for an absent or unreadable date, which HTTP tells a server to ignore."""
    try:
        moment = parsedate_to_datetime(value) if value else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


if __name__ == "__main__":
    sys.exit(main())
