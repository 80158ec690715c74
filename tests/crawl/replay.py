"""A small government site on loopback that a test scripts: pages can be set, changed and taken away between runs."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HTML = "text/html; charset=utf-8"


@dataclass
class Reply:
    """One scripted answer. With `etag` the server answers 304 to its own ETag."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    etag: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    stream: Callable[[], Iterator[bytes]] | None = None
    """Instead of `body`: chunks without a length, until the client has had enough."""

    @property
    def tag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass
class ReplaySite:
    """Paths (with query) and their answers; `log` has (method, path, status) of every request. `first`: what is answered once, before them."""

    replies: dict[str, Reply] = field(default_factory=dict)
    first: dict[str, Reply] = field(default_factory=dict)
    log: list[tuple[str, str, int]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    port: int = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def page(self, path: str, title: str, text: str, **kwargs: object) -> None:
        """A detail page as a district government serves it."""
        body = (
            f'<html><head><meta charset="utf-8"><title>{title}</title><meta name="ArticleTitle" content="{title}">'
            f'<meta name="PubDate" content="2023-05-06 09:00"></head><body><div class="nav"><a href="/">首页</a></div>'
            f'<h1>{title}</h1><div class="TRS_Editor">{text}</div><div class="footer">版权所有</div></body></html>'
        )
        self.replies[path] = Reply(body.encode(), **kwargs)  # type: ignore[arg-type]

    def listing(self, path: str, links: dict[str, str], tail: str = "") -> None:
        """A list page: address -> title, each with a date; `tail` is the HTML of the pager."""
        lines = "".join(f'<li><a href="{url}">{title}</a><span>2023-05-06</span></li>' for url, title in links.items())
        body = f'<html><head><meta charset="utf-8"><title>栏目</title></head><body><ul class="list">{lines}</ul>{tail}</body></html>'
        self.replies[path] = Reply(body.encode(), etag=False)

    def text(self, path: str, body: str, content_type: str) -> None:
        self.replies[path] = Reply(body.encode(), content_type=content_type, etag=False)

    def statuses(self, path: str) -> list[int]:
        return [status for _, asked, status in self.log if asked == path]

    def asked(self) -> Counter[str]:
        return Counter(path for _, path, _ in self.log)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: ReplaySite

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer()

    def _answer(self) -> None:
        # through a proxy the whole address stands here; the host then belongs to the key
        parts = urlsplit(self.path)
        host = f"//{parts.netloc}" if parts.netloc else ""
        path = host + parts.path + (f"?{parts.query}" if parts.query else "")
        self.site.agents.add(self.headers.get("User-Agent", ""))
        reply = self.site.first.pop(path, None) or self.site.replies.get(path)
        if reply is None:
            reply = Reply("<html><title>404</title>没有</html>".encode(), 404, etag=False)
        status = 304 if reply.etag and self.headers.get("If-None-Match") == reply.tag else reply.status
        self.site.log.append((self.command, path, status))
        self.send_response(status)
        if reply.etag and status in (200, 304):
            self.send_header("ETag", reply.tag)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.stream is not None:
            self.drip(reply)
            return
        if status != 304:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(reply.body)

    def drip(self, reply: Reply) -> None:
        """The chunks of a stream; the connection's end is the end of the body."""
        assert reply.stream is not None
        self.close_connection = True
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Connection", "close")
        self.end_headers()
        with contextlib.suppress(OSError):
            for chunk in reply.stream():
                self.wfile.write(chunk)
                self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed or that cut a page off is part of the test."""


@contextmanager
def serve() -> Iterator[ReplaySite]:
    """A running site on a free loopback port."""
    site = ReplaySite()
    handler = type("Handler", (_Handler,), {"site": site})
    server = _Server(("127.0.0.1", 0), handler)
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
