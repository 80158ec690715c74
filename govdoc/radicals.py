"""Room: what a government document is. Radicals of Unicode for the characters they look like.

A PDF made from a font whose glyphs are shared often says ⾏ (U+2F8F, the radical) where its author wrote 行; nothing finds it then.
"""

from __future__ import annotations

import unicodedata

# Radicals of simplified characters (U+2E80–U+2EF3), which Unicode does not decompose.
_SIMPLIFIED = dict(
    zip(
        "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻧⻨⻩⻬⻮⻰⻲",
        "民母虎西见角贝车长门青韦页风飞食马鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
_TABLE = {
    code: plain
    for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6))
    if (plain := _SIMPLIFIED.get(chr(code)) or unicodedata.normalize("NFKC", chr(code))) != chr(code)
}


def without_radicals(text: str) -> str:
    """The text with every radical as its character, one for one: 试⾏ → 试行, 增⻓ → 增长."""
    return text.translate(_TABLE)
