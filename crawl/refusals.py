"""Room: from web to facts. What is no document page: files, challenges of firewalls, logins, pages that are gone, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawl.decode import decode
from crawl.lines import Element, lines_of
from crawl.metadata import Found
from govdoc.errors import DataError

MAX_BYTES = 10 * 1024 * 1024
"""A page larger than this is no page; the largest real one seen has 0.4 MB."""

VISIBLE_ENOUGH = 600
"""Characters shown beyond which a page is no challenge, whatever words are in its scripts."""

_CHALLENGE = re.compile(
    r"__jsl_clearance|acw_sc__v2|cf-challenge|challenge-platform|人机(?:识别|验证|校验)|滑动验证|安全验证|访问验证|完成验证|访问(?:过于|太)频繁"
    r"|请求被拦截|访问被(?:拒绝|拦截|阻断)|开启\s*Cookie|enable\s+javascript|Just a moment|Request unsuccessful|Access Denied|安全狗|云防护|网站防火墙|captcha",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:^|\D)404(?:\D|$)|页面(?:不存在|未找到|找不到|已删除)|(?:文章|内容|信息|您访问的页面)(?:不存在|已删除|已被删除)|Not Found",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<\s*(?:html|head|body|div|table|p|meta|title|span|h\d|td|script)\b", re.IGNORECASE)
_FILES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"\x1f\x8b")


def html_of(body: bytes, url: str, content_type: str | None) -> str:
    """The page's characters. DataError when it is too large, empty, a file, or not HTML."""
    if len(body) > MAX_BYTES:
        raise DataError(f"{url}: page of {len(body)} bytes, more than {MAX_BYTES}: look whether it is a file")
    head = body.lstrip()[:8]
    if not head:
        raise DataError(f"{url}: empty page: fetch it again")
    if head.startswith(_FILES):
        raise DataError(f"{url}: not HTML but a file: read it as an attachment")
    text, _ = decode(body, content_type)
    if not _MARKUP.search(text):
        raise DataError(f"{url}: not HTML: check the address, or read it as an attachment or API answer")
    return text


def refuse(url: str, root: Element, title: Found | None, text: str, facts: Iterable[str]) -> None:
    """DataError for a page that holds no document. `facts`: fields of a document that it shows.

    A page with neither text nor facts is a list or a home page; 404 pages that answer 200 show a short text and no facts.
    """
    shown = bool(set(facts))
    if not text and not shown:
        _nothing_to_read(url, root, title.raw if title else "")
    if title and len(text) < 200 and not shown and _GONE.search(title.raw):
        raise DataError(f"{url}: the page says that it is gone ({title.raw[:30]})")
    if title is None:
        raise DataError(f"{url}: no title found: name a `title` selector in the site file")
    if not text and not shown and title.origin.startswith(("title-tag", "selector:")):
        raise DataError(f"{url}: no document text found: a list page, or name a `body` selector in the site file")


def _nothing_to_read(url: str, root: Element, title: str) -> None:
    visible = " ".join(lines_of(root))
    scripts = " ".join(script.text or "" for script in root.iter("script"))[:20_000]
    if len(visible) < VISIBLE_ENOUGH and _CHALLENGE.search(f"{title} {visible} {scripts}"):
        raise DataError(
            f"{url}: a challenge page of a firewall, not the document: slow down, or ask the site's operator"
        )
    if any((field.get("type") or "").lower() == "password" for field in root.iter("input")):
        raise DataError(f"{url}: a login page, not a document: the page is not public")
    if not visible:
        raise DataError(f"{url}: empty page: fetch it again, or the site needs a JSON channel")
