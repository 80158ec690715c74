"""The pages in a real browser: usable by keyboard, on a phone, with a screen reader, in light and dark, on paper."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "results": "/search?q=农村低保&kind=normative&issued_from=2000-01-01",
    "nothing": "/search?q=zzzzzz&match=exact&kind=law",
    "document": "/d/yx-000?q=农村低保",
    "versions": "/d/yx-000/versions",
    "snapshot": "/d/yx-000/snapshot",
    "browse": "/browse?by=year",
    "bad": "/search?page=x&on=x",
    "missing": "/nothing-here",
}
SAMPLE = {
    "home": "/",
    "nothing": "/search?q=zzzzzz&match=exact&kind=law",
    "browse": "/browse?by=year",
    "bad": "/search?page=x&on=x",
    "missing": "/nothing-here",
    "repealed": "/d/yx-1004?q=住房",
    "clean-up notice": "/d/yx-1801",
    "versions": "/d/yx-1004/versions",
    "comparison": "/d/yx-1004/compare?with=yx-1020",
    "archive copy": "/d/yx-1004/snapshot",
    "report": "/d/yx-1004/report",
    "verify": "/verify",
    "wrong hash": "/verify/0123456789ab",
    "leave": "/leave?to=http://www.gov.test/a",
    "results": "/search?q=住房保障",
    "lookup": "/lookup",
    "all values": "/facet/issuer",
    "audits": "/audit/",
    "wanted": "/audit/wanted",
    "calendar": "/calendar",
    "annual": "/report/annual",
    "catalogue": "/catalogue",
    "embed": "/embed",
    "receipt": "/receipt?q=住房保障",
    "image edition": "/d/yx-1004/sheets",
    "queue": "/audit/queue",
    "matrix": "/audit/statutory/matrix",
    "annual of before": "/report/annual?year=2017",
    "dashboard": "/report/",
    "personal": "/audit/personal",
    "sign in": "/review/sign-in",
}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TARGETS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {"target-size": {"enabled": True}},
}
LOOKS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]},
}
VIEWS = {
    "light": ({"color_scheme": "light"}, TARGETS, tuple(SAMPLE)),
    "dark phone": (
        {"color_scheme": "dark", "viewport": {"width": 375, "height": 780}, "has_touch": True},
        LOOKS,
        tuple(SAMPLE),
    ),
}
"""How pages are opened, what axe-core looks at (everything, then what depends on colours and room), and on which kinds."""


def opened(browser: Any, url: str, **options: Any) -> Any:
    page = browser.new_context(**options).new_page()
    page.goto(url)
    return page


def serious(page: Any, options: dict[str, Any]) -> list[tuple[str, str]]:
    """What axe-core finds on the open page, with everything unfolded."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page, options=options).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("name", PAGES)
def test_320_pixels_never_scroll_sideways(browser: Any, address: str, name: str) -> None:
    page = opened(browser, address + PAGES[name], viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


def test_no_page_kind_scrolls_sideways_on_a_small_phone_even_in_large_type(browser: Any, sample: str) -> None:
    page = opened(browser, sample, viewport={"width": 320, "height": 640})
    wide: list[tuple[str, str, int]] = []
    for size in ("标准", "大字"):
        for name, url in SAMPLE.items():
            page.goto(sample + url)
            width = page.evaluate("document.documentElement.scrollWidth")
            wide += [(size, name, width)] * (width > 320)
        page.get_by_role("button", name="大字版").click()
    assert wide == []
    page.context.close()


@pytest.mark.parametrize("view", ["light", pytest.param("dark phone", marks=pytest.mark.slow)])
def test_axe_finds_nothing_serious(browser: Any, sample: str, view: str) -> None:
    how, options, names = VIEWS[view]
    page = opened(browser, sample, **how)
    found: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        page.goto(sample + SAMPLE[name])
        if problems := serious(page, options):
            found[name] = problems
    assert found == {}
    page.goto("about:blank")
    page.set_content("<p style='color:#999;background:#aaa'>看不清的字</p>")
    assert "color-contrast" in dict(serious(page, options)), "axe-core itself does not work"
    page.context.close()


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_blocked(browser: Any, address: str) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for url in ("/", PAGES["results"], PAGES["document"], PAGES["snapshot"]):
        page.goto(address + url)
    page.context.close()
    assert [url for url in asked if not url.startswith(address)] == []
    assert said == []


def test_a_citizen_finds_reads_and_returns_without_javascript(browser: Any, address: str) -> None:
    page = opened(browser, address, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.get_by_role("searchbox").fill("农村低保")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    total = int(page.locator(".summary strong").inner_text().replace(",", ""))
    assert total >= 5
    assert page.locator(".hit mark").first.inner_text() in "农村低保"
    page.locator(".hit h2 a").first.click()
    assert page.locator("h1").inner_text().count("农村低保") == 1
    assert page.locator(".verdict > .status .badge").is_visible()
    assert page.locator(".text mark").count() > 0
    page.get_by_role("link", name="返回检索结果").click()
    assert page.get_by_role("searchbox").input_value() == "农村低保"
    page.context.close()


def test_a_facet_narrows_to_exactly_its_count_and_its_chip_undoes_it(browser: Any, address: str) -> None:
    page = opened(browser, f"{address}/search?q=云溪区")
    before = page.locator(".summary strong").inner_text()
    link = page.locator(".facet li a", has_text="规范性文件").first
    count = link.locator(".count").inner_text()
    link.click()
    assert page.locator(".summary strong").inner_text() == count != before
    page.locator(".chip").first.click()
    assert page.locator(".summary strong").inner_text() == before
    page.context.close()


def test_by_keyboard_the_first_stop_skips_to_the_content(browser: Any, address: str) -> None:
    page = opened(browser, address + PAGES["results"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def test_contents_lead_to_the_article(browser: Any, address: str) -> None:
    page = opened(browser, address + "/d/yx-000")
    page.locator(".toc a", has_text="第十二条").click()
    assert page.evaluate("decodeURIComponent(location.hash)") == "#art-12"
    assert page.evaluate("document.querySelector(':target').textContent").startswith("第十二条")
    page.context.close()


def test_on_paper_there_is_status_and_no_navigation(browser: Any, address: str) -> None:
    page = opened(browser, address + PAGES["document"])
    page.emulate_media(media="print")
    assert page.locator(".verdict > .status .badge").is_visible()
    assert not page.locator(".top nav").is_visible()
    assert not page.locator("input[type=search]").is_visible()
    page.context.close()


def test_a_search_page_weighs_little(browser: Any, address: str) -> None:
    page = browser.new_context().new_page()
    weights: list[int] = []
    page.on("response", lambda response: weights.append(len(response.body())))
    page.goto(address + PAGES["results"])
    page.wait_for_load_state("networkidle")
    page.context.close()
    assert sum(weights) < 100_000
