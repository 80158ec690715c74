"""A text made readable: anchors that others link to, marks and quotes at their places, articles aligned with articles."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from govdoc.outline import lines_with_offsets
from search_web.differences import compare, runs
from search_web.reading import Quote, read

RULES = """云溪区人民政府
2021年3月1日
云溪区住房保障办法
第一章　总则
第一条　为保障住房，制定本办法。
第二条　下列家庭可以申请：
（一）无住房的；
（二）收入低的。
第二章　附则
第三条之一　由区住建局负责。
第十二条　自2021年5月1日起施行，有效期五年。
附件：评分细则
第一条　满分一百分。"""


def text_of(paragraph: object) -> str:
    return "".join(piece.text for piece in paragraph.pieces)  # type: ignore[attr-defined]


def test_anchors_are_numbers_and_an_annex_does_not_take_those_of_the_text() -> None:
    reading = read(RULES)
    assert [p.anchor for p in reading.paragraphs if p.anchor] == [
        "ch-1", "art-1", "art-2", "ch-2", "art-3-1", "art-12", "art-1_2",
    ]  # fmt: skip


def test_who_signs_and_when_stand_apart_and_so_does_the_inner_title() -> None:
    tags = [p.tag for p in read(RULES, title="云溪区人民政府关于印发云溪区住房保障办法的通知").paragraphs[:4]]
    assert tags == ["e", "e", "t", "h"]


def test_a_quote_is_set_apart_where_it_stands_and_opens_once() -> None:
    start = RULES.index("第二条")
    quote = Quote(start, RULES.index("（二）"), "q1")
    pieces = [piece for p in read(RULES, ("住房",), (quote,)).paragraphs for piece in p.pieces if piece.quote]
    assert "".join(piece.text for piece in pieces) == "下列家庭可以申请：（一）无住房的；"
    assert [piece.opens for piece in pieces].count(True) == 1
    assert [piece.text for piece in pieces if piece.marked] == ["住房"]


def test_a_character_knows_its_article() -> None:
    reading = read(RULES)
    assert reading.place(RULES.index("收入低")) == ("第二条", "art-2")
    assert reading.place(RULES.index("五年")) == ("第十二条", "art-12")
    assert reading.place(0) == ("", "")


@settings(deadline=None)
@given(st.text(alphabet="第一二十1百条章节、（）。；\n 　ab住房", max_size=400))
def test_nothing_is_lost_and_anchors_are_unique(text: str) -> None:
    reading = read(text, ("住房",), (Quote(3, 9, "q"),))
    shown = "".join(p.label if p.tag == "a" else "" for p in reading.paragraphs)
    shown_text = "".join(text_of(p) for p in reading.paragraphs)
    kept = [c for c in text if not c.isspace()]
    assert sorted(c for c in shown + shown_text if not c.isspace()) == sorted(kept)
    anchors = [p.anchor for p in reading.paragraphs if p.anchor]
    assert len(anchors) == len(set(anchors))
    assert len({p.name for p in reading.paragraphs}) == len(reading.paragraphs)
    assert all(text[start : start + len(line)] == line for start, line in lines_with_offsets(text))


def test_an_inserted_article_shifts_the_others_without_changing_them() -> None:
    old = "第一条　为保障住房。\n第二条　面积低于15平方米的可以申请。\n第三条　由区住建局负责。\n第四条　有效期五年。"
    new = "第一条　为保障住房。\n第二条　面积低于18平方米的可以申请。\n第三条　申请人应当申报财产，接受核查。\n第四条　由区住建局负责。\n第五条　有效期五年。"
    found = compare(old, new)
    assert (found.added, found.removed, found.changed, found.moved) == (1, 0, 1, 2)
    assert found.articles == ("第二条", "第三条")
    changed = next(c for c in found.changes if c.op == "changed")
    assert [(r.op, r.text) for r in changed.runs if r.op != "same"] == [("removed", "15"), ("added", "18")]
    assert [(c.label, c.was) for c in found.changes if c.op == "moved"] == [("第四条", "第三条"), ("第五条", "第四条")]


def test_the_paragraphs_of_an_article_stay_with_it() -> None:
    old = "第一条　下列情形：\n（一）甲；\n（二）乙。\n第二条　完。"
    found = compare(old, old.replace("（二）乙。", "（二）乙；\n（三）丙。"))
    assert found.articles == ("第一条",)
    assert (found.added, found.removed, found.changed) == (0, 0, 1)


def test_equal_texts_differ_in_nothing() -> None:
    assert compare("甲\n乙", "甲\n\n乙").changes == ()


@settings(deadline=None)
@given(st.text(alphabet="甲乙丙丁12 ", max_size=60), st.text(alphabet="甲乙丙丁12 ", max_size=60))
def test_both_texts_can_be_read_back_from_their_difference(old: str, new: str) -> None:
    found = runs(old, new)
    assert "".join(r.text for r in found if r.op != "added") == old
    assert "".join(r.text for r in found if r.op != "removed") == new


@settings(deadline=None)
@given(st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=12), st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=12))
def test_every_paragraph_is_accounted_for(old: list[str], new: list[str]) -> None:
    before, after = (["".join(c * 6) + "。" for c in side] for side in (old, new))
    found = compare("\n".join(before), "\n".join(after), around=10**6)
    said = [c for c in found.changes if c.op != "skipped"]
    if found.changes:
        assert ["".join(r.text for r in c.runs if r.op != "removed") for c in said if c.op != "removed"] == after


def test_articles_get_anchors_and_a_table_of_contents() -> None:
    text = "总则\n" + "\n".join(f"第{n}条　内容{n}。" for n in "一二三四五六七八") + "\n附：\n第三条 附则"
    reading = read(text)
    assert [e.anchor for e in reading.contents][2] == "art-3"
    assert reading.contents[-1].anchor == "art-3_2"
    assert reading.paragraphs[1].label == "第一条"


def test_a_sentence_that_mentions_an_article_is_no_article() -> None:
    reading = read(
        "依照第三条办理。\n第三方评估。\n一、总体要求\n一、各单位应当按时报送，不得迟报、漏报、瞒报，并说明理由。"
    )
    assert [p.tag for p in reading.paragraphs] == ["p", "p", "s", "p"]


def test_a_text_that_lost_its_line_breaks_is_cut_at_its_articles() -> None:
    wall = "".join(
        f"第{n}条各镇人民政府应当按照职责分工做好本辖区的农村低保工作，依照第九条办理。" for n in "一二三四五六七八九"
    )
    reading = read(wall)
    assert [p.label for p in reading.paragraphs] == [f"第{n}条" for n in "一二三四五六七八九"]
    assert "".join(p.label + "".join(x.text for x in p.pieces) for p in reading.paragraphs) == wall
    assert len(read(wall[:200]).paragraphs) == 1


def test_differences_show_what_changed_and_fold_the_rest() -> None:
    old = "\n".join(f"第{n}段" for n in range(10))
    changes = compare(old, old.replace("第5段", "第五段")).changes
    assert [c.op for c in changes] == ["skipped", "same", "removed", "added", "same", "skipped"]
