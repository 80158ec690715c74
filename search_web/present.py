"""Room: from index to pages. Search results to what a template needs: hit cards, pages, marked pieces. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from urllib.parse import quote, urlencode

from govdoc.document import Kind
from indexer import labels
from indexer.results import Hit, Snippet
from search_web.parameters import MAX_PAGE
from search_web.params import Request, to_url

COPIES = 10
ENDS = ("。", "！", "？", "；", "：", "…", "”", "）", "》", "")
EXPLAINED = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, marked or not; a template escapes it and, when marked, wraps it in `<mark>`.

    `quote` is the anchor of a quote that the run is part of; the run that `opens` it carries the id.
    """

    text: str
    marked: bool = False
    quote: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class PageLink:
    """`number` None is a gap (…)."""

    number: int | None
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pagination:
    links: tuple[PageLink, ...] = ()
    previous: str | None = None
    next: str | None = None
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class HitCard:
    """`also` has (address, label, whether it leaves this site). `snippet_href` is where the passage stands, in an attachment.
    `best_bet` says why an operator put it first.

    `under`: interpretations that stand under this document, `editions`: other texts of this law; `explains`: address and title of what this one explains.
    """

    id: str
    href: str
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    snippet_part: str
    snippet_href: str
    best_bet: str
    status: str
    status_label: str
    status_reason: str
    facts: tuple[tuple[str, str], ...]
    also: tuple[tuple[str, str, bool], ...]
    url: str | None
    under: tuple[HitCard, ...]
    editions: tuple[HitCard, ...]
    explains: tuple[tuple[str, str], ...]


def pieces(snippet: Snippet) -> tuple[Piece, ...]:
    """The snippet cut at its marks. Marks that touch become one; none is trusted to be in order or in range."""
    spans = sorted((max(0, s), min(len(snippet.text), e)) for s, e in snippet.marks)
    cut: list[Piece] = []
    at = 0
    for start, end in spans:
        start = max(start, at)
        if end <= start:
            continue
        if start == at and cut:
            cut[-1] = Piece(cut[-1].text + snippet.text[start:end], True)
        else:
            cut += [Piece(snippet.text[at:start])] if start > at else []
            cut.append(Piece(snippet.text[start:end], True))
        at = end
    if at < len(snippet.text):
        cut.append(Piece(snippet.text[at:]))
    return tuple(cut)


def mark_terms(text: str, terms: Iterable[str]) -> tuple[Piece, ...]:
    """The text with every occurrence of the terms marked, ignoring case: (近日印发农村低保办法, [农村低保]) → three pieces."""
    folded = text.lower()
    same_length = len(folded) == len(text)
    spans: list[tuple[int, int]] = []
    for term in terms:
        needle, hay = (term.lower(), folded) if same_length else (term, text)
        at = hay.find(needle) if needle else -1
        while at >= 0:
            spans.append((at, at + len(needle)))
            at = hay.find(needle, at + len(needle))
    return pieces(Snippet(text, tuple(spans)))


def document_url(document_id: str, q: str = "", on: date | None = None) -> str:
    """`q` are the words that the page marks, `on` the day whose status it shows."""
    asked = [("q", q)] * bool(q) + [("on", str(on))] * bool(on)
    return f"/d/{quote(document_id, safe='')}" + (f"?{urlencode(asked)}" if asked else "")


def safe_link(url: str | None) -> str | None:
    """Only http and https become links: a harvested `javascript:` or `data:` address never does."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def hit_card(
    hit: Hit,
    request: Request,
    names: Mapping[str, str] = MappingProxyType({}),
    acts: Mapping[str, str] = MappingProxyType({}),
) -> HitCard:
    """`names`: document id → what to call the place where a copy stands; `acts`: id → title of what interpretations explain."""
    facts = (
        ("文号", hit.number or ""),
        ("发文机关", "、".join(hit.issuers)),
        ("类别", labels.value_label("kind", hit.kind) if hit.kind != Kind.OTHER else ""),
        ("文种", hit.form or ""),
        ("成文", _day(hit.issued_on)),
        ("发布", _day(hit.published_on)),
    )
    page = document_url(hit.id, request.q, request.on)
    href = f"{page}#{hit.anchor}" if hit.anchor else page
    return HitCard(
        id=hit.id,
        href=href,
        title=pieces(hit.title) or (Piece(hit.number or "（无标题）"),),
        snippet=pieces(hit.snippet) + (Piece("……"),) * _is_cut(hit.snippet.text),
        snippet_part=_part(hit),
        snippet_href=f"{page}#file-{hit.attachment[0] + 1}" if hit.attachment else "",
        best_bet=hit.best_bet,
        status=hit.status.value,
        status_label=labels.STATUSES[hit.status.value],
        status_reason=hit.status_reason,
        facts=tuple((name, value) for name, value in facts if value),
        also=tuple(_elsewhere(place, names.get(place, place)) for place in hit.also_at[:COPIES]),
        url=safe_link(hit.url),
        under=tuple(hit_card(one, request) for one in hit.folded if one.kind != Kind.LAW),
        editions=tuple(hit_card(one, request) for one in hit.folded if one.kind == Kind.LAW),
        explains=tuple((document_url(work), acts[work]) for work in hit.explains[:EXPLAINED] if work in acts),
    )


def _is_cut(text: str) -> bool:
    """Whether a passage ends inside a sentence."""
    return bool(text) and text.rstrip()[-1:] not in ENDS


def _part(hit: Hit) -> str:
    """Where the passage stands: 第四十七条, 附件：申请表.docx; nothing where the text has no articles, or begins with its name."""
    if hit.attachment:
        return f"附件：{hit.attachment[1] or hit.attachment[0] + 1}"
    if hit.snippet.part != "text":
        return labels.part_label(hit.snippet.part)
    return "" if hit.snippet.text.startswith(hit.place) else hit.place


def _elsewhere(place: str, name: str) -> tuple[str, str, bool]:
    """(address, what to show, whether it leaves this site): a copy is a document here, or an address elsewhere."""
    link = safe_link(place)
    return (link, place, True) if link else (document_url(place), name, False)


def paginate(request: Request, total: int, path: str = "/search", around: int = 2) -> Pagination:
    """First, last and the pages around this one; the gaps between are `number=None`."""
    pages = max(1, min(-(-total // request.size), MAX_PAGE))
    page = request.page
    wanted = sorted({1, pages, *range(max(1, page - around), min(pages, page + around) + 1)})

    def url(number: int) -> str:
        return to_url(path, replace(request, page=number, cursor=None))

    links: list[PageLink] = []
    for number in wanted:
        if links and number - (links[-1].number or 0) > 1:
            links.append(PageLink(None))
        links.append(PageLink(number, url(number), number == page))
    return Pagination(
        links=tuple(links) if pages > 1 else (),
        previous=url(min(page - 1, pages)) if page > 1 else None,
        next=url(page + 1) if page < pages else None,
        page=page,
        pages=pages,
    )


def sort_links(request: Request, path: str = "/search") -> tuple[tuple[str, str, bool], ...]:
    """(label, address, whether it is the present one)."""
    return tuple(
        (label, to_url(path, replace(request.first_page, sort=name)), name == request.sort)
        for name, label in labels.SORTS.items()
    )


def unfiltered(request: Request) -> Request:
    """Only what was typed: the way out of a search whose filters let nothing through."""
    return Request(q=request.q, sort=request.sort, size=request.size)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
