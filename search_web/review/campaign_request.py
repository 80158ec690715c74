"""Room: from index to pages. The parameters of a campaign's pages, read into a query; and back into links. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from govdoc.audits.cleanup import REASONS as SUGGESTIONS
from govdoc.campaign import OUTCOMES, Group, ItemQuery
from search_web.parameters import MAX_PAGE
from search_web.params import NUMBER, BadParameters, Pairs

SIZE = 50
WORDS = 100
NOBODY = "/"
"""The value that asks for items assigned to nobody: no account's name has a slash."""
FILTERS = ("outcome", "suggestion", "assignee", "state", "q")
STATES = {"waits": "等待复核", "removed": "已移出清单"}


@dataclass(frozen=True, slots=True)
class ItemRequest:
    """What the URL asks of a campaign: pairs of filter and value, and the page."""

    filters: Pairs = ()
    page: int = 1

    @property
    def offset(self) -> int:
        return (self.page - 1) * SIZE

    @property
    def chosen(self) -> dict[str, str]:
        return dict(self.filters)

    def query(self, campaign: str) -> ItemQuery:
        chosen = self.chosen
        assignee = "" if chosen.get("assignee") == NOBODY else chosen.get("assignee")
        return ItemQuery(
            campaign,
            outcomes=(chosen["outcome"],) if "outcome" in chosen else (),
            suggestions=(chosen["suggestion"],) if "suggestion" in chosen else (),
            assignees=(assignee,) if assignee is not None else (),
            waits=True if chosen.get("state") == "waits" else None,
            removed=chosen.get("state") == "removed",
            words=chosen.get("q", ""),
        )

    def link(self, page: int = 1) -> str:
        """The query string for a page of the same items."""
        return urlencode([*self.filters, *([("page", str(page))] if page > 1 else [])])

    def without(self, name: str) -> ItemRequest:
        return ItemRequest(tuple(pair for pair in self.filters if pair[0] != name))


def read_items(pairs: Iterable[tuple[str, str]]) -> ItemRequest:
    """BadParameters with all problems; unknown names are ignored, an empty value asks for nothing."""
    given = [(name, value.strip()) for name, value in pairs]
    filters = tuple({name: value for name, value in given if name in FILTERS and value}.items())
    known = {"outcome": OUTCOMES, "suggestion": SUGGESTIONS, "state": STATES}
    problems = [
        (name, f"可选：{'、'.join(known[name])}。") for name, v in filters if name in known and v not in known[name]
    ]
    problems += [(name, f"最多 {WORDS} 个字。") for name, value in filters if len(value) > WORDS]
    page = next((value for name, value in reversed(given) if name == "page" and value), "1")
    if not NUMBER.match(page) or not 1 <= int(page) <= MAX_PAGE:
        problems.append(("page", f"应当是 1 到 {MAX_PAGE} 之间的整数。"))
    if problems:
        raise BadParameters(problems)
    return ItemRequest(filters, int(page))


def matching(groups: Iterable[Group], asked: ItemRequest) -> int | None:
    """How many items the filters let through, from the counts alone; None with words, which are in no count."""
    if "q" in asked.chosen:
        return None
    return sum(g.count for g in groups if _lets(asked, g))


def counts(groups: Iterable[Group], asked: ItemRequest) -> dict[str, dict[str, int]]:
    """Filter → value → how many items; each filter's counts ignore its own choice, words are not counted in."""
    found: dict[str, dict[str, int]] = {name: {} for name in ("outcome", "suggestion", "assignee", "state")}
    for group in groups:
        values = {"outcome": group.outcome, "suggestion": group.suggestion, "assignee": group.assignee or NOBODY}
        for name, value in values.items():
            if _lets(asked.without(name), group):
                found[name][value] = found[name].get(value, 0) + group.count
        for value in _states(group):
            if _lets(asked.without("state"), group, any_state=True):
                found["state"][value] = found["state"].get(value, 0) + group.count
    return found


def _states(group: Group) -> list[str]:
    return ["removed"] if group.removed else ["waits"] if group.waits else []


def _lets(asked: ItemRequest, group: Group, any_state: bool = False) -> bool:
    query = asked.query("")
    return (
        (any_state or group.removed == query.removed)
        and (any_state or query.waits is None or group.waits)
        and (not query.outcomes or group.outcome in query.outcomes)
        and (not query.suggestions or group.suggestion in query.suggestions)
        and (not query.assignees or group.assignee in query.assignees)
    )
