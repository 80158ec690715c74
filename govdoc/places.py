"""Room: what a government document is. Administrative divisions, counties and above: in which province and city a place lies.

`places.txt` is written by `python -m govdoc.places areacodes_result.csv` from the table of yescallop/areacodes (CC0-1.0): names
of today and abolished ones since 1980. A name that several provinces have (鼓楼区, 朝阳区) tells nothing and is not looked up.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

LONGEST = 15
_DIRECT = "直辖"


def full_place(name: str) -> str:
    """The place with what it lies in: 博山区人民政府 → 山东省淄博市博山区, 长沙市 → 湖南省长沙市; itself where that is not known.

    A name that begins with its province, or with a place of several provinces, stays as it is.
    """
    bare = name.removeprefix("中华人民共和国")
    for end in range(min(LONGEST, len(bare)), 1, -1):
        head = bare[:end]
        if (above := _above().get(head)) is not None:
            return above + head
    return bare


@cache
def _above() -> dict[str, str]:
    """Place → the province and city above it. Also without 市, where that is no other place's name: 淄博."""
    text = (resources.files("govdoc") / "places.txt").read_text(encoding="utf-8")
    found: dict[str, set[tuple[str, str]]] = {}
    for line in text.splitlines():
        province, city, *names = line.split()
        for name in names:
            found.setdefault(name, set()).add((province, "" if city == _DIRECT else city))
        if city != _DIRECT:
            for form in {city, city.removesuffix("市") if len(city) > 2 else city}:
                found.setdefault(form, set()).add((province, ""))
    return {name: _joined(above) for name, above in found.items() if len({province for province, _ in above}) == 1}


def _joined(above: set[tuple[str, str]]) -> str:
    """One city is told, of several only the province."""
    province = next(iter(above))[0]
    cities = {city for _, city in above}
    return province + (cities.pop() if len(cities) == 1 else "")


def write(rows: Iterable[dict[str, str]]) -> Iterator[str]:
    """The lines of places.txt: province, city (直辖: none), the places in it, parted by spaces."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["级别"] != "省级":
            key = (row["一级行政区"], row["二级行政区"] or row["名称"])
            names = found.setdefault(key, [])
            if row["名称"] not in (*names, *key):
                names.append(row["名称"])
    return (" ".join((*key, *names)) for key, names in sorted(found.items()))


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as table:
        lines = list(write(csv.DictReader(table)))
    Path(__file__).with_name("places.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
