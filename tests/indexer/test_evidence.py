"""Acts, their weight, and what else moves a hit that matches equally well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from govdoc.document import Status
from govdoc.errors import ConfigError
from indexer.acts import act_and_article, named
from indexer.boosts import RANKING, read_boosts
from indexer.engine import SearchEngine, open_engine
from indexer.fields import IndexEntry, TimelineStep
from indexer.query import SearchQuery
from indexer.units import is_question
from tests.indexer.helpers import ON


@pytest.mark.parametrize(
    ("title", "act", "article"),
    [
        ("中华人民共和国刑法第二百六十四条", "刑法", "刑法#264"),
        ("刑法第二百三十六条之一", "刑法", "刑法#236-1"),
        ("《清河区低保办法》", "清河区低保办法", "清河区低保办法"),
        ("清河区低保办法（2021年修订）", "清河区低保办法", "清河区低保办法"),
        ("关于第一条河流的通知", "关于第一条河流的通知", "关于第一条河流的通知"),
        ("", "", ""),
    ],
)
def test_what_act_a_title_names(title: str, act: str, article: str) -> None:
    assert act_and_article(title) == (act, article)


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("依照《中华人民共和国民法典》第一百条处理", {"民法典", "民法典#100"}),
        ("违反刑法第二十条和公司法第三条之一的规定", {"刑法", "刑法#20", "公司法", "公司法#3-1"}),
        ("按照《低保办法》《居住证办法》执行", {"低保办法", "居住证办法"}),
        ("本法第三条另有规定的，依照其规定", set()),
        ("低保条例自印发之日起施行", set()),
    ],
)
def test_what_acts_a_text_names(text: str, acts: set[str]) -> None:
    assert named(text, own="") == acts


def test_an_act_does_not_name_itself() -> None:
    assert named("《低保办法》第三条、《居住证办法》", own="低保办法") == {"居住证办法"}


def order(engine: SearchEngine, words: str, **rest: object) -> list[str]:
    return [hit.id for hit in engine.search(SearchQuery(on=ON, words=words, **rest)).hits]  # type: ignore[arg-type]


def built(tmp_path: Path, *entries: IndexEntry) -> SearchEngine:
    engine = open_engine(str(tmp_path))
    engine.rebuild(entries)
    return engine


TEXT = "申请高龄津贴的老年人应当年满八十周岁。"


def test_an_act_that_others_name_stands_before_one_that_none_names(tmp_path: Path) -> None:
    citing = [IndexEntry(id=f"c{i}", title=f"通知{i}", text="依照《老年津贴办法》办理。") for i in range(5)]
    engine = built(
        tmp_path, IndexEntry(id="a", title="高龄津贴细则", text=TEXT), IndexEntry(id="b", title="老年津贴办法", text=TEXT + "各部。"), *citing
    )  # fmt: skip
    assert order(engine, "八十周岁")[0] == "b"
    engine.update([], [entry.id for entry in citing])
    assert order(engine, "八十周岁")[0] == "a"


@pytest.mark.parametrize("status", [Status.REPEALED, Status.LAPSED, Status.SUPERSEDED])
def test_on_equal_match_what_is_in_force_stands_first_and_nothing_hides(tmp_path: Path, status: Status) -> None:
    ended = (TimelineStep(date(2020, 1, 1), status, "已不再有效"),)
    valid = (TimelineStep(date(2020, 1, 1), Status.IN_FORCE, "现行有效"),)
    engine = built(
        tmp_path,
        IndexEntry(id="a", title="高龄津贴办法", text=TEXT, timeline=ended, issued_on=date(2015, 1, 1)),
        IndexEntry(id="b", title="高龄津贴办法", text=TEXT, timeline=valid, issued_on=date(2019, 12, 1)),
    )
    assert order(engine, "高龄津贴") == ["b", "a"]
    assert order(engine, "高龄津贴办法") == ["b", "a"]


def test_the_newer_of_two_equals_stands_first_but_not_before_an_exact_title(tmp_path: Path) -> None:
    engine = built(
        tmp_path,
        IndexEntry(id="a", title="津贴发放办法", text=TEXT, issued_on=date(2004, 1, 1)),
        IndexEntry(id="b", title="津贴发放细则", text=TEXT, issued_on=date(2024, 1, 1)),
    )
    assert order(engine, "八十周岁") == ["b", "a"]
    assert order(engine, "津贴发放办法")[0] == "a"


def test_S16_being_named_by_many_and_new_outdoes_no_exact_title_or_number(tmp_path: Path) -> None:
    citing = [IndexEntry(id=f"c{i}", title=f"通知{i}", text="依照《高龄津贴办法》办理。") for i in range(60)]
    popular = IndexEntry(
        id="a",
        title="高龄津贴办法",
        text="高龄津贴，清民发〔2004〕3号。" * 20,
        number="清民发〔2024〕9号",
        issued_on=ON,
    )
    plain = IndexEntry(id="b", title="高龄津贴", text=TEXT, number="清民发〔2004〕3号", issued_on=date(2004, 1, 1))
    engine = built(tmp_path, popular, plain, *citing)
    assert order(engine, "津贴")[0] == "a"
    assert order(engine, "高龄津贴")[0] == "b"
    assert order(engine, "清民发2004 3")[0] == "b"


def test_articles_of_the_act_that_is_asked_about_support_each_other(tmp_path: Path) -> None:
    texts = ("养犬人应当为犬只登记。", "养犬人不得遗弃犬只。", "犬只伤人的，养犬人应当赔偿。")
    act = [
        IndexEntry(id=f"z{i}", title=f"养犬条例第{n}条", text=t)
        for i, (n, t) in enumerate(zip("一二三", texts, strict=True))
    ]
    other = IndexEntry(id="a", title="动物园条例第九条", text="犬只登记由动物园负责。")
    engine = built(tmp_path, *act, other, *(IndexEntry(id=f"f{i}", title="无关", text="河道清淤。") for i in range(5)))
    assert order(engine, "养犬人的犬只登记要怎么办理？", relax=True)[0] == "z0"


def test_a_question_finds_what_has_most_of_its_words_while_phrases_stay_required(tmp_path: Path) -> None:
    engine = built(
        tmp_path,
        IndexEntry(id="a", title="劳动合同", text="用人单位辞退劳动者应当支付经济补偿。"),
        IndexEntry(id="b", title="房屋征收", text="征收房屋应当给予补偿。"),
        IndexEntry(id="c", title="无关", text="河道清淤。"),
    )
    question = SearchQuery(on=ON, words="单位辞退我有没有补偿？", relax=True)
    assert [hit.id for hit in engine.search(question).hits] == ["a", "b"]
    assert [hit.id for hit in engine.search(replace(question, phrases=("房屋",))).hits] == ["b"]
    assert [hit.id for hit in engine.search(replace(question, relax=False)).hits] == []


@pytest.mark.parametrize(
    "text", ["试用期最长多久", "被辞退有没有补偿？", "谁来负责小区停车", "能不能提前取公积金", "养老金几岁领"]
)
def test_questions_are_known_by_their_words(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["低保", "低保?", "最低生活保障审核确认办法", "政务公开工作要点", ""])
def test_names_and_bare_words_are_no_questions(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize("change", [("[cap]", "[cup]"), ("recent = 0.06", "recent = true"), ("recent", "recently"), ("highest = 2.0", "highest = -1")])  # fmt: skip
def test_a_wrong_ranking_file_says_what_is_wrong(tmp_path: Path, change: tuple[str, str]) -> None:
    wrong = tmp_path / "ranking.toml"
    wrong.write_text(RANKING.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(ConfigError, match=r"ranking\.toml"):
        read_boosts(wrong)


@pytest.mark.parametrize("status", [Status.REPEALED, Status.LAPSED, Status.SUPERSEDED])
@pytest.mark.parametrize("successor", [Status.IN_FORCE, Status.PENDING, Status.UNKNOWN])
def test_a_successor_stands_above_however_many_name_what_it_replaced(
    tmp_path: Path, status: Status, successor: Status
) -> None:
    """Twenty versions of the old act, new by their dates and named by thirty documents, against a text that none names."""
    old = [
        IndexEntry(
            id=f"old{n:02}",
            title="老年津贴办法",
            text=TEXT,
            issued_on=date(2023, 1, 1),
            timeline=(TimelineStep(date(2024, 1, 1), status, "已不再有效"),),
        )
        for n in range(20)
    ]
    new = IndexEntry(id="new", title="老年津贴条例", text=TEXT, timeline=(TimelineStep(None, successor, "现状"),))
    citing = [IndexEntry(id=f"c{n}", title=f"通知{n}", text="依照《老年津贴办法》办理。") for n in range(30)]
    engine = built(tmp_path, *old, new, *citing)
    for words in ("八十周岁", "老年津贴 八十周岁", "老年人年满八十周岁可以领津贴吗"):
        found = order(engine, words, relax=True, limit=50)
        assert found[0] == "new"
        assert {entry.id for entry in old} <= set(found)
