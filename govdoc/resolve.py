"""Room: what a government document is. From the name a text gives a document to the work it means.

Resolution never guesses between two candidates: a name that fits several works resolves to none, and stays wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from govdoc.document import Document
from govdoc.number import DocumentNumber, NumberType, parse_number

_NOISE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]+")
_ISSUER = re.compile(r"^[\u4e00-\u9fff、\s]{2,60}?(?=关于)|^中华人民共和国")
_LEADING_NUMBER = re.compile(r"^[\u4e00-\u9fff]{2,30}令?(?:〔\d{4}〕)?第?\d{1,5}号\s+")
_QUOTED = re.compile(r"[《〈<]([^《》〈〉<>]{4,80})[》〉>]")
_ISSUED = re.compile(r"(?:印发|公布|发布|颁布|下发)([\u4e00-\u9fff“”\d、（）()]{4,60}?)的?(?:通知|公告|决定|通告)")
_EDITION = re.compile(r"[（(][^（()）]{0,20}(?:修正|修订|修改|年)[^（()）]{0,6}[）)]$")
# An interpretation is often put on the web some days before the text it explains.
_NAMED = (NumberType.ANNOUNCEMENT, NumberType.ORDER)
SLACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Name:
    """One work under one name; the `day` of issue tells versions of one title apart.

    Without it the year of the number counts; the day of publication does not, for old texts are put on the web years later.
    """

    work: str
    day: date | None


@dataclass(slots=True)
class Catalogue:
    """Every work by number and by title: the whole title, without its issuer, and the titles that it issues."""

    by_number: dict[str, set[Name]] = field(default_factory=dict)
    by_title: dict[str, set[Name]] = field(default_factory=dict)

    def add(self, work: str, document: Document) -> None:
        name = Name(work, document.issued_on or _year_of(document.number))
        if document.number:
            for key in _number_keys(document.number, document.issuers):
                self.by_number.setdefault(key, set()).add(name)
        for title in (*titles_of(document.title), *issued_titles(document.title)):
            self.by_title.setdefault(title, set()).add(name)

    def find(self, number: str | None, title: str | None, before: date | None = None) -> str | None:
        """The one work of this number, else of this title; of several versions the newest not later than `before`."""
        for key in _number_keys(number, ()) if number else ():
            if found := _only(self.by_number.get(key, ()), before):
                return found
        for key in titles_of(title) if title else ():
            if found := _only(self.by_title.get(key, ()), before):
                return found
        return None

    def next(self, number: str | None, title: str | None, after: date) -> str | None:
        """The first work of this number, else of this title, that was not there on `after` (None: no day is known of it)."""
        names = [self.by_number.get(key, ()) for key in (_number_keys(number, ()) if number else ())]
        names += [self.by_title.get(key, ()) for key in (titles_of(title) if title else ())]
        for found in names:
            later = sorted((name.day or date.max, name.work) for name in found if name.day is None or name.day > after)
            if later:
                return later[0][1]
        return None


def titles_of(title: str) -> tuple[str, ...]:
    """The forms under which a title is filed, the full one first: 「博山区人民政府关于春耕的通知」 also as 关于春耕的通知."""
    bare = _LEADING_NUMBER.sub("", title)
    forms = (title, bare, _ISSUER.sub("", bare))
    return tuple(dict.fromkeys(one for form in forms if len(one := _NOISE.sub("", form)) >= 4))


def issued_titles(title: str) -> tuple[str, ...]:
    """The titles that a covering notice issues: 「关于印发《临时救助办法》的通知」 also stands for 临时救助办法."""
    quoted = _QUOTED.findall(title) if re.search(r"印发|公布|发布|颁布|下发|》的通知", title) else []
    return tuple(dict.fromkeys(form for one in (*quoted, *_ISSUED.findall(title)) for form in titles_of(one)))


def same_law(title: str) -> str:
    """What the versions of one law have in common: 「中华人民共和国预算法（2018修正）」 gives 预算法."""
    core = _EDITION.sub("", title.strip()).removeprefix("中华人民共和国")
    return _NOISE.sub("", core)


@lru_cache(maxsize=1 << 16)
def _parsed(number: str) -> DocumentNumber | None:
    """The same numbers are named again and again."""
    return parse_number(number)


def _year_of(number: str | None) -> date | None:
    parsed = _parsed(number) if number else None
    return date(parsed.year, 1, 1) if parsed and parsed.year else None


def _number_keys(number: str, issuers: tuple[str, ...]) -> tuple[str, ...]:
    """One key whatever the brackets; 公告〔2024〕27号 without an agency is filed under its issuer."""
    parsed = _parsed(number)
    if parsed is None:
        return (_NOISE.sub("", number),)
    agencies = (parsed.agency,) if parsed.agency else issuers
    return tuple(replace(parsed, agency=agency.removeprefix("中华人民共和国")).key for agency in agencies)


def in_full(number: str | None, speaker: Document) -> str | None:
    """公告2019年第12号 in a text of 海关总署 is 海关总署公告2019年第12号: an organ leaves its own name out. Only where one organ speaks."""
    parsed = _parsed(number) if number else None
    if parsed is None or parsed.agency or parsed.year is None or parsed.type not in _NAMED:
        return number
    own = _parsed(speaker.number) if speaker.number else None
    agency = (
        own.agency if own and own.type is parsed.type else speaker.issuers[0] if len(speaker.issuers) == 1 else None
    )
    return replace(parsed, agency=agency).normal if agency else number


def _only(names: Iterable[Name], before: date | None) -> str | None:
    candidates = [n for n in names if before is None or n.day is None or n.day <= before + SLACK]
    works = {n.work for n in candidates}
    if len(works) == 1:
        return works.pop()
    dated = sorted((n.day, n.work) for n in candidates if n.day)
    if before is not None and len(dated) == len(candidates) and len(dated) > 1 and dated[-1][0] != dated[-2][0]:
        return dated[-1][1]
    return None
