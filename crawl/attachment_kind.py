"""Room: from web to facts. What the bytes of an attachment are, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

from crawl.decode import decode

READABLE = {"pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "ofd", "txt", "html", "htm", "rtf", "ppt", "pptx", "csv"}


def sniff(body: bytes, name: str) -> str:
    """What the bytes are: an .xls may be a page of HTML, a .doc a ZIP, a .wps an OLE file."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    head = body[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(body)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(body, suffix)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")):
        return "image"
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "archive"
    if re.search(rb"<\s*(?:!doctype html|html|head|body|table|meta|div|\?xml)", head, re.IGNORECASE):
        return "html"
    if _is_text(body[:4096]):
        return "txt"
    return suffix if suffix in READABLE - {"txt", "html", "htm", "csv"} else "unknown"


def _zip_kind(body: bytes) -> str:
    try:
        names = {n.lstrip("/").lower() for n in zipfile.ZipFile(io.BytesIO(body)).namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "damaged"
    for part, kind in (
        ("ofd.xml", "ofd"),
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "xlsx"),
        ("ppt/presentation.xml", "pptx"),
    ):
        if part in names:
            return kind
    return "zip"


def _ole_kind(body: bytes, suffix: str) -> str:
    for stream, kind in (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt")):
        if stream.encode("utf-16-le") in body:
            return kind
    return {"wps": "doc", "et": "xls", "dps": "ppt"}.get(
        suffix, suffix if suffix in ("doc", "xls", "ppt") else "unknown"
    )


def _is_text(head: bytes) -> bool:
    text, _ = decode(head)
    bad = sum(1 for c in text if c == "\ufffd" or (c < " " and c not in "\r\n\t\f"))
    return bool(text) and bad * 20 <= len(text)
