"""Personal data in published texts: what is found, what only looks like it. The numbers are the samples of the standards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdoc.check_digits import is_credit_code, is_identity, luhn
from govdoc.document import Attachment, Document
from govdoc.personal import find_personal, masked
from govdoc.traits import Leak, read_traits

IDENTITY, OTHER = "11010519491231002X", "110101200002290018"
CARD, LONG_CARD, VISA = "6200000000000005", "6200000000000000000", "4111111111111111"
CREDIT = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("check", "number", "right"),
    [
        (is_identity, IDENTITY, True),
        (is_identity, "110105194912310021", False),
        (is_identity, "990105194912310029", False),  # no such province
        (is_identity, "110105194902300023", False),  # 30 February
        (luhn, VISA, True),
        (luhn, "4111111111111112", False),
        (luhn, CARD, True),
        (luhn, LONG_CARD, True),
        (is_credit_code, CREDIT, True),
        (is_credit_code, "91350100M000100Y44", False),
        (is_credit_code, "91350100I000100Y43", False),
    ],
)
def test_check_digits(check: object, number: str, right: bool) -> None:
    assert check(number) is right  # type: ignore[operator]


@given(st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, by: int) -> None:
    number = list(IDENTITY)
    number[place] = str((int(number[place]) + by) % 10) if place < 17 else str(by)
    assert not is_identity("".join(number))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"张某，身份证号码：{IDENTITY}。", ["identity"]),
        (f"{IDENTITY.lower()}、{IDENTITY}", ["identity", "identity"]),
        ("证件号 １１０１０５１９４９１２３１００２Ｘ", ["identity"]),
        ("身份证号 110105 19491231 002X", ["identity"]),
        ("身份证：110105491231002", ["identity"]),
        ("编号：110105491231002", []),  # fifteen digits prove nothing without a word
        ("110105194912310021", []),
        ("身份证号 110105********002X", []),
        (f"http://www.gov.test/{IDENTITY}.html", []),
        (f"统一社会信用代码 {CREDIT}", []),
        ("索引号：11370322004222241N/2021-5135380", []),
        (f"项目编号：{IDENTITY}", []),
        ("云政发〔2021〕12号，2021-370304-48-03-012345", []),
        (f"A{IDENTITY}", []),
        (f"银行卡号 {VISA}", ["card"]),
        (f"{VISA}", []),  # a foreign card needs a word
        (f"户名某某 {CARD}", []),
        (f"张某 {CARD} 某银行", ["card"]),
        ("卡号：6200 0000 0000 0005", ["card"]),
        (f"开户行：某银行，户名：区财政局，账号：{CARD}", []),
        ("卡号：6200000000000006", []),
        (f"公用经费{CARD}元", []),
        ("李某 13800138000", ["mobile"]),
        ("李某 138-0013-8000，+86 13900139000", ["mobile", "mobile"]),
        ("联系人：李某，联系电话：13800138000", ["contact"]),
        ("热线12345、12315、4008001234，电话0533-4110000", []),
        ("档案号：13800138000", []),
        ("投资13800138000元", []),
        ("云政发〔2017〕13800138000号", []),
        ("12800138000、23800138000、138001380001", []),
        ("住宅电话：0533-4110000", ["home"]),
        ("值班电话：0533-4110000", []),
    ],
)
def test_what_is_personal_and_what_only_looks_like_it(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in find_personal(text)] == kinds


def test_spans_are_places_in_the_text_and_digits_are_masked() -> None:
    text = f"名单：张某 {IDENTITY} 13800138000"
    found = find_personal(text)
    assert [text[one.start : one.end] for one in found] == [IDENTITY, "13800138000"]
    assert [one.masked for one in found] == ["1101************2X", "1380*****00"]


def test_every_part_of_a_document_is_read_and_no_digits_are_kept() -> None:
    document = Document(
        "d",
        title="公示",
        text=f"甲 {IDENTITY}；乙 {IDENTITY}",
        attachments=(Attachment("名单.xlsx", text=f"丙\t{OTHER}\n丁\t13800138000"),),
    )
    leaks = read_traits(document).leaks
    assert leaks == (
        Leak("identity", "text", 2, 2, "1101************2X"),
        Leak("identity", "attachment:0", 2, 1, "1101************18"),
        Leak("mobile", "attachment:0", 23, 1, "1380*****00"),
    )
    assert IDENTITY not in str(leaks)


def test_masked_text_keeps_its_places() -> None:
    text = f"我是{IDENTITY}，电话138-0013-8000，文号云政发〔2021〕12号。"
    assert masked(text) == "我是1101************2X，电话138-****-**00，文号云政发〔2021〕12号。"
    assert masked("没有号码") == "没有号码"
