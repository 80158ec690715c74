"""What a text is cut into: tables of text and words, the positions, and the agreement of rjieba with jieba."""

from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import tokenizer
from indexer.tokenizer import fold, simplify, squeeze, terms, tokens, words

HELD_TOGETHER = [
    ("推行双随机检查", "双随机"),
    ("行政规范性文件清理", "规范性文件"),
    ("扶持小微企业发展", "小微企业"),
    ("主动做好政务公开", "政务公开"),
    ("本办法有效期5年", "5"),
    ("第5条规定", "第5条"),
    ("第五条规定", "第5条"),
    ("第二十三条规定", "第23条"),
    ("博政办发〔2017〕5号", "(2017)5号"),
    ("博政办发【２０１７】第 5 号", "(2017)5号"),
    ("自2017年5月1日起", "2017-05-01"),
    ("2017-5-1发布", "2017-05-01"),
    ("统一编号ABCR-2017-0020001", "abcr20170020001"),
    ("ＷＴＯ规则", "wto"),
]


@pytest.mark.parametrize(("text", "word"), HELD_TOGETHER)
def test_a_word_that_must_be_found(text: str, word: str) -> None:
    assert word in terms(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [("博政办发〔2017〕5号", "(2017)6号"), ("博政办发〔2017〕15号", "5号"), ("2017年5月1日", "第5条")],
)
def test_a_word_that_is_not_there(text: str, word: str) -> None:
    assert word not in terms(text)


def test_positions_are_ordinal_and_sub_words_share_them_longest_first() -> None:
    found = [(token.text, token.position) for token in tokens("中华人民共和国城市，规定")]
    assert found[0] == ("中华人民共和国", 0)
    assert {place for word, place in found if word in {"中华", "人民", "共和国"}} == {0}
    lengths = [len(word) for word, place in found if place == 0]
    assert lengths == sorted(lengths, reverse=True)
    assert [place for word, place in found if word in {"城市", "规定"}] == [1, 2]


def test_words_leave_sub_words_out() -> None:
    assert [word for word, _, _ in words("中华人民共和国 城市")] == ["中华人民共和国", "城市"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２", "abc12"),
        ("国办发〔2023〕26号", "国办发(2023)26号"),
        ("［2023］【1】﹝2﹞", "(2023)(1)(2)"),
        ("㈠…①", "㈠…1"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="农村低保办法第五条5〔2017〕号年月日 ,。ab-"))
def test_terms_are_the_tokens_and_tokens_lie_in_the_text(text: str) -> None:
    found = tokens(text)
    assert sorted(terms(text)) == sorted(token.text for token in found)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    places = [token.position for token in found]
    assert places == sorted(places)
    assert set(places) == set(range(len(set(places))))


SENTENCES = [
    "各镇人民政府、街道办事处，区政府各部门，各有关单位：",
    "为规范城乡最低生活保障审核确认工作，根据社会救助暂行办法，结合我区实际，制定本办法。",
    "本办法自二〇一七年五月一日起施行，有效期至二〇二二年四月三十日，原有规定同时废止。",
    "推进双随机一公开监管，优化营商环境，落实小微企业普惠性税收减免政策。",
    "对符合条件的高龄老人发放津贴，由户籍所在地村民委员会受理申请。",
    "棚户区改造项目征地补偿安置方案已经批准，现予公告如下",
    "x光检查、WTO规则与5G基站建设管理",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_rjieba_cuts_as_jieba_does_over_our_dictionary(sentence: str) -> None:
    pytest.importorskip("rjieba")
    assert tokens(sentence) == tokens(sentence, segment=tokenizer.reference_segmenter())


def test_S10_traditional_is_simplified_and_squeezing_drops_blanks() -> None:
    assert simplify("規範性文件") == "规范性文件"
    assert squeeze(" 国办发 〔2017〕\n5 号") == "国办发(2017)5号"


def test_whoosh_gets_ordinal_positions() -> None:
    found = [
        (token.text, token.pos, token.startchar)
        for token in tokenizer.analyzer()("政务公开工作", positions=True, chars=True)
    ]
    assert ("政务公开", 0, 0) in found
    assert ("工作", 1, 4) in found


def test_every_word_of_our_dictionary_stays_whole_and_both_segmenters_agree_on_it() -> None:
    pytest.importorskip("rjieba")
    words = [word for word, _ in tokenizer.load_user_dictionary()]
    assert len(words) == len(set(words))
    fast, reference = tokenizer.segmenter(), tokenizer.reference_segmenter()
    for word, following in itertools.pairwise(words):
        assert word in {cut for cut, _, _ in fast(word)}
        assert fast(word + following) == reference(word + following)


@pytest.mark.slow
def test_real_sentences_are_cut_alike(real_data: Path) -> None:
    pytest.importorskip("rjieba")
    fast, reference = tokenizer.segmenter(), tokenizer.reference_segmenter()
    for file in ("hebei_province", "customs_regulations", "laws", "waystowork_rules"):
        with gzip.open(real_data / "corpus" / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in itertools.islice(lines, 200):
                text = fold(json.loads(line)["text"][:5_000])
                assert [tuple(span) for span in fast(text)] == reference(text)
