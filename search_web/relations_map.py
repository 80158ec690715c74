"""Room: from index to pages. A document among those it names and that name it, drawn: boxes in three columns. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer import labels
from search_web.present import document_url
from search_web.relations import Mention

BOX, SPACE, MIDDLE = 280, 50, 180
LINE, GAP, HEAD = 34, 6, 26
MOST = 8
LETTERS = 18


@dataclass(frozen=True, slots=True)
class Box:
    """One document or heading at its place. `text` is what fits, `title` the whole name, `href` empty: nothing to open."""

    x: float
    y: float
    width: float
    height: float
    text: str
    title: str = ""
    href: str = ""
    status: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """`lines` are SVG path data from a box to the middle one."""

    width: int
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    middle: Box
    name: tuple[str, ...]


def draw(title: str, named: Sequence[Mention], naming: Sequence[Mention]) -> Map | None:
    """Left: whom the document names; right: who names it; grouped by relation. None when nobody does."""
    if not named and not naming:
        return None
    aside = BOX + SPACE
    middle_x = aside if named else 0
    width = middle_x + MIDDLE + (aside if naming else 0)
    left = _column(named, 0, labels.RELATIONS)
    right = _column(naming, width - BOX, labels.RELATIONS_TO_THIS)
    height = max(b.y + b.height for b in (*left, *right)) + 8
    top = min(max(height / 2 - 50, 0), 200)
    name = _wrapped(title)
    middle = Box(middle_x, top, MIDDLE, 24 * len(name) + 20, title, title)
    height = max(height, top + middle.height + 8)
    centre = middle.y + middle.height / 2
    lines = [_curve(b.x + b.width, b.y + b.height / 2, middle.x, centre) for b in left if not b.heading]
    lines += [_curve(b.x, b.y + b.height / 2, middle.x + middle.width, centre) for b in right if not b.heading]
    return Map(width, height, (*left, *right), tuple(lines), middle, name)


def _column(mentions: Sequence[Mention], x: float, words: Mapping[str, str]) -> list[Box]:
    boxes: list[Box] = []
    y = 4.0
    for relation in dict.fromkeys(m.relation for m in mentions):
        of_it = [m for m in mentions if m.relation == relation]
        boxes.append(Box(x, y, BOX, HEAD, words.get(relation, words["cites"]), heading=True))
        y += HEAD
        for mention in of_it[:MOST]:
            href = document_url(mention.id) if mention.id else ""
            boxes.append(Box(x, y, BOX, LINE, shortened(mention.name), mention.name, href, mention.status or ""))
            y += LINE + GAP
        if len(of_it) > MOST:
            boxes.append(Box(x, y, BOX, HEAD, f"另有 {len(of_it) - MOST} 份，见下面的列表", heading=True))
            y += HEAD
        y += GAP
    return boxes


def _wrapped(title: str, letters: int = 11, lines: int = 4) -> tuple[str, ...]:
    """The title in short lines, the last one cut when it is longer."""
    cut = [title[i : i + letters] for i in range(0, len(title), letters)]
    return tuple(cut) if len(cut) <= lines else (*cut[: lines - 1], cut[lines - 1][:-1] + "…")


def shortened(name: str) -> str:
    """As many letters as a box holds, Latin letters and digits counted as half; the middle gives way: 云浔区人民政府…办法的通知."""
    if sum(0.55 if c.isascii() else 1 for c in name) <= LETTERS:
        return name
    return f"{name[: LETTERS // 2 - 1]}…{name[-(LETTERS - LETTERS // 2) :]}"


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    half = (x + to_x) / 2
    return f"M{x:g} {y:g}C{half:g} {y:g} {half:g} {to_y:g} {to_x:g} {to_y:g}"
