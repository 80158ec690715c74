"""What each kind of user comes for, from the first page to the answer, over the documents of the sample site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govdoc.settings import today
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
    ended = lapsed.filter(has=page.locator(".reason", has_text="届满"))
    ended.locator("h2 a").first.click()
    why = page.locator(".why .basis").first
    quote = why.locator("blockquote b").inner_text()
    assert "已届满" in why.locator("figcaption").inner_text()
    why.locator("blockquote a").click()
    assert page.locator(".quoted:target").inner_text() == quote
    assert "已失效" in page.locator(".timeline").inner_text()
    page.context.close()


def test_S23_by_keyboard_alone_from_the_box_to_the_clause(browser: Any, sample: str) -> None:
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


def test_D10_paper_has_status_day_and_proof_but_no_navigation(browser: Any, sample: str) -> None:
    page = opened(browser, f"{sample}/d/yx-1004")
    page.emulate_media(media="print")
    for shown in (".verdict .badge", ".asof", ".citation", ".qr", ".text", ".timeline"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in (".top nav", ".jump", ".asof-form", ".toc", ".foot nav", "input[type=search]", ".display"):
        assert not page.locator(hidden).first.is_visible(), hidden
    page.context.close()


def test_results_on_paper_name_the_day_of_the_status_once(browser: Any, sample: str) -> None:
    for query, day in (("&on=2020-06-01", "2020-06-01"), ("", today().isoformat())):
        page = opened(browser, f"{sample}/search?q=住房保障{query}")
        page.emulate_media(media="print")
        assert page.locator("body").inner_text().count(day) == 1, query
        page.context.close()


def test_suggestions_by_keyboard_alone_and_recent_searches_stay_in_the_browser(browser: Any, sample: str) -> None:
    page = opened(browser, sample)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("zfbz", delay=20)
    page.get_by_role("listbox").wait_for()
    option = page.get_by_role("option").first
    assert "住房保障" in option.inner_text()
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert box.input_value() == option.get_attribute("data-text")
    page.keyboard.press("Escape")
    assert box.input_value() == "zfbz"
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("ArrowDown")
    chosen = box.input_value()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert page.locator("#q").input_value() == chosen
    assert page.evaluate("JSON.parse(localStorage.getItem('govdoc.recent'))") == [chosen]
    page.goto(sample)
    page.get_by_role("combobox").click()
    page.get_by_role("option", name=chosen).wait_for()
    page.get_by_role("button", name="清除最近检索").dispatch_event("mousedown")
    assert page.evaluate("localStorage.getItem('govdoc.recent')") is None
    assert all(url.startswith(sample) for url in asked)
    page.context.close()


def test_a_span_of_years_is_dragged_and_chosen_by_keyboard_alike(browser: Any, sample: str) -> None:
    page = opened(browser, f"{sample}/search?q=通知", viewport={"width": 1280, "height": 900})
    years = page.locator("svg a[data-year]").evaluate_all("bars => bars.map(bar => bar.dataset.year)")
    drawing = page.locator("svg[data-years]").bounding_box()
    width, middle = drawing["width"] / len(years), drawing["y"] + drawing["height"] / 3
    page.mouse.move(drawing["x"] + width * 1.5, middle)
    page.mouse.down()
    page.mouse.move(drawing["x"] + width * 3.5, middle, steps=5)
    assert page.locator("svg a.held").count() == 3
    page.mouse.up()
    page.wait_for_url("**/search?**year=**")
    dragged = page.url
    assert [page.url.count(f"year={year}") for year in years] == [0, 1, 1, 1] + [0] * (len(years) - 4)
    assert f"{years[1]}—{years[3]}年" in page.locator(".chips").inner_text()
    total = page.locator(".summary strong").inner_text()
    page.goto(f"{sample}/search?q=通知")
    page.locator("select[name=year_from]").focus()
    page.keyboard.type(years[1])
    page.locator("select[name=year_to]").focus()
    page.keyboard.type(years[3])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**year=**")
    assert (page.url, page.locator(".summary strong").inner_text()) == (dragged, total)
    page.context.close()


def test_more_values_are_sifted_while_typing_and_several_chosen_at_once(browser: Any, sample: str) -> None:
    page = opened(browser, f"{sample}/search?q=云浔区")
    more = page.locator("details.more[data-every*='/facet/issuer']")
    more.locator("summary").click()
    rows = more.locator(".values li")
    rows.first.wait_for()
    counts = []
    for name in rows.locator(".name").all_inner_texts()[1:3]:
        more.get_by_role("searchbox").fill(name)
        seen = rows.filter(visible=True)
        assert 0 < seen.count() < rows.count()
        assert all(name in text for text in seen.locator(".name").all_inner_texts())
        counts.append(int(seen.first.locator(".count").inner_text()))
        seen.first.get_by_role("checkbox").check()
    more.get_by_role("button", name="查看所选").click()
    page.wait_for_url("**issuer=**issuer=**")
    assert page.locator(".chip", has_text="发文机关").count() == 2
    assert max(counts) <= int(page.locator(".summary strong").inner_text()) <= sum(counts)
    page.context.close()


def test_outside_links_are_marked_and_pass_the_notice(browser: Any, sample: str) -> None:
    page = opened(browser, f"{sample}/search?q=住房保障")
    outside = page.locator("main a.external")
    assert outside.count() > 0
    assert page.locator("main a[href^='http']").count() == 0
    assert "外部链接" in outside.first.inner_text() or "外部链接" in outside.first.text_content()
    outside.first.click()
    assert "/leave?to=" in page.url
    assert "离开" in page.locator("main").inner_text()
    page.context.close()
