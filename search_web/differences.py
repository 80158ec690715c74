"""Room: from index to pages. What changed between two texts: article with article, and inside one the characters. Pure."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from govdoc.outline import ARTICLE, CHAPTER
from search_web.reading import lines_of

ALIKE = 0.5
MANY = 400
COMPARABLE = 4_000_000
"""Two paragraphs whose lengths multiply to more are shown whole: comparing characters takes time by the product."""
TOKEN = re.compile(r"\d+|[A-Za-z]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of a changed paragraph. `op`: same, added or removed."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """`op`: same, added, removed, changed, moved, or skipped (`count` unchanged paragraphs that are not shown).

    `label` is what the paragraph is called now (第三条), `was` what it was called when that differs.
    """

    op: str
    runs: tuple[Run, ...] = ()
    label: str = ""
    was: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes in the order of the new text, and how many of each; `moved` only got another number."""

    changes: tuple[Change, ...] = ()
    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    by_article: bool = False

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles whose words changed, by name: 第三条, 第五条."""
        named = (c.label or c.was for c in self.changes if c.op in ("added", "removed", "changed"))
        return tuple(dict.fromkeys(name for name in named if name))


@dataclass(frozen=True, slots=True)
class Block:
    """An article with all its paragraphs, or one paragraph outside articles. `text` is without the label."""

    label: str
    text: str


def compare(old: str, new: str, around: int = 1) -> Difference:
    """Articles aligned with articles, whatever their numbers; unchanged runs longer than `around` on each side are folded."""
    before, after = blocks(old), blocks(new)
    changes = list(_changes(before, after))
    counts = Counter(change.op for change in changes)
    if set(counts) <= {"same"}:
        return Difference()
    by_article = sum(bool(block.label) for block in after) * 2 > len(after)
    return Difference(
        _folded(changes, around), counts["added"], counts["removed"], counts["changed"], counts["moved"], by_article
    )


def blocks(text: str) -> list[Block]:
    """The lines of a text; those that follow an article's first line belong to it until a chapter or the next article."""
    found: list[Block] = []
    for line in lines_of(text):
        if match := ARTICLE.match(line):
            found.append(Block(match[0], line[match.end() :].strip()))
        elif found and found[-1].label and not CHAPTER.match(line):
            found[-1] = Block(found[-1].label, f"{found[-1].text}\n{line}")
        else:
            found.append(Block("", line))
    return found


def _changes(before: Sequence[Block], after: Sequence[Block]) -> Iterator[Change]:
    matcher = difflib.SequenceMatcher(
        None, [b.text for b in before], [b.text for b in after], autojunk=len(before) > MANY
    )
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            for old, new in zip(before[a:b], after[c:d], strict=True):
                moved = old.label != new.label
                yield Change(
                    "moved" if moved else "same", (Run("same", new.text),), new.label, old.label if moved else ""
                )
        else:
            yield from _paired(before[a:b], after[c:d])


def _paired(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Change]:
    """Within a replaced stretch: what is alike is one changed paragraph, the rest is removed or added, in order."""
    partners: list[int | None] = []
    for block in new:
        partners.append(_partner(block, old, max((p + 1 for p in partners if p is not None), default=0)))
    at = 0
    for n, block in enumerate(new):
        until = next((p for p in partners[n:] if p is not None), len(old))
        yield from _removed(old[at:until])
        match, at = partners[n], max(at, until)
        if match is None:
            yield Change("added", (Run("added", block.text),), block.label)
            continue
        was = old[match]
        yield Change("changed", runs(was.text, block.text), block.label, was.label if was.label != block.label else "")
        at = match + 1
    yield from _removed(old[at:])


def _removed(blocks: Iterable[Block]) -> Iterator[Change]:
    for block in blocks:
        yield Change("removed", (Run("removed", block.text),), block.label)


def _partner(block: Block, old: Sequence[Block], at: int) -> int | None:
    """The paragraph that this one was made from: the one most alike, if alike enough; a same number needs less."""
    best, found = 0.0, None
    for i in range(at, min(len(old), at + 30)):
        if bool(old[i].label) != bool(block.label):
            continue
        likeness = _likeness(old[i].text, block.text) + 0.2 * bool(block.label and old[i].label == block.label)
        if likeness > best:
            best, found = likeness, i
    return found if best >= ALIKE else None


def _likeness(a: str, b: str) -> float:
    """The share of character pairs that two texts have in common, 0 to 1 (Dice)."""
    left, right = {*pairwise(a)}, {*pairwise(b)}
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else float(a == b)


def runs(old: str, new: str) -> tuple[Run, ...]:
    """What was taken out and put in, by characters, numbers whole. Scattered single matches would only confuse: they are merged."""
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    if len(a) * len(b) > COMPARABLE:
        return (Run("removed", old), Run("added", new))
    found: list[Run] = []
    for op, i, j, k, m in _merged(difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()):
        if op == "equal":
            found.append(Run("same", "".join(a[i:j])))
            continue
        found += [Run("removed", "".join(a[i:j]))] * (j > i)
        found += [Run("added", "".join(b[k:m]))] * (m > k)
    return tuple(found)


Op = tuple[str, int, int, int, int]


def _merged(codes: Sequence[Op], least: int = 2) -> list[Op]:
    """Equal stretches shorter than `least` between two changes become part of them."""
    merged: list[Op] = []
    for n, (op, i, j, k, m) in enumerate(codes):
        inner = 0 < n < len(codes) - 1
        kind = "equal" if op == "equal" and not (inner and j - i < least) else "replace"
        if merged and merged[-1][0] == kind == "replace":
            merged[-1] = (kind, merged[-1][1], j, merged[-1][3], m)
        else:
            merged.append((kind, i, j, k, m))
    return merged


def _folded(changes: list[Change], around: int) -> tuple[Change, ...]:
    changed = [i for i, c in enumerate(changes) if c.op not in ("same", "moved")]
    near = {j for i in changed for j in range(max(0, i - around), min(len(changes), i + around + 1))}
    kept = [-1, *(i for i in range(len(changes)) if i in near or changes[i].op == "moved"), len(changes)]
    folded: list[Change] = []
    for previous, i in pairwise(kept):
        if i - previous > 1:
            folded.append(Change("skipped", count=i - previous - 1))
        if i < len(changes):
            folded.append(changes[i])
    return tuple(folded)
