"""Room: from facts to a searchable index. Text to words: folding, numbers and dates first, then jieba, then positions.

One tokenizer for documents and queries. jieba's dictionary and algorithm in search mode with HMM off, by `rjieba` (the same
words, twenty times faster); `jieba` itself is the reference and the fallback.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from whoosh.analysis import Token as WhooshToken
from whoosh.analysis import Tokenizer

TOKENIZER_VERSION = 1
USER_DICTIONARY = Path(__file__).parent / "lexicon" / "userdict.txt"
OPENING, CLOSING = "〔［【[（(﹝〘〖{｛", "〕］】]）)﹞〙〗}｝"
Spans = list[tuple[str, int, int]]
Segmenter = Callable[[str], Spans]


class _Fold(dict[int, str | int]):
    """NFKC and lower case character by character, kept only where one character stays one, so that offsets stay true."""

    def __missing__(self, code: int) -> str | int:
        character = chr(code)
        if code == 0 or 0xD800 <= code <= 0xDFFF:
            folded = " " if code == 0 else "\ufffd"
        elif character in OPENING:
            folded = "("
        elif character in CLOSING:
            folded = ")"
        else:
            folded = unicodedata.normalize("NFKC", character).lower()
            folded = folded if len(folded) == 1 else character
        self[code] = folded
        return folded


_FOLD = _Fold()


def fold(text: str) -> str:
    """Same length as the text: full width to half, upper case to lower, all brackets round. 〔２０１７〕 → (2017)

    NUL (which ends texts in the index) becomes a blank, half a surrogate pair (which no library takes) a replacement mark.
    """
    return text.translate(_FOLD)


def squeeze(text: str) -> str:
    """Folded, without any white space: what phrases, numbers and titles are compared by. 国办发 〔2017〕 5 号 → 国办发(2017)5号"""
    return "".join(fold(text).split())


@dataclass(frozen=True, slots=True)
class Token:
    """`position` is the ordinal of the word; sub-words share it. [start:end) are characters of the text."""

    text: str
    start: int
    end: int
    position: int


_YEAR = r"(?:19|20)\d\d"
_NUMERAL = r"[0-9一二三四五六七八九十百千零〇两]{1,7}"
PRE_TOKEN = re.compile(
    r"[(12a-z第](?:"
    rf"(?<=\()(?P<number>\s?{_YEAR}\s?\)\s?第?\s?\d{{1,6}}\s?号)"
    r"|(?P<date>(?:(?<=1)9|(?<=2)0)\d\d(?:\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?[日号]"
    r"|(?<!\d\d{4})(?P<separator>[-./])\d{1,2}(?P=separator)\d{1,2}(?!\d)))"
    rf"|(?<![a-z][a-z])(?P<registration>(?<=[a-z])[a-z]{{1,9}}-?{_YEAR}-?\d{{3,8}}(?!\d))"
    rf"|(?<=第)(?P<clause>{_NUMERAL}[编章节条款项])"
    r")"
)
"""Begins with a set of characters, which the engine skips to, three times as fast; so the groups lack the first character."""
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def chinese_number(text: str) -> int:
    """一百二十三 → 123, 十 → 10, 二〇 → 20, 12 → 12."""
    if text.isdecimal():
        return int(text)
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS.get(c, c)) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _UNITS:
            total += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            digit = int(c) if c.isdecimal() else _DIGITS[c]
    return total + digit


def _pre_words(found: re.Match[str]) -> list[str]:
    """The words that stand for a recognised piece, the longest first. (2017)5号 → (2017)5号, 2017, 5号, 5"""
    piece = "".join(found.group().split())
    if found["number"]:
        year, serial = re.findall(r"\d+", piece)
        return [f"({year}){serial}号", year, f"{serial}号", serial]
    if found["date"]:
        year, month, day = (int(n) for n in re.findall(r"\d+", piece))
        return [f"{year}-{month:02}-{day:02}", f"{year}年", f"{month}月", str(year)]
    if found["registration"]:
        return [piece.replace("-", ""), *re.findall(r"[a-z]+|\d{5,}", piece)]
    return list(dict.fromkeys([f"第{chinese_number(piece[1:-1])}{piece[-1]}", piece]))


def _pieces(folded: str) -> Iterator[tuple[int, int, list[str]]]:
    """The text cut at recognised pieces: (start, end, words), words empty for a stretch that jieba is to segment."""
    at = 0
    for found in PRE_TOKEN.finditer(folded):
        if found.start() > at:
            yield at, found.start(), []
        yield found.start(), found.end(), _pre_words(found)
        at = found.end()
    if at < len(folded):
        yield at, len(folded), []


def tokens(text: str, *, segment: Segmenter | None = None) -> list[Token]:
    """Words with ordinal positions, sub-words at their word's position, the longest first.

    中华人民共和国 gives 中华人民共和国, 共和国, 中华, 华人, 人民, 共和, all at position 0.
    """
    folded, found, position = fold(text), list[Token](), 0
    cut = segment or segmenter()
    for start, end, words in _pieces(folded):
        if words:
            found += [Token(word, start, end, position) for word in words]
            position += 1
            continue
        for group in _groups(cut(folded[start:end])):
            found += [Token(word, start + a, start + b, position) for word, a, b in group]
            position += 1
    return found


def _groups(spans: Spans) -> list[Spans]:
    """Search mode yields sub-words before their word, so read backwards; punctuation is dropped."""
    groups: list[Spans] = []
    word_start: int | None = None
    for span in reversed(spans):
        if word_start is None or span[1] < word_start:
            groups.append([])
            word_start = span[1]
        groups[-1].append(span)
    kept = [[span for span in group if is_searchable(span[0])] for group in reversed(groups)]
    return [sorted(group, key=lambda s: (s[1] - s[2], s[1])) for group in kept if group]


def is_searchable(word: str) -> bool:
    """Punctuation and blanks are no words; single digits and characters are."""
    return any(c.isalnum() for c in word)


def terms(text: str) -> list[str]:
    """The texts of `tokens`, in no useful order and without their places: what an index without positions needs."""
    return [word for word in raw_terms(fold(text)) if word.isalnum() or is_searchable(word)]


def raw_terms(folded: str) -> list[str]:
    """As `terms`, of a text that is folded already; punctuation is still among them."""
    found: list[str] = []
    cut = term_segmenter()
    at = 0
    for piece in PRE_TOKEN.finditer(folded):
        if piece.start() > at:
            found += cut(folded[at : piece.start()])
        found += _pre_words(piece)
        at = piece.end()
    return found + cut(folded[at:]) if at < len(folded) else found


def words(text: str) -> list[tuple[str, int, int]]:
    """Words without their sub-words, as a query needs them: (word, start, end)."""
    found: dict[int, tuple[str, int, int]] = {}
    for token in tokens(text):
        found.setdefault(token.position, (token.text, token.start, token.end))
    return list(found.values())


def load_user_dictionary(path: Path = USER_DICTIONARY) -> tuple[tuple[str, int], ...]:
    """Rows of `word frequency`, blank lines and lines beginning with # left out."""
    rows = (line.split() for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#"))
    return tuple((fold(row[0]), int(row[1]) if len(row) > 1 else 20_000) for row in rows)


@lru_cache(maxsize=1)
def reference_segmenter() -> Segmenter:
    """jieba itself, with our dictionary: the reference that `rjieba` is compared with, and the fallback."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    for word, frequency in load_user_dictionary():
        cutter.add_word(word, frequency)
    return lambda text: [tuple(span) for span in cutter.tokenize(text, mode="search", HMM=False)]


@lru_cache(maxsize=1)
def _fast_cutter() -> Any:
    """None where `rjieba` is not installed (it is a compiled package)."""
    try:
        import rjieba
    except ImportError:
        return None
    cutter = rjieba.Jieba()
    for word, frequency in load_user_dictionary():
        cutter.add_word(word, frequency, None)
    return cutter


@lru_cache(maxsize=1)
def segmenter() -> Segmenter:
    cutter = _fast_cutter()
    return reference_segmenter() if cutter is None else lambda text: cutter.tokenize(text, "search", False)


@lru_cache(maxsize=1)
def term_segmenter() -> Callable[[str], list[str]]:
    cutter = _fast_cutter()
    if cutter is None:
        return lambda text: [word for word, _, _ in reference_segmenter()(text)]
    return lambda text: cutter.cut_for_search(text, False)


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters of a query to simplified ones: 規範性文件 → 规范性文件."""
    simplified: str = _simplifier().convert(text.encode("utf-8", "replace").decode())
    return simplified


class GovTokenizer(Tokenizer):  # type: ignore[misc]
    """`tokens` as Whoosh wants them. The same token object is yielded again and again, as Whoosh's own tokenizers do."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[WhooshToken]:
        token = WhooshToken(positions, chars, mode=mode, **kwargs)
        for found in tokens(value):
            token.text, token.boost, token.stopped = found.text, 1.0, False
            token.original = found.text
            token.pos = start_pos + found.position
            token.startchar, token.endchar = start_char + found.start, start_char + found.end
            yield token

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    __hash__ = None  # type: ignore[assignment]


def analyzer() -> GovTokenizer:
    """What the schema's text fields use: folding and sub-words are the tokenizer's, there are no filters."""
    return GovTokenizer()
