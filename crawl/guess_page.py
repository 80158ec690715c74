"""Room: from web to facts. What the pages of a site need beside what is known anyway: the text's container, unknown labels. Pure guesses."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawl import body as bodies
from crawl.body_guess import LEAST, densest
from crawl.decode import decode
from crawl.guess_list import Guess
from crawl.lines import Element, squeeze
from crawl.metadata import MARK, OTHER_LABELS, LabelReader, cells_of
from crawl.page import page_tree, parse_page
from crawl.values import as_date
from govdoc.document import Document
from govdoc.errors import DataError

_LABEL = re.compile(r"[\u4e00-\u9fff\s\u3000]{2,12}")
_PAIR = re.compile(rf"([\u4e00-\u9fff\u3000\xa0 ]{{2,12}})[:：]?[\s{MARK}]*[:：{MARK}]\s*(\S[^{MARK}]{{0,60}})")
_SHAPES = (
    ("number", re.compile(r"[\u4e00-\u9fff]{1,16}[〔\[（(【﹝]\s*(?:19|20)\d{2}\s*[〕\]）)】﹞]\s*第?\s*\d{1,5}\s*号")),
    ("index_number", re.compile(r"[0-9A-Za-z]{6,20}[/-](?:\d{2,6}-)?(?:19|20)\d{2}-\d{3,}\S{0,6}")),
    ("issuers", re.compile(r"[\u4e00-\u9fff、（） ]{2,40}(?:人民政府|办公室|[局厅委部办署院])")),
)
_KNOWN = LabelReader()


@dataclass(frozen=True, slots=True)
class Sample:
    """A document page of the site: its address, what was read from it, or why nothing was."""

    url: str
    document: Document | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PageGuess:
    """`keys`: `selectors.body`, `labels.number` …; `samples`: the pages looked at."""

    keys: tuple[Guess, ...]
    samples: tuple[Sample, ...]


def guess_pages(pages: Sequence[tuple[str, bytes, str | None]]) -> PageGuess:
    """From a few pages (address, bytes, content type): what a site file has to say so that they, and others, are read rightly."""
    samples, roots = [], []
    for url, body, content_type in pages:
        try:
            samples.append(Sample(url, parse_page(body, url, None, content_type)))
        except DataError as error:
            samples.append(Sample(url, None, str(error)))
        roots.append(page_tree(decode(body, content_type)[0], url))
    return PageGuess((*_containers(samples, roots), *_labels(samples, roots)), tuple(samples))


def _containers(samples: Sequence[Sample], roots: Sequence[Element]) -> Iterator[Guess]:
    """A selector for the text where no sure container was found, if the same one holds it on every page."""
    origins = [dict(s.document.origins).get("text", "") for s in samples if s.document]
    sure = [f"body:{css}" for css in bodies.SURE]
    if not origins or all(origin in sure for origin in origins):
        return
    found: Counter[str] = Counter()
    for root, sample in zip(roots, samples, strict=True):
        if sample.document and (
            body := bodies.find_body(bodies.Named(root), None, sample.document.title) or densest(root, LEAST)
        ):
            found.update({css for element in body.elements[:1] if (css := _named(element, root))})
    if found:
        css, count = found.most_common(1)[0]
        certain = "likely" if count == len(roots) and count > 1 else "unsure"
        yield Guess("selectors.body", css, certain, f"it holds the text on {count} of {len(roots)} pages")


def _named(element: Element, root: Element) -> str:
    """`#content`, `div.text`: a name that this element alone has, its own or with that of an element around it."""
    steps: list[str] = []
    for node in [element, *element.iterancestors()][:4]:
        name, classes = node.get("id") or "", (node.get("class") or "").split()
        plain = [c for c in classes if re.fullmatch(r"[A-Za-z][\w-]*", c)]
        steps.insert(
            0,
            f"#{name}"
            if re.fullmatch(r"[A-Za-z][A-Za-z_-]*", name)
            else f"{node.tag}.{plain[0]}"
            if plain
            else node.tag,
        )
        css = " ".join(steps)
        if ("#" in steps[0] or "." in steps[0]) and len(bodies.selector(css)(root)) == 1:
            return css
    return ""


def _labels(samples: Sequence[Sample], roots: Sequence[Element]) -> Iterator[Guess]:
    """Labels that nobody knows, beside values that look like a number, a day, an organ, where the field is empty."""
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for root, sample in zip(roots, samples, strict=True):
        for label, value in _pairs(cells_of(root)) if sample.document else ():
            for field, shape in _SHAPES:
                if shape.fullmatch(value) and not getattr(sample.document, field):
                    seen[field, label].append(value)
            if (
                re.search(r"日期|时间|日", label)
                and as_date(value)
                and not (sample.document and sample.document.issued_on)
            ):
                seen["issued_on", label].append(value)
    best: dict[str, tuple[int, str, str]] = {}
    for (field, label), values in seen.items():
        best[field] = max(best.get(field, (0, "", "")), (len(values), label, values[0]))
    for field, (count, label, value) in best.items():
        yield Guess(
            f"labels.{field}",
            label,
            "likely" if count > 1 else "unsure",
            f"on {count} of {len(roots)} pages, for example {value}",
        )


def _pairs(cells: list[str]) -> Iterator[tuple[str, str]]:
    """(label, value) of cells that ask and answer, whatever they ask; only labels that `metadata.py` does not know."""
    for cell, following in zip(cells, [*cells[1:], ""], strict=True):
        if len(cell) > 120:
            continue
        label = squeeze(cell.replace(MARK, "")).rstrip(":：")
        pairs = [(squeeze(m[1]), m[2].strip()) for m in _PAIR.finditer(cell)] or [
            (label, following.replace(MARK, " ").strip())
        ]
        yield from (
            (name, value)
            for name, value in pairs
            if _LABEL.fullmatch(name) and name not in _KNOWN.rank and name not in OTHER_LABELS and value
        )
