"""Room: what a government document is. From a title that is nearly right to the document meant, with a score.

A clean-up list misprints, drops 的 or an issuer; it never means another year, place, stage or a revision. Candidates share one of
the three smallest trigram hashes (a bottom-k sketch: titles 85 % alike share one with probability 0.99), so nothing is
compared with everything.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz.distance import Indel

from govdoc.resolve import SLACK, titles_of

LEAST = 0.9
"""Below this share of common characters two titles are two documents."""
SHORTEST = 8
SKETCH = 3
CROWD = 300
"""A hash that more titles share than this tells nothing (的通知)."""
# A difference in one of these is another document: 2019年 and 2020年, 甲县 and 乙县, 试行, 修订, 不.
_TELLS = re.compile(
    r"[0-9一二三四五六七八九十百○〇零省市县区镇乡州旗不非废]|试行|暂行|修订|修改|修正|补充|实施|细则|第|期|届|批"
)


@dataclass(frozen=True, slots=True)
class Filed:
    """One title of a work, as `titles_of` gives it; `day` of issue."""

    work: str
    title: str
    day: date | None
    number: str | None


@dataclass(slots=True)
class CloseTitles:
    """Titles by their sketches. All are filed before the first is looked for: what was found is remembered."""

    by_hash: dict[int, list[Filed]] = field(default_factory=dict)
    _near: dict[str, tuple[tuple[Filed, float], ...]] = field(default_factory=dict)

    def add(self, filed: Filed) -> None:
        if len(filed.title) >= SHORTEST:
            for key in _sketch(filed.title):
                self.by_hash.setdefault(key, []).append(filed)

    def find(self, title: str, number: str | None = None, before: date | None = None) -> tuple[str, float] | None:
        """The one work whose title is nearest, with its score from `LEAST` to 1; None where two are as near, or none is.

        A work with a number of its own is not the one that another number names.
        """
        best: dict[str, float] = {}
        for form in titles_of(title)[-1:]:
            for filed, score in self._alike(form):
                if (number and filed.number) or (before and filed.day and filed.day > before + SLACK):
                    continue
                best[filed.work] = max(score, best.get(filed.work, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or (len(ranked) > 1 and ranked[1][1] > ranked[0][1] - 0.03):
            return None
        return ranked[0][0], round(ranked[0][1], 3)

    def _alike(self, form: str) -> tuple[tuple[Filed, float], ...]:
        if form not in self._near:
            buckets = [self.by_hash.get(key, []) for key in _sketch(form)]
            filed = {f for bucket in buckets if len(bucket) <= CROWD for f in bucket}
            self._near[form] = tuple((f, score) for f in filed if (score := _alike(form, f.title)))
        return self._near[form]


def _sketch(title: str) -> tuple[int, ...]:
    grams = {title[n : n + 3] for n in range(len(title) - 2)}
    return tuple(sorted(zlib.crc32(gram.encode("utf-8", "surrogatepass")) for gram in grams)[:SKETCH])


def _alike(one: str, other: str) -> float:
    """The share of common characters; 0 below `LEAST`, or where they differ in what tells documents apart."""
    if len(one) < SHORTEST:
        return 0.0
    score = Indel.normalized_similarity(one, other, score_cutoff=LEAST)
    if not score:
        return 0.0
    for edit in Indel.opcodes(one, other):
        changed = one[edit.src_start : edit.src_end] + other[edit.dest_start : edit.dest_end]
        if edit.tag != "equal" and _TELLS.search(changed):
            return 0.0
    return score
