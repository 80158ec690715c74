"""Room: from facts to a searchable index. What is typed into the search box, taken apart: phrases, operators, numbers, words.

    "农村低保" 标准 -解读 国办发〔2023〕26号      a phrase, a word, an excluded word, a document number
    标题:低保 (城市 OR 农村) 补助 NEAR/20 标准     a field, alternatives, two words near each other

Whatever is not well-formed is read as plain words, and the notice says so. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from govdoc.number import find_numbers
from indexer.conditions import NEAR_BY, AllOf, AnyOf, Condition, Near, NoneOf, Sought

FIELDS = {
    "标题": "title", "title": "title", "正文": "text", "text": "text", "附件": "attachment", "attachment": "attachment",
    "文号": "number", "number": "number",
}  # fmt: skip
LONGEST, MOST_TERMS, DEEPEST, FARTHEST = 2_000, 40, 12, 200
_HALF_WIDTH = str.maketrans("（）：＂“”", '():"""')
_FIELD = rf"(?i:{'|'.join(FIELDS)}):"
_YEAR = r"\d{4}\)"
"""(2017)5号 is a number, no group."""
_END = r"(?=[\s()]|$)"
_OPERATOR = re.compile(rf"(?:^|(?<=[\s(]))(?:(?:OR|AND|NOT|NEAR(?:/\d+)?){_END}|-?{_FIELD}|-\()")
"""Without one of these a query has no grammar: brackets are part of titles and numbers, and "or" is a word."""
_TOKEN = re.compile(
    rf"""(?P<open>(?P<less>-?)(?P<inside>(?:{_FIELD})?)\((?!{_YEAR}))|(?P<close>\))|(?P<or>OR{_END})|(?P<and>AND{_END})|(?P<not>NOT{_END})
    |(?P<near>NEAR(?:/(?P<distance>\d{{1,6}}))?{_END})
    |(?P<phrase>(?P<minus>-?)(?P<in>(?:{_FIELD})?)"(?P<quoted>[^"]*)")
    |(?P<word>(?=[^\s()"]|\({_YEAR})(?P<sign>-?)(?P<field>(?:{_FIELD})?)(?P<typed>(?:\({_YEAR})?(?:[^\s()"]|(?<=[^\s(])\([^\s()]*\))*))""",
    re.VERBOSE,
)
_PHRASE = re.compile(r'"([^"]*)"')
_EXCLUDED = re.compile(r"(?:^|(?<=\s))[-－−](\S+)")
_SIGNS = re.compile(rf'(?:^|(?<=[\s(]))(?:(?:OR|AND|NOT|NEAR(?:/\d+)?){_END}|-?{_FIELD}|-)|["()]')


@dataclass(frozen=True, slots=True)
class Parsed:
    """All parts must match. `notice`: one Chinese sentence on what was not read as typed, "" when all was."""

    words: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    notice: str = ""


class _Malformed(Exception):
    """Its message completes 检索式……"""


def parse(text: str) -> Parsed:
    """Never fails: see `Parsed.notice`."""
    text, notice = shortened(text)
    read = _few(_read(text))
    return replace(read, notice=notice + read.notice)


def shortened(text: str) -> tuple[str, str]:
    """What is read of a text, and the notice where that is not all."""
    return (text, "") if len(text) <= LONGEST else (text[:LONGEST], f"检索词过长，只用了前 {LONGEST} 个字。")


def _few(read: Parsed) -> Parsed:
    """Of each kind no more than MOST_TERMS."""
    kinds = {"phrases": "短语", "excluded": "排除词", "numbers": "文号"}
    for kind, name in kinds.items():
        if len(values := getattr(read, kind)) > MOST_TERMS:
            notice = f"{read.notice}{name}过多，只用了前 {MOST_TERMS} 个。"
            read = replace(read, notice=notice, **{kind: values[:MOST_TERMS]})
    return read


def _read(text: str) -> Parsed:
    typed = text.translate(_HALF_WIDTH)
    try:
        if typed.count('"') % 2:
            raise _Malformed("引号不成对")
        if _OPERATOR.search(_PHRASE.sub('""', typed)):
            return _structured(typed)
        return _plain(text, typed)
    except _Malformed as problem:
        words = " ".join(_SIGNS.sub(" ", typed).split())
        return _numbered(words, notice=f"检索式{problem}，已按普通词语检索。")


def _plain(text: str, typed: str) -> Parsed:
    """Phrases, excluded words, numbers and words; `typed` has the same length as `text`."""
    rest, phrases = list(text), list[str]()
    for found in _PHRASE.finditer(typed):
        phrases.append(text[found.start(1) : found.end(1)].strip())
        rest[found.start() : found.end()] = " " * (found.end() - found.start())
    remaining = "".join(rest)
    excluded = tuple(dict.fromkeys(_EXCLUDED.findall(remaining)))
    return _numbered(_EXCLUDED.sub(" ", remaining), tuple(dict.fromkeys(filter(None, phrases))), excluded)


def _numbered(
    words: str,
    phrases: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
    conditions: tuple[Condition, ...] = (),
    notice: str = "",
) -> Parsed:
    """Document numbers among the words become `numbers`."""
    found = find_numbers(words)
    for number in reversed(found):
        words = f"{words[: number.start]} {words[number.end :]}"
    numbers = tuple(dict.fromkeys(one.number.normal for one in found))
    return Parsed(" ".join(words.split()), phrases, excluded, numbers, conditions, notice)


def _structured(typed: str) -> Parsed:
    """Parts on the top level that need no operator stay words, phrases and exclusions, so that they are ranked as ever."""
    whole = _Reader(typed).whole()
    parts = whole.parts if isinstance(whole, AllOf) else (whole,)
    words, phrases, excluded, conditions = list[str](), list[str](), list[str](), list[Condition]()
    for part in parts:
        match part:
            case Sought(word, False, "all"):
                words.append(word)
            case Sought(phrase, True, "all"):
                phrases.append(phrase)
            case NoneOf(Sought(word, False, "all")):
                excluded.append(word)
            case _:
                conditions.append(part)
    return _numbered(" ".join(words), tuple(phrases), tuple(excluded), tuple(conditions))


class _Reader:
    """Recursive descent over the tokens. Raises _Malformed."""

    def __init__(self, typed: str) -> None:
        self._tokens = list(_TOKEN.finditer(typed))
        self._at = 0
        if len(self._tokens) > 2 * MOST_TERMS:
            raise _Malformed(f"的词语多于 {MOST_TERMS} 个")

    def whole(self) -> Condition:
        read = self._alternatives("all", 0)
        if self._at < len(self._tokens):
            raise _Malformed("括号不成对")
        return read

    def _kind(self) -> str:
        return self._tokens[self._at].lastgroup or "" if self._at < len(self._tokens) else "end"

    def _next(self) -> re.Match[str]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _alternatives(self, field: str, depth: int) -> Condition:
        if depth > DEEPEST:
            raise _Malformed(f"的括号多于 {DEEPEST} 层")
        parts = [self._sequence(field, depth)]
        while self._kind() == "or":
            self._next()
            parts.append(self._sequence(field, depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _sequence(self, field: str, depth: int) -> Condition:
        parts: list[Condition] = []
        while self._kind() not in ("or", "close", "end"):
            if self._kind() == "and":
                if not parts or (self._next() and self._kind() in ("or", "and", "close", "end")):
                    raise _Malformed("中 AND 的一边没有词语")
                continue
            part = self._item(field, depth)
            parts.append(self._near(part, field, depth) if self._kind() == "near" else part)
        if not parts:
            raise _Malformed("的括号里没有词语" if self._kind() == "close" else "中 OR 的一边没有词语")
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _near(self, first: Condition, field: str, depth: int) -> Condition:
        distance = int(self._next()["distance"] or NEAR_BY)
        second = self._item(field, depth) if self._kind() in ("word", "phrase") else None
        if not isinstance(first, Sought) or not isinstance(second, Sought) or first.field != second.field:
            raise _Malformed("中 NEAR 的两边应当各是一个词语或短语")
        if distance > FARTHEST:
            raise _Malformed(f"中 NEAR 的距离最多 {FARTHEST} 个字")
        return Near(first, second, distance)

    def _item(self, field: str, depth: int) -> Condition:
        kind = self._kind()
        if kind == "not":
            self._next()
            if self._kind() not in ("word", "phrase", "open"):
                raise _Malformed("中 NOT 的后面没有词语")
            return NoneOf(self._item(field, depth))
        if kind not in ("word", "phrase", "open"):
            raise _Malformed("中 NEAR 的两边应当各是一个词语或短语" if kind == "near" else "的括号不成对")
        token = self._next()
        if kind == "open":
            return self._group(token, field, depth)
        if kind == "phrase":
            return _signed(token["minus"], Sought(_filled(token["quoted"]), True, _field(token["in"], field)))
        return _signed(token["sign"], Sought(_filled(token["typed"]), False, _field(token["field"], field)))

    def _group(self, opening: re.Match[str], field: str, depth: int) -> Condition:
        inside = self._alternatives(_field(opening["inside"], field), depth + 1)
        if self._kind() != "close":
            raise _Malformed("括号不成对")
        self._next()
        return _signed(opening["less"], inside)


def _filled(text: str) -> str:
    if not text.strip():
        raise _Malformed("中字段名或引号里没有词语")
    return text.strip()


def _field(prefix: str, outer: str) -> str:
    return FIELDS[prefix.rstrip(":").lower()] if prefix else outer


def _signed(minus: str, condition: Condition) -> Condition:
    return NoneOf(condition) if minus else condition
