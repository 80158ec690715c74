"""Room: what a government document is. Rule packs: what a jurisdiction says of terms, one TOML row per rule, with its provision."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from govdoc.errors import ConfigError
from govdoc.places import full_place
from govdoc.terms import Period, parse_period

EFFECTS = ("default", "ceiling", "range", "none", "evaluate")
STATUSES = ("checked", "check-before-quoting")
_PACK_KEYS = {"id", "name", "names", "parent"}
_RULE_KEYS = {
    "id", "effect", "provision", "quote", "period", "titles", "from", "until", "starts", "except_implementing", "status", "dates",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PackRule:
    """One provision. It applies to documents issued from `from_on` to `until_on`, with one of `titles` in the title
    (all when empty). From `range` and `none` no term follows. `starts_on`: the term runs from that day instead of the document's own (transitional clauses)."""

    id: str
    effect: str
    provision: str
    period: Period
    quote: str = ""
    titles: tuple[str, ...] = ()
    from_on: date | None = None
    until_on: date | None = None
    starts_on: date | None = None
    except_implementing: bool = False
    status: str = "check-before-quoting"
    dates: str = "check-before-quoting"

    def applies(self, title: str, issued_on: date) -> bool:
        if (self.from_on and issued_on < self.from_on) or (self.until_on and issued_on > self.until_on):
            return False
        return not self.titles or any(word in title for word in self.titles)


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of one jurisdiction; `names` are what regions and issuers begin with (上海市, 上海)."""

    id: str
    name: str
    names: tuple[str, ...]
    parent: str | None = None
    rules: tuple[PackRule, ...] = ()


@cache
def shipped_packs() -> tuple[RulePack, ...]:
    """The packs that come with govdoc, read once, in the order of their ids."""
    folder = resources.files("govdoc") / "rules"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(parse_pack(f.read_text(encoding="utf-8"), f.name) for f in files)


def parse_pack(text: str, name: str) -> RulePack:
    """The pack in a TOML text; `name` is the file's, for messages."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: not valid TOML ({error}): correct the line") from None
    head = data.get("pack", {})
    _check(head, _PACK_KEYS, ("id", "name", "names"), f"{name}: [pack]")
    unknown = sorted(set(data) - {"pack", "rule"})
    if unknown:
        raise ConfigError(f"{name}: unknown table {unknown[0]}: use [pack] and [[rule]]")
    rules = tuple(_rule(row, f"{name}: rule {row.get('id', n + 1)}") for n, row in enumerate(data.get("rule", [])))
    return RulePack(head["id"], head["name"], tuple(head["names"]), head.get("parent"), rules)


def _check(row: dict[str, Any], known: set[str], needed: Iterable[str], where: str) -> None:
    for key in row:
        if key not in known:
            raise ConfigError(f"{where}: unknown key {key}: known are {', '.join(sorted(known))}")
    for key in needed:
        if not row.get(key):
            raise ConfigError(f"{where}: {key} is missing: add it")


def _rule(row: dict[str, Any], where: str) -> PackRule:
    needed = ("id", "effect", "provision", "status", "dates")
    _check(row, _RULE_KEYS, needed if row.get("effect") == "none" else (*needed, "period"), where)
    period = parse_period(str(row["period"])) if "period" in row else Period()
    if period is None:
        raise ConfigError(f"{where}: period {row['period']} is no duration: write P5Y, P6M or P30D")
    for key, values in (("effect", EFFECTS), ("status", STATUSES), ("dates", STATUSES)):
        if row[key] not in values:
            raise ConfigError(f"{where}: {key} is {row[key]}: use one of {', '.join(values)}")
    for key in ("from", "until", "starts"):
        if key in row and not isinstance(row[key], date):
            raise ConfigError(f"{where}: {key} is no date: write 2017-02-01 without quotation marks")
    return PackRule(
        id=row["id"],
        effect=row["effect"],
        provision=row["provision"],
        period=period,
        quote=row.get("quote", ""),
        titles=tuple(row.get("titles", ())),
        from_on=row.get("from"),
        until_on=row.get("until"),
        starts_on=row.get("starts"),
        except_implementing=bool(row.get("except_implementing", False)),
        status=row["status"],
        dates=row["dates"],
    )


def pack_for(region: str | None, issuers: Iterable[str], packs: Iterable[RulePack]) -> RulePack | None:
    """The pack of the region, else of the first issuer whose place has one; the longest name wins.

    山东省淄博市, 博山区人民政府 → zibo; 浦东新区 → shanghai; 市科委 → None (which city is not said), 鼓楼区 → None (which of them).
    """
    known = tuple(packs)
    for place in (region,) if region else issuers:
        if found := _pack_of(full_place(place), known):
            return found
    return None


def _pack_of(place: str, packs: tuple[RulePack, ...]) -> RulePack | None:
    """By a name at the beginning, or by a full one (with 省, 市, 区, 县) anywhere; a single character only as the whole."""
    fitting = [
        (len(name), name, pack)
        for pack in packs
        for name in pack.names
        if name == place or (len(name) > 1 and place.startswith(name)) or (len(name) > 2 and name in place)
    ]
    return max(fitting, key=lambda one: one[:2])[2] if fitting else None


def pack_rules(pack: RulePack, packs: Iterable[RulePack]) -> tuple[PackRule, ...]:
    """The pack's own rules, then its parent's."""
    parent = next((p for p in packs if p.id == pack.parent), None) if pack.parent else None
    return pack.rules + (parent.rules if parent else ())
