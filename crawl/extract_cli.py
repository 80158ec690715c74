"""Room: from web to facts. `govdoc extract`: what is read from saved pages, API answers and attachments, as JSON lines."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path, PurePath
from typing import Any

import click

from crawl.api_answer import parse_answer
from crawl.attachment import read_attachment
from crawl.decode import decode
from crawl.page import parse_page
from crawl.site import Site
from crawl.site_file import load_sites
from crawl.urls import document_id
from govdoc.document import Attachment, Document
from govdoc.errors import DataError, UsageError
from govdoc.settings import Settings

PAGE_SUFFIXES = frozenset({".html", ".htm", ".shtml", ".xhtml", ".jsp", ".php", ".asp", ".aspx", ""})
NO_ADDRESS = "http://saved.invalid/"
"""Stands for the address of a page nobody gave one for; it never leaves this module."""

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)\s*-->", re.IGNORECASE)
_OWN_ADDRESS = re.compile(
    r"<(?:meta[^>]{0,80}(?:name|property)\s*=\s*[\"'](?:url|og:url)[\"'][^>]{0,40}content|link[^>]{0,60}rel\s*=\s*[\"']canonical[\"'][^>]{0,40}href)"
    r"\s*=\s*[\"'](https?://[^\"'\s>]+)",
    re.IGNORECASE,
)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--url", help="Address the page was saved from; relative links are read against it.")
@click.option("--site", metavar="SITE", help="Read the page with this site's selectors and labels.")
@click.pass_obj
def extract(settings: Settings, files: tuple[str, ...], url: str | None, site: str | None) -> None:
    """Print the Document read from each saved page, API answer or attachment: one line of JSON each ('-': standard input)."""
    known = _site(settings, site)
    failed = False
    for name in files:
        try:
            body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            for document in documents_in(body, name, url, known):
                click.echo(json.dumps(as_json(document), ensure_ascii=False))
        except DataError as error:
            failed = True
            click.echo(f"govdoc: {_in_file(str(error), name)}", err=True)
        except OSError as error:
            failed = True
            click.echo(f"govdoc: {name}: {error.strerror or error}: check the path and its permissions", err=True)
    if failed:
        sys.exit(1)


def _site(settings: Settings, wanted: str | None) -> Site | None:
    if wanted is None:
        return None
    sites = {site.id: site for site in load_sites(settings.sites)}
    if wanted not in sites:
        raise UsageError(f"no site {wanted!r}: there is {', '.join(sites)}")
    return sites[wanted]


def _in_file(message: str, name: str) -> str:
    return message.replace(NO_ADDRESS, name) if NO_ADDRESS in message else f"{name}: {message}"


def documents_in(body: bytes, name: str, url: str | None, site: Site | None = None) -> Iterator[Document]:
    """The documents of one file: one of a page or an attachment, one a record of an API answer.

    DataError: a page that is none, an answer without records, an attachment that cannot be read.
    """
    kind = _kind(body, name)
    if kind == "attachment":
        yield _of_attachment(body, name, url)
        return
    if kind == "answer":
        yield from parse_answer(body, url or NO_ADDRESS, site.id if site else None, site.region if site else None)
        return
    address = url or _address_in(body)
    document = parse_page(body, address or NO_ADDRESS, site)
    yield document if address else _without_address(document, name, site)


def _kind(body: bytes, name: str) -> str:
    head = body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"{", b"[") and not re.match(rb"\{\\rtf", head):
        return "answer"
    if re.match(rb"[\w$.]{1,60}\s*\(\s*[{\[]", head) and PurePath(name).suffix.lower() not in PAGE_SUFFIXES:
        return "answer"
    if PurePath(name).suffix.lower() in PAGE_SUFFIXES and not head.startswith(
        (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    ):
        return "page"
    return "attachment"


def _address_in(body: bytes) -> str | None:
    """The address that the page itself names: a browser's "saved from" line, the meta tag url, the canonical link."""
    head = decode(body[:20_000])[0]
    match = _SAVED_FROM.search(head) or _OWN_ADDRESS.search(head)
    return match[1] if match else None


def _without_address(document: Document, name: str, site: Site | None) -> Document:
    attachments = tuple(replace(a, url=(a.url or "").removeprefix(NO_ADDRESS) or None) for a in document.attachments)
    return replace(
        document, id=PurePath(name).stem or "stdin", url=None, site=site.id if site else None, attachments=attachments
    )


def _of_attachment(body: bytes, name: str, url: str | None) -> Document:
    """A Document of one file: its name the title, its text the text. DataError when the file cannot be read."""
    attachment = replace(read_attachment(body, PurePath(name).name), url=url)
    if attachment.state in ("failed", "refused"):
        raise DataError(f"{attachment.state}: {attachment.note}: look at the original, or fetch it again")
    return Document(
        id=document_id("file", url) if url else PurePath(name).stem or "stdin",
        title=PurePath(name).stem,
        text=attachment.text,
        url=url,
        attachments=(replace(attachment, text=""),),
        origins=(("text", f"attachment:{attachment.state}"), ("title", "file name")),
    )


def as_json(document: Document) -> dict[str, Any]:
    """The fields of a Document as JSON knows them: dates ISO 8601, `issuers` a list, an attachment with `title` beside `name`."""
    return {f.name: _json(getattr(document, f.name), f.name) for f in fields(document)} | {"version": document.version}


def _json(value: Any, name: str) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if name == "attachments":
        return [_attachment(a) for a in value]
    if name == "origins":
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {"title": attachment.name} | {f.name: getattr(attachment, f.name) for f in fields(attachment)}
