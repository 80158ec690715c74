"""Stored pages: read in the encoding they are in, and shown without anything that acts, loads or imitates this site."""

from __future__ import annotations

import re

import pytest

from search_web.snapshot import readable, sanitised

ATTACKS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.test/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action='//evil.test'><input name=password><button>登录</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil.test'>",
    "<base href='//evil.test/'>",
    "<link rel=stylesheet href=//evil.test/x.css>",
    "<div style='position:fixed;inset:0' class=top id=main onclick=alert(1)>x</div>",
    "<style>body{display:none}</style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<body onload=alert(1)><p>x</p>",
    "<table background='//evil.test/x.png'><tr><td>x</td></tr></table>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<template><img src=x onerror=alert(1)></template>",
    "<object data='//evil.test'></object><embed src='//evil.test'>",
)
ACTIVE = re.compile(
    r"<(?:script|img|svg|math|iframe|form|input|button|meta|base|link|style|object|embed|template)\b"
    r"|<[^>]*\s(?:on\w+|style|class|id|src|background|srcdoc)\s*="
    r"|<[^>]*(?:javascript|data):",
    re.IGNORECASE,
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_active_survives(attack: str) -> None:
    for page in (attack, f"<html><body><p>各镇：</p>{attack}<p>特此通知。</p></body></html>"):
        assert not ACTIVE.search(sanitised(page)), sanitised(page)


def test_text_and_tables_survive() -> None:
    page = (
        "<body><h1>公告</h1><table><tr><td colspan=2>一</td></tr></table><a href='https://gov.test/a'>附件</a></body>"
    )
    clean = sanitised(page)
    assert "<h1>公告</h1>" in clean
    assert 'colspan="2"' in clean
    assert 'href="/leave?to=https%3A%2F%2Fgov.test%2Fa"' in clean
    assert 'rel="nofollow"' in clean


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-8", "utf-8"),
        ("utf-8", "gb18030"),
        ("", "gb18030"),
        ("nonsense", "utf-8"),
    ],
)
def test_the_encoding_is_the_true_one(declared: str, encoding: str) -> None:
    text = f"<meta charset={declared}><p>云溪区人民政府关于朱镕同志的公告㙍</p>"
    assert readable(text.encode(encoding)) == text


def test_bytes_that_mean_nothing_are_still_shown() -> None:
    assert "公告" in readable("公告".encode() + b"\xff\xff\xff")
