"""Hostile and broken answers: each is an error that is reported, within its limits, and the run goes on."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.harvester import STATIC, TEXT, Harvester, fill
from tests.crawl.replay import Reply, serve


@pytest.fixture
def harvester(tmp_path: Path) -> Iterator[Harvester]:
    with serve() as server:
        yield Harvester(server, tmp_path)


def endless() -> Iterator[bytes]:
    yield b"<html><title>x</title><body>"
    while True:
        yield b"<p>" + "无尽".encode() * 10_000


def drip() -> Iterator[bytes]:
    yield b"<html>"
    while True:
        time.sleep(0.2)
        yield b" "


def hundred_megabytes() -> Iterator[bytes]:
    for _ in range(1_000):
        yield b"x" * 100_000


def gzip_bomb() -> bytes:
    return gzip.compress(b"<html><title>x</title><body>" + b"0" * 60_000_000, 9)


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("附件.txt", b"0" * 300_000_000)
    return packed.getvalue()


GZIP = {"Content-Encoding": "gzip"}
PAGES = {
    "endless body": Reply(b"", stream=endless, etag=False),
    "slow loris": Reply(b"", stream=drip, etag=False),
    "100 MB": Reply(b"", stream=hundred_megabytes, etag=False),
    "decompression bomb": Reply(gzip_bomb(), headers=GZIP, etag=False),
    "damaged gzip": Reply(gzip.compress(b"<html>" * 500)[:60], headers=GZIP, etag=False),
    "redirect loop": Reply(b"", 302, headers={"Location": "/tz/loop"}),
    "redirect to a private address": Reply(b"", 302, headers={"Location": "http://10.0.0.1/"}),
    "redirect to a file": Reply(b"", 302, headers={"Location": "file:///etc/passwd"}),
    "picture": Reply(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, content_type="image/png"),
    "pdf as a page": Reply(b"%PDF-1.4 broken", content_type="text/html"),
    "no encoding at all": Reply(b"\xff\xfe\x00\x81" * 400, content_type="text/html; charset=klingon"),
    "deep nesting": Reply(b"<html><title></title><body>" + b"<div>" * 100_000),
    "json": Reply(b'{"code":500,"message":"error"}', content_type="application/json"),
}
FILES = {
    "broken.pdf": b"%PDF-1.7\n1 0 obj <</Type/Catalog" + b"\x00\xff" * 2_000,
    "broken.zip": b"PK\x03\x04" + b"\x14" * 3_000,
    "bomb.zip": zip_bomb(),
    "broken.docx": b"PK\x03\x04" + b"\x00" * 300,
    "empty.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}


def test_c6_hostile_pages_and_files_are_reported_and_the_run_goes_on(harvester: Harvester) -> None:
    server = harvester.server
    good = fill(server, 3)
    hostile = {f"/tz/h{n}.html": name for n, name in enumerate(PAGES)}
    server.replies |= {path: PAGES[name] for path, name in hostile.items()}
    server.replies["/tz/loop"] = Reply(b"", 302, headers={"Location": "/tz/loop?1"})
    server.replies["/tz/loop?1"] = Reply(b"", 302, headers={"Location": "/tz/loop"})
    links = "".join(f'<p><a href="/f/{name}">附件：{name}</a></p>' for name in [*FILES, "big.pdf"])
    server.page("/tz/files.html", "关于公布附件的通知", TEXT.format(topic="附件") + links)
    for name, body in FILES.items():
        server.replies[f"/f/{name}"] = Reply(body, content_type="application/octet-stream")
    server.replies["/f/big.pdf"] = Reply(b"", stream=hundred_megabytes, content_type="application/pdf", etag=False)
    server.listing("/tz/", {**good, "/tz/files.html": "关于公布附件的通知", **dict.fromkeys(hostile, "页面标题")})
    tail = "[limits]\nbytes = 3000000\ntimeout = 4\nredirects = 4\nfailures = 1000\n"
    harvester.site_file(STATIC, tail=tail)
    tally = harvester.run_in_processes()
    problems = tally.channels["c0"].problems
    reported = {name for path, name in hostile.items() if any(f"{path}:" in problem for problem in problems)}
    assert reported == set(PAGES), problems
    assert (tally.total("new"), tally.total("failed")) == (4, len(PAGES)), problems
    assert not any("Traceback" in problem or "\n" in problem for problem in problems)
    documents = harvester.documents()
    assert set(documents) == {*good, "/tz/files.html"}
    states = {
        (a.url or "").rsplit("/", 1)[1]: (a.state, bool(a.note), a.text)
        for a in documents["/tz/files.html"].attachments
    }
    assert set(states) == {*FILES, "big.pdf"}
    assert all(state in ("failed", "refused") and noted and not text for state, noted, text in states.values()), states
