"""The form at the end of a title, and the level in an issuer's name."""

from __future__ import annotations

import pytest

from govdoc.form import form_of, level_of


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("云岭区人民政府关于印发《临时救助办法》的通知", "通知"),
        ("云岭区公园管理办法（试行）", "办法"),
        ("关于提高城乡低保标准的通知（云政发〔2019〕5号）", "通知"),
        ("《云岭区临时救助办法》政策解读", "解读"),
        ("河湖保护条例实施细则", "细则"),
        ("云岭区人民政府令", "令"),
        ("云岭区人民政府令第7号令", "令"),
        ("中华人民共和国预算法", "法"),
        ("关于同意设立工业园区的批复", "批复"),
        ("领导简介", None),
        ("", None),
    ],
)
def test_form(title: str, form: str | None) -> None:
    assert form_of(title) == form


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("国务院办公厅", "national"),
        ("海关总署", "national"),
        ("山东省人民政府", "province"),
        ("上海市人民政府", "province"),
        ("上海市浦东新区人民政府", "county"),
        ("淄博市人民政府办公室", "city"),
        ("博山区人民政府", "county"),
        ("博山区山头街道办事处", "township"),
        ("白塔镇人民政府", "township"),
        ("某协会", None),
    ],
)
def test_level(issuer: str, level: str | None) -> None:
    assert level_of(issuer) == level
