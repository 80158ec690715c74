"""Room: from index to pages. Values of a facet as a tree: 「科技、教育\\教育」 stands under 科技、教育. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from search_web.filters import FacetLink, with_filter
from search_web.parameters import MAX_VALUES
from search_web.params import Request, to_url

PATH = re.compile(r"\s*[\\/>＞»]+\s*")
TREES = ("channel", "subject")


@dataclass(frozen=True, slots=True)
class Node:
    """A group: `count` is the sum of its leaves, each of which is a value of the facet; no `href` where no filter holds so many."""

    label: str
    count: int
    href: str | None
    leaves: tuple[FacetLink, ...]


def tree(name: str, links: Iterable[FacetLink]) -> tuple[Node, ...]:
    """The largest group first. A value without a path is a group of its own, its only leaf itself."""
    groups: dict[str, list[FacetLink]] = {}
    for link in links:
        groups.setdefault(PATH.split(link.label, 1)[0] or link.label, []).append(link)
    nodes = [_node(name, label, leaves) for label, leaves in groups.items()]
    return tuple(sorted(nodes, key=lambda node: (-node.count, node.label)))


def leaf_label(link: FacetLink) -> str:
    """What stands behind the group's own name: 教育; 全部 would be wrong for the group's bare value, which keeps its name."""
    parts = PATH.split(link.label, 1)
    return parts[1] if len(parts) == 2 and parts[1] else link.label


def _node(name: str, label: str, leaves: list[FacetLink]) -> Node:
    values = {leaf.value for leaf in leaves}
    href = to_url("/search", with_filter(Request(), name, values)) if len(values) <= MAX_VALUES else None
    return Node(label, sum(leaf.count for leaf in leaves), href, tuple(leaves))
