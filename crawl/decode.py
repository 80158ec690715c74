"""Room: from web to facts. Bytes to characters: what a page says of its encoding, and what it turns out to be.

Government pages say `gb2312` and mean GB18030 (镕, 㙍 and full-width letters outside GB 2312 are common in names), say UTF-8
and are GBK after a move to another system, or say nothing at all. UTF-8 proves itself: what decodes as UTF-8 is UTF-8, whatever is
declared (GB18030 would take its bytes for other characters without an error). After that a declaration is believed if it fits.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

HEAD = 4096
"""Bytes searched for a declaration: browsers read 1024, but pages here start with comments, scripts or a JSP line."""

SAMPLE = 65536
"""Bytes shown to the last resort, which is slow."""

CHINESE = {"gb2312", "gb_2312", "gb_2312-80", "gbk", "x-gbk", "gb18030", "cp936", "hz-gb-2312", "euc-cn", "chinese"}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{3,20})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,80}encoding\s*=\s*[\"']([A-Za-z0-9_\-]{3,20})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """(text, encoding used). Never fails: at worst bytes that mean nothing become U+FFFD.

    A meta tag `charset=gb2312` over a body with 㙍 gives ("…㙍…", "gb18030").
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    named = [known for label in declared(body, content_type) if (known := _python_name(label))]
    for name in dict.fromkeys(("utf-8", *named, "gb18030")):
        text = _try(body, name)
        if text is not None:
            return text, name
    return _last_resort(body, named)


def declared(body: bytes, content_type: str | None = None) -> list[str]:
    """The labels that header, meta tag and XML declaration give, in lower case, in this order of belief."""
    head = body[:HEAD]
    sources = [(content_type or "").encode("ascii", "ignore"), head]
    found = [m.group(1) for source in sources if (m := _CHARSET.search(source))]
    if xml := _XML.search(head):
        found.append(xml.group(1))
    return [raw.decode("ascii").lower() for raw in found]


def _python_name(label: str) -> str | None:
    """Python's codec for a web label; None for one nobody knows. `iso-8859-1` is never believed: it fits every byte."""
    if label in CHINESE:
        return "gb18030"
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return None if name in {"iso8859-1", "ascii", "cp1252"} else name


def _try(body: bytes, name: str) -> str | None:
    """The text, or None. A few broken bytes (a character cut in half by a filter) do not disprove UTF-8 or GB18030."""
    try:
        return body.decode(name)
    except UnicodeError:
        pass
    if name not in {"utf-8", "gb18030"}:
        return None
    text = body.decode(name, "replace")
    wide = sum(1 for c in text[:SAMPLE] if "\u4e00" <= c <= "\u9fff")
    return text if text[:SAMPLE].count("\ufffd") * 50 <= wide else None


def _last_resort(body: bytes, named: list[str]) -> tuple[str, str]:
    best = from_bytes(body[:SAMPLE]).best()
    name = best.encoding if best is not None else (named[0] if named else "utf-8")
    return body.decode(name, "replace"), name
