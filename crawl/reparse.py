"""Room: from web to facts. Archived pages read again with today's parsers; no network."""

from __future__ import annotations

from dataclasses import replace

from crawl.archive import Archive
from crawl.keeper import Keeper, complete, document_or_none, read_again
from crawl.page import parse_page
from crawl.target import Target, address_of, asked_for
from govdoc.document import Attachment, Document, version_of
from govdoc.store import PageState, Visit


def reparse_page(keeper: Keeper, page: PageState) -> Visit | None:
    """Today's reading of archived bytes, with attachments read again, and what it says of the page; None for what is no document page."""
    channel = keeper.site.channel(page.channel or "")
    if not page.sha256 or channel is None or keeper.store.tombstone(page.document_id or "") is not None:
        return None
    stored = document_or_none(keeper.store, page.document_id)
    target = Target(address_of(page, stored), channel)
    document = parse_page(keeper.archive.get(page.sha256), target.url, keeper.site)
    known = {a.url: a for a in stored.attachments} if stored else {}
    attachments = tuple(_from_archive(a, known.get(a.url), keeper.archive) for a in document.attachments)
    found = complete(replace(document, attachments=attachments), keeper.site, target, stored)
    return Visit(reparsed(page, target, found), found)


def reparsed(page: PageState, target: Target, document: Document) -> PageState:
    """The page's state with what today's parser made of it; a failure of yesterday's is over."""
    text_hash = version_of(document.title, document.text)
    read = replace(page, document_id=document.id, text_hash=text_hash, asked=asked_for(target, document))
    return replace(read, state="new", note=None) if page.state == "failed" else read


def _from_archive(attachment: Attachment, known: Attachment | None, archive: Archive) -> Attachment:
    if known is None or not known.sha256 or not archive.has(known.sha256):
        return known or attachment
    return read_again(attachment, archive.get(known.sha256), known.sha256, known.media_type)
