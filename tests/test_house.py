"""The house rules that a reader relies on: which way imports go, and that what users can name is documented."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from crawl.site_file import CHANNEL, LIMITS, TOP
from govdoc.__main__ import COMMANDS
from govdoc.settings import KNOWN
from govdoc.validity import RULES
from indexer.fields import FACETS

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "govdoc": {"govdoc"},
    "crawl": {"crawl", "govdoc"},
    "indexer": {"indexer", "govdoc"},
    "search_web": {"search_web", "indexer", "govdoc"},
}
EVERY_ROOM = set(ROOMS)


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_imports_follow_the_arrows(room: str) -> None:
    modules = [p for p in (ROOT / room).rglob("*.py") if p.name]
    assert modules
    wrong = {str(p.relative_to(ROOT)): bad for p in modules if (bad := (imports_of(p) & EVERY_ROOM) - ROOMS[room])}
    assert not wrong


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_module_says_which_room_it_is(room: str) -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in (ROOT / room).rglob("*.py")
        if p.read_text(encoding="utf-8").strip()
        and "versions" not in p.parts
        and not (ast.get_docstring(ast.parse(p.read_text(encoding="utf-8"))) or "").startswith("Room:")
    ]
    assert not silent


def test_scrapy_is_in_the_spider_and_its_guard_only_and_sql_in_the_store_only() -> None:
    for path in (p for room in ROOMS for p in (ROOT / room).rglob("*.py")):
        names = imports_of(path)
        assert "sqlalchemy" not in names or "store" in path.parts, path
        assert "scrapy" not in names or path.name in {
            "spider.py",
            "probe.py",
            "guard.py",
            "patience.py",
            "robots.py",
        }, path
        assert "whoosh" not in names or path.parts[-2] == "indexer", path


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented(name: str) -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        assert f"govdoc {name}" in (ROOT / readme).read_text(encoding="utf-8"), (
            f"`govdoc {name}` is missing in {readme}"
        )


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_setting_is_documented(name: str) -> None:
    assert name in (ROOT / "README.md").read_text(encoding="utf-8")
    assert name in (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FACETS)
def test_every_facet_is_in_the_glossary(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [rule.__name__ for rule in RULES])
def test_every_validity_rule_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/validity.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", sorted({*TOP, *CHANNEL, *LIMITS}))
def test_every_site_key_is_documented(key: str) -> None:
    assert f"`{key}`" in (ROOT / "docs/adding-a-site.md").read_text(encoding="utf-8")


def commands_in(readme: str) -> list[str]:
    """The command lines of the code blocks, comments cut off."""
    lines, inside = [], False
    for line in (ROOT / readme).read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            inside = not inside
        elif inside and line.partition("#")[0].strip():
            lines.append(line.partition("#")[0].strip())
    return lines


def test_both_readmes_show_the_same_commands() -> None:
    assert commands_in("README.md") == commands_in("README.zh-CN.md")
    assert "make run" in commands_in("README.md")
