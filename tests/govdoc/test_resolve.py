"""From a name in a text to the one work it means, or to none."""

from __future__ import annotations

from datetime import date

from govdoc.document import Document
from govdoc.resolve import Catalogue


def catalogue() -> Catalogue:
    found = Catalogue()
    found.add("old", Document(id="old", title="云岭区救助条例", issued_on=date(2010, 1, 1)))
    found.add("new", Document(id="new", title="云岭区救助条例", issued_on=date(2020, 1, 1)))
    found.add(
        "notice",
        Document(id="notice", title="云岭区人民政府关于印发《临时救助办法》的通知", number="云政发〔2019〕5号"),
    )
    return found


def test_by_number_in_any_style() -> None:
    assert catalogue().find("云政发[2019]5号", None) == "notice"


def test_by_the_title_inside_the_title() -> None:
    assert catalogue().find(None, "临时救助办法") == "notice"
    assert catalogue().find(None, "关于印发《临时救助办法》的通知") == "notice"


def test_of_several_versions_the_one_of_that_day() -> None:
    assert catalogue().find(None, "云岭区救助条例", date(2015, 1, 1)) == "old"
    assert catalogue().find(None, "云岭区救助条例", date(2021, 1, 1)) == "new"
    assert catalogue().find(None, "云岭区救助条例") is None


def test_unknown_names_resolve_to_nothing() -> None:
    assert catalogue().find("云政发〔2019〕6号", "没有的文件") is None
    assert catalogue().find(None, None) is None
