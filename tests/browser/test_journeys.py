"""What each kind of user comes for, from the first page to the answer, over the documents of the sample site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_pages import opened

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 375, "height": 780}, "has_touch": True, "is_mobile": True, "locale": "zh-CN"}


def test_a_citizen_finds_the_subsidy_from_a_plain_question_with_a_typo_on_a_phone(browser: Any, sample: str) -> None:
    page = opened(browser, sample, **PHONE)
    page.get_by_role("combobox").or_(page.get_by_role("searchbox")).first.fill("老人在家养老补帖怎么申请")
    page.get_by_role("button", name="检索", exact=True).first.click()
    page.wait_for_url("**/search?**")
    hit = page.locator(".hit", has=page.locator("h2", has_text="经济困难老年人养老服务补贴办法")).first
    hit.wait_for(timeout=5000)
    assert hit.locator(".badge").first.inner_text() == "现行有效"
    hit.locator("h2 a").tap()
    assert "现行有效" in page.locator(".verdict .status").inner_text()
    page.locator(".basis blockquote a").first.tap()
    assert "有效期" in page.locator(".quoted:target").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.context.close()


def test_staff_find_a_number_see_a_past_day_and_take_the_list_along(browser: Any, sample: str, tmp_path: Path) -> None:
    page = opened(browser, f"{sample}/search?q=云政发[2018]7号")
    first = page.locator(".hit").first
    assert first.locator(".badge").first.inner_text() == "已废止"
    first.locator("h2 a").click()
    assert page.locator(".masthead").inner_text().replace("\n", " ").endswith("云政发〔2018〕7号")
    page.get_by_label("看某一天是否有效").fill("2020-06-01")
    page.get_by_role("button", name="查看").click()
    assert page.url.endswith("on=2020-06-01")
    assert "现行有效" in page.locator(".verdict .status").inner_text()
    assert "按 2020-06-01 的情况判断" in page.locator(".verdict").inner_text()
    page.goto(f"{sample}/search?q=住房保障&on=2020-06-01")
    total = int(page.locator(".summary strong").inner_text().replace(",", ""))
    with page.expect_download() as download:
        page.locator("a[href*='export.csv']").first.click()
    file = tmp_path / "list.csv"
    download.value.save_as(file)
    assert len(file.read_text("utf-8-sig").splitlines()) == total + 1
    page.context.close()


def test_a_reviewer_opens_the_lapsed_list_and_reads_the_evidence(browser: Any, sample: str) -> None:
    page = opened(browser, f"{sample}/browse?by=status")
    page.locator("main a", has_text="已失效").first.click()
    lapsed = page.locator(".hit")
    assert lapsed.count() > 0
    assert set(lapsed.locator(".status .badge").all_inner_texts()) == {"已失效"}
    lapsed.locator("h2 a").first.click()
    why = page.locator(".why .basis").first
    quote = why.locator("blockquote b").inner_text()
    assert "已届满" in why.locator("figcaption").inner_text()
    why.locator("blockquote a").click()
    assert page.locator(".quoted:target").inner_text() == quote
    assert "已失效" in page.locator(".timeline").inner_text()
    page.context.close()


def test_by_keyboard_alone_from_the_box_to_the_clause(browser: Any, sample: str) -> None:
    page = opened(browser, f"{sample}/d/yx-1004")
    link = page.locator(".why-link")
    for _ in range(30):
        page.keyboard.press("Tab")
        if link.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#why"
    outline = link.evaluate("e => (e.focus(), getComputedStyle(e).outlineStyle)")
    assert outline == "solid"
    page.context.close()


def test_paper_has_status_day_and_proof_but_no_navigation(browser: Any, sample: str) -> None:
    page = opened(browser, f"{sample}/d/yx-1004")
    page.emulate_media(media="print")
    for shown in (".verdict .badge", ".asof", ".citation", ".qr", ".text", ".timeline"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in (".top nav", ".jump", ".asof-form", ".toc", ".foot nav", "input[type=search]", ".display"):
        assert not page.locator(hidden).first.is_visible(), hidden
    page.context.close()
