"""Room: from index to pages. A stored page made safe to show: decoded, stripped of everything that acts or loads. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote

import nh3

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{3,20})", re.IGNORECASE)
CHINESE = {"gb2312", "gbk", "cp936", "gb18030", "x-gbk", "euc-cn"}
BODY = re.compile(r"<body\b[^>]*>(.*?)(?:</body\s*>|\Z)", re.IGNORECASE | re.DOTALL)
TAGS = {
    *(
        "p",
        "br",
        "hr",
        "div",
        "span",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "sub",
        "sup",
    ),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
    *("blockquote", "pre", "code", "center", "font", "article", "section"),
}
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
WITH_CONTENT = {
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "math",
    "head",
    "title",
    "textarea",
}


def readable(body: bytes) -> str:
    """The page's text: what it declares (gb2312 read as GB18030), else UTF-8, else GB18030; never fails."""
    declared = CHARSET.search(body[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    for encoding in ("utf-8-sig", "gb18030" if name in CHINESE else name, "gb18030"):
        try:
            return body.decode(encoding or "utf-8")
        except (UnicodeError, LookupError):
            continue
    return body.decode("utf-8", "replace")


def _outward(tag: str, attribute: str, value: str) -> str | None:
    """A link of the old page leads out by way of the notice; what is not plain http(s) leads nowhere."""
    if attribute != "href":
        return value
    return f"/leave?to={quote(value, safe='')}" if value.lower().startswith(("http://", "https://")) else None


def sanitised(html: str) -> str:
    """Text, tables and http links. No script, style, form, picture, frame, id or class survives."""
    match = BODY.search(html)
    clean: str = nh3.clean(
        match[1] if match else html,
        tags=TAGS,
        clean_content_tags=WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=_outward,
        link_rel="nofollow",
    )
    return re.sub(r"(?:[ \t\u3000]*\n){3,}", "\n\n", clean)
