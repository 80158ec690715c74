"""Room: what a government document is. What assessment needs to know of a text beside its own term; the text is not kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govdoc.document import Document, Evidence
from govdoc.normative import Normative, classify
from govdoc.red_lines import LABELS, red_lines

_IMPLEMENTS = re.compile(
    r"(?:根据|依据|按照|(?:为(?:了)?|[，,。\n])(?:认真|深入|全面|进一步|切实|更好|充分|坚决|深入学习)?(?:贯彻|落实|实施|执行))[^。]{0,80}(?:法|条例|规定|办法|细则|国务院|意见|决定|部署|精神|政策)"
)
_IMPLEMENTING_TITLE = re.compile(r"转发(?!省|市|县|区|自治区|我|《?[^》]{2,4}[省市])|贯彻|落实|实施[《〈<]")
_ISSUING = re.compile(r"印发|发布|公布|颁布|转发")
_BODY = re.compile(r"第一条|(?:^|[\s　。：:])(?:一、|（一）|\(一\)|1[.．、])")


@dataclass(frozen=True, slots=True)
class Traits:
    """`annex_unread`: a notice that only hands out a text which is not here; that text may state its own term.

    `implements`: it carries out a higher act; some places spare such documents from the default term.
    `red_lines`: (kind of red line in Chinese, the sentence) of a normative document.
    """

    normative: Normative
    annex_unread: bool = False
    implements: bool = False
    red_lines: tuple[tuple[str, Evidence], ...] = ()


def read_traits(document: Document) -> Traits:
    """Reads title, text and attachments."""
    normative = classify(document)
    return Traits(normative, _annex_unread(document), _implements(document), _red_lines(document, normative))


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
