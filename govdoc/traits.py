"""Room: what a government document is. What assessment needs to know of a text beside its own term; the text is not kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from govdoc.document import Document, Evidence
from govdoc.form_sums import find_form_sums
from govdoc.normative import Normative, classify
from govdoc.personal import find_personal
from govdoc.red_lines import LABELS, red_lines
from govdoc.sums import find_sums

_IMPLEMENTS = re.compile(
    r"(?:根据|依据|按照|(?:为(?:了)?|[，,。\n])(?:认真|深入|全面|进一步|切实|更好|充分|坚决|深入学习)?(?:贯彻|落实|实施|执行))[^。]{0,80}(?:法|条例|规定|办法|细则|国务院|意见|决定|部署|精神|政策)"
)
_IMPLEMENTING_TITLE = re.compile(r"转发(?!省|市|县|区|自治区|我|《?[^》]{2,4}[省市])|贯彻|落实|实施[《〈<]")
_ISSUING = re.compile(r"印发|发布|公布|颁布|转发")
_BODY = re.compile(r"第一条|(?:^|[\s　。：:])(?:一、|（一）|\(一\)|1[.．、])")


UNREAD = ("failed", "refused")
"""States of an attachment that the crawl could not take in."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Personal data of one kind in one part: how many, where the first begins, and its masked digits; nothing to copy."""

    kind: str
    part: str
    start: int
    count: int
    masked: str


@dataclass(frozen=True, slots=True)
class Traits:
    """`annex_unread`: a notice that only hands out a text which is not here; that text may state its own term.

    `implements`: it carries out a higher act; some places spare such documents from the default term.
    `red_lines`: (kind of red line in Chinese, the sentence) of a normative document. `sums`: (verdict, what was added, the
    words) of totals that are not the sum of their parts; `summed`: how many totals were checked. `unread`: (number, name,
    state, why) of attachments that the crawl could not take in.
    """

    normative: Normative
    annex_unread: bool = False
    implements: bool = False
    red_lines: tuple[tuple[str, Evidence], ...] = ()
    leaks: tuple[Leak, ...] = ()
    sums: tuple[tuple[str, str, Evidence], ...] = ()
    summed: int = 0
    unread: tuple[tuple[int, str, str, str], ...] = ()


def read_traits(document: Document) -> Traits:
    """Reads title, text and attachments."""
    normative = classify(document)
    sums = list(_sums(document))
    return Traits(
        normative,
        _annex_unread(document),
        _implements(document),
        _red_lines(document, normative),
        tuple(_leaks(document)),
        tuple(one for one in sums if one[0]),
        len(sums),
        tuple((n, a.name, a.state, a.note or "") for n, a in enumerate(document.attachments) if a.state in UNREAD),
    )


def _annex_unread(document: Document) -> bool:
    read = document.text + "".join(f"\n{a.text}" for a in document.attachments)
    return bool(_ISSUING.search(document.title)) and not _BODY.search(read)


def _implements(document: Document) -> bool:
    return bool(_IMPLEMENTING_TITLE.search(document.title) or _IMPLEMENTS.search(document.text[:1000]))


def _red_lines(document: Document, normative: Normative) -> tuple[tuple[str, Evidence], ...]:
    if not normative.verdict:
        return ()
    return tuple(
        (LABELS[one.term], Evidence(document.id, document.version, "text", one.start, one.end, one.quote))
        for one in red_lines(document.text)
    )


def _parts(document: Document) -> Iterator[tuple[str, str]]:
    yield "title", document.title
    yield "text", document.text
    for number, attachment in enumerate(document.attachments):
        yield f"attachment:{number}", attachment.text


def _leaks(document: Document) -> Iterator[Leak]:
    for part, text in _parts(document):
        found = find_personal(text)
        for kind, count in Counter(one.kind for one in found).items():
            first = next(one for one in found if one.kind == kind)
            yield Leak(kind, part, first.start, count, first.masked)


def _sums(document: Document) -> Iterator[tuple[str, str, Evidence]]:
    """All totals; the verdict of one that agrees is empty."""
    for part, text in _parts(document):
        for one in (*find_sums(text), *find_form_sums(text)):
            words = Evidence(document.id, document.version, part, one.start, one.end, text[one.start : one.end])
            yield one.verdict or "", f"{one.label}：{one.told}" if one.label else one.told, words
