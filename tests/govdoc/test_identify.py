"""What a text says of itself, with the words it was read from."""

from __future__ import annotations

from datetime import date

import pytest

from govdoc.document import Document
from govdoc.identify import identify


def read(title: str = "", text: str = "", **fields: object) -> Document:
    return identify(Document(id="a", title=title, text=text, **fields)).document  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "text", "number"),
    [
        ("关于调整低保标准的通知", "云政发〔2019〕5号\n各镇人民政府：\n现将标准调整如下。", "云政发〔2019〕5号"),
        ("关于调整低保标准的通知（云政办字〔2020〕12号）", "各镇人民政府：现将标准调整如下。", "云政办字〔2020〕12号"),
        # The number of a cited document is not the document's own.
        ("关于落实救助政策的通知", "根据《救助办法》（云政发〔2018〕3号）要求，现通知如下。", None),
        ("关于落实救助政策的通知", "根据云政发〔2018〕3号文件要求，现通知如下。", None),
        ("《临时救助办法》政策解读", "《临时救助办法》（云政发〔2018〕3号）已经印发。", None),
    ],
)
def test_number(title: str, text: str, number: str | None) -> None:
    assert read(title, text).number == number


def test_issuers_and_day_from_the_signature() -> None:
    text = "各镇人民政府：\n现将有关事项通知如下。\n云岭区人民政府\n2019年3月8日\n（此件公开发布）"
    found = identify(Document(id="a", title="关于做好春耕工作的通知", text=text))
    assert found.document.issuers == ("云岭区人民政府",)
    assert found.document.issued_on == date(2019, 3, 8)
    for _, evidence in found.evidence:
        assert text[evidence.start : evidence.end] == evidence.quote


def test_issuers_from_the_title() -> None:
    assert read("云岭区民政局 云岭区财政局关于提高低保标准的通知").issuers == ("云岭区民政局", "云岭区财政局")


def test_a_date_inside_a_sentence_is_no_signature() -> None:
    assert read("关于放假的通知", "现通知如下：放假时间为2020年10月1日").issued_on is None


def test_the_signature_of_a_forwarded_text_is_not_the_issuers() -> None:
    text = "现转发给你们，请执行。\n\n云岭区民政局关于春荒救助的报告\n情况如下。\n云岭区民政局\n2019年3月8日"
    assert read("云岭区人民政府办公室转发区民政局关于春荒救助报告的通知", text).issued_on is None


def test_a_name_printed_with_spaces_is_closed_up() -> None:
    assert read("云 岭 区 民 政 局 云岭区财政局关于提高标准的通知").issuers == ("云岭区民政局", "云岭区财政局")


def test_what_the_source_states_is_kept() -> None:
    text = "云政发〔2019〕5号\n正文。\n云岭区人民政府\n2019年3月8日"
    kept = read("关于春耕的通知", text, number="云政发〔2019〕6号", issued_on=date(2019, 3, 9), issuers=("区政府",))
    assert (kept.number, kept.issued_on, kept.issuers) == ("云政发〔2019〕6号", date(2019, 3, 9), ("区政府",))


@pytest.mark.parametrize(
    ("issuer", "region"),
    [
        ("山东省淄博市博山区人民政府", "山东省淄博市博山区"),
        ("河北省科学技术厅", "河北省"),
        ("国家市场监督管理总局", None),
        ("国务院办公厅", None),
    ],
)
def test_region(issuer: str, region: str | None) -> None:
    assert read("关于某事的通知", issuers=(issuer,)).region == region
