"""Room: from web to facts. Is this answer the page that was asked for, or something put in its place? Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawl.decode import decode

CHALLENGE = re.compile(
    r"\$_ts\b|__jsl_clearance|acw_sc__v2|安全验证|访问验证|滑动验证|人机验证|请开启\s*JavaScript|请输入验证码|"
    r"网站防火墙|Web应用防火墙|正在进行浏览器安全检查|checking your browser|cf-challenge",
    re.I,
)
NOT_FOUND = re.compile(
    r"页面(?:不存在|未找到|已删除|找不到)|(?:页面|文件|网页)没有找到|内容不存在|404\s*(?:not found|错误)|not found",
    re.I,
)
LOGIN = re.compile(r"/(?:login|signin|sso|cas/login|passport)\b|统一身份认证", re.I)
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.I | re.S)
CHALLENGE_STATUS = frozenset({202, 412, 521})
TROUBLE_STATUS = CHALLENGE_STATUS | {403, 429}
SMALL = 24_000
"""Characters beyond which a page is not taken for a challenge: it may be an article about 安全验证."""


def refusal(body: bytes, status: int, url: str, final_url: str, content_type: str | None = None) -> str | None:
    """Why the answer is not the page asked for, in words for a report; None when it may be.

    A wall of script (`$_ts`, 加速乐), a login page, 页面不存在 with status 200, a detail page that leads to the home page.
    """
    if status in CHALLENGE_STATUS:
        return f"the site answers {status}: a browser check stands before it"
    if status != 200:
        return f"the site answers {status}"
    if not body.strip():
        return "the answer is empty"
    if _path(final_url) == "/" != _path(url):
        return "the address leads to the home page: the page is gone or moved"
    if final_url != url and LOGIN.search(_path(final_url)):
        return "the address leads to a login page"
    text = decode(body, content_type)[0][:SMALL]
    title = " ".join(t.strip() for t in TITLE.findall(text)[:1])
    if len(body) < SMALL and CHALLENGE.search(text):
        return "a browser check (challenge page) was served instead of the page"
    if NOT_FOUND.search(title):
        return f"the page says it is not there ({title[:40]}) although the status is 200"
    return None


def is_gone(reason: str) -> bool:
    """Whether the site says, with status 200, that the page is not there (a soft 404)."""
    return any(words in reason for words in ("says it is not there", "says that it is gone", "leads to the home page"))


def is_trouble(status: int, reason: str) -> bool:
    """Whether the site itself stands in the way (it blocks, it is ill), and not only this page."""
    return status in TROUBLE_STATUS or status >= 500 or "challenge page" in reason


def _path(url: str) -> str:
    return urlsplit(url).path or "/"
