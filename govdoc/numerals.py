"""Room: what a government document is. Characters that numbers and dates share: folding, gaps, Chinese numerals."""

from __future__ import annotations

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
_ZERO_WIDTH = "\u200b-\u200f\u2060\ufeff\u00ad"
# Bounded, so that a page of blanks costs linear time.
GAP = rf"[ \t\r\n\f\v\u00a0\u2000-\u200a\u3000{_ZERO_WIDTH}]{{0,8}}"
INVISIBLE = re.compile(f"[{_ZERO_WIDTH}]")

# One character for one, so that offsets stay those of the text. Round brackets stay apart: （2016） is common prose.
FOLD = {
    **{ord("０") + n: str(n) for n in range(10)},
    **{ord("Ａ") + n: chr(ord("A") + n) for n in range(26)},
    **{ord(c): "〔" for c in "［[【﹝〖〘"},
    **{ord(c): "〕" for c in "］]】﹞〗〙"},
    **{ord(c): "(" for c in "（﹙"},
    **{ord(c): ")" for c in "）﹚"},
    **{ord(c): "-" for c in "－‐‑–—"},
}

ZEROS = "零〇○ＯOo0０оОΟο◯⭕●ｏ"
DIGITS = {**dict.fromkeys(ZEROS, 0), **{c: n for n, c in enumerate("一二三四五六七八九", 1)}, "元": 1, "正": 1, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def chinese_int(written: str) -> int:
    """二十八 → 28, 一百零三 → 103, 二八 → 28 (digit by digit). ValueError for anything else."""
    if not any(c in _UNITS for c in written):
        return int("".join(str(_digit(c)) for c in written))
    total = current = 0
    for char in written:
        if unit := _UNITS.get(char):
            total, current = total + (current or 1) * unit, 0
        else:
            current = _digit(char)
    return total + current


def _digit(char: str) -> int:
    if char.isdecimal():
        return int(char)
    if char not in DIGITS:
        raise ValueError(f"{char} is no numeral")
    return DIGITS[char]
