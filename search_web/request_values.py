"""Room: from index to pages. Single values that several pages ask for in the same way. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from search_web.parameters import MAX_PAGE, MAX_VALUE
from search_web.params import NUMBER, BadParameters

YEARS = (1949, 2100)


def asked_year(args: Mapping[str, str], default: int) -> int:
    """`year`. BadParameters for what is no year."""
    text = args.get("year", "").strip() or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and YEARS[0] <= int(text) <= YEARS[1]):
        raise BadParameters([("year", f"应当是 {YEARS[0]} 到 {YEARS[1]} 之间的年份。")])
    return int(text)


def asked_issuer(args: Mapping[str, str]) -> str:
    """`issuer`, empty for all. BadParameters for what is too long to be a name."""
    text = args.get("issuer", "").strip()
    if len(text) > MAX_VALUE:
        raise BadParameters([("issuer", f"最多 {MAX_VALUE} 个字。")])
    return text


def asked_page(args: Mapping[str, str]) -> int:
    """`page`, from 1. BadParameters for what is no number of a page."""
    text = args.get("page", "").strip() or "1"
    if not NUMBER.match(text) or not 1 <= int(text) <= MAX_PAGE:
        raise BadParameters([("page", f"应当是 1 到 {MAX_PAGE} 之间的整数。")])
    return int(text)
