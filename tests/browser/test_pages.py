"""The pages in a real browser: usable by keyboard, on a phone, with a screen reader, in light and dark, on paper."""

from __future__ import annotations

from typing import Any

import pytest

from tests.search_web.campaigns import PASSWORD

pytestmark = pytest.mark.browser

PAGES = {
    "results": "/search?q=农村低保&kind=normative&issued_from=2000-01-01",
    "document": "/d/yx-000?q=农村低保",
    "snapshot": "/d/yx-000/snapshot",
}
"""Over the forty documents: a filter, a range, an attachment, and a word that never breaks by itself."""
PUBLIC = {
    "home": "/",
    "nothing": "/search?q=zzzzzz&match=exact&kind=law",
    "browse": "/browse?by=year",
    "tree": "/browse?by=issuer",
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
    "as of a day": "/search?q=住房保障&on=2020-06-01&status=in_force&year=2018&year=",
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
    "clean-ups": "/cleanup/",
    "sign in": "/review/sign-in",
}
REVIEW = {
    "opinions": "/review/decide?id=yx-1004&id=yx-1020",
    "queue to work on": "/review/list/queue",
    "trail": "/review/trail",
    "accounts": "/review/accounts",
    "password": "/review/password",
}
"""What the signed-in see beside a clean-up, whose pages are in test_campaign.py."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"
TARGETS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {"target-size": {"enabled": True}, CONTRAST: {"enabled": False}},
}
LOOKS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]},
}
AXE = """async (looks) => {
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  const speaks = (e) => e.matches("input, select, textarea") || [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const looksOf = (e) => {
    const own = getComputedStyle(e), parts = [own.color, own.fontSize, own.fontWeight];
    for (let up = e; up; up = up.parentElement) { const s = getComputedStyle(up); parts.push(s.backgroundColor, s.opacity); }
    return parts.filter((part) => part !== "rgba(0, 0, 0, 0)" && part !== "1").join();
  };
  const seen = new Map([...document.body.querySelectorAll("*")].filter(speaks).map((e) => [looksOf(e), e]));
  const contrast = { resultTypes: ["violations"], runOnly: { type: "rule", values: ["color-contrast"] } };
  const all = (await axe.run(document, looks)).violations;
  return seen.size ? [...all, ...(await axe.run({ include: [...seen.values()] }, contrast)).violations] : all;
}"""
"""axe-core on the open page with everything unfolded. Contrast, most of its work, is measured once for each look:
the same colours, type and grounds on a hundred rows have the same contrast."""
VIEWS = {
    "light": ({"color_scheme": "light"}, TARGETS),
    "dark phone": ({"color_scheme": "dark", "viewport": {"width": 375, "height": 780}, "has_touch": True}, LOOKS),
}
"""How pages are opened, and what axe-core looks at: everything, then what depends on colours and room."""
ROOMS = {"phone": "", "phone in large type": "large"}
"""Sizes of type in which nothing may scroll sideways at 320 pixels."""


def opened(browser: Any, url: str, **options: Any) -> Any:
    page = browser.new_context(**options).new_page()
    page.goto(url)
    return page


def serious(page: Any, looks: dict[str, Any]) -> list[tuple[str, str]]:
    """What axe-core finds on the open page, with everything unfolded."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(Axe().axe_script)
    found = page.evaluate(AXE, looks)
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]


def sideways(page: Any) -> list[tuple[str, str]]:
    """The rooms in which the open page is wider than its window; the window stays as it was."""
    window, found = page.viewport_size, []
    page.set_viewport_size({"width": 320, "height": 640})
    for room, size in ROOMS.items():
        over = page.evaluate(OVER, size)
        found += [(f"sideways: {room}", f"{over} px")] * (over > 0)
    page.set_viewport_size(window)
    return found


OVER = "size => (document.documentElement.dataset.size = size, document.documentElement.scrollWidth - innerWidth)"


@pytest.mark.parametrize("view", ["light", pytest.param("dark phone", marks=pytest.mark.slow)])
def test_every_page_kind_is_usable_by_all(browser: Any, sample: str, view: str) -> None:
    """Loaded once each: axe-core finds nothing serious, and nothing scrolls sideways on a small phone or in large type."""
    how, looks = VIEWS[view]
    page = opened(browser, sample, **how)
    found = faults(page, sample, PUBLIC, looks)
    sign_in(page, sample)
    found |= faults(page, sample, REVIEW, looks)
    assert found == {}
    page.goto("about:blank")
    page.set_content("<p style='color:#999;background:#aaa;width:2000px'>看不清的字</p>")
    assert {CONTRAST, "sideways: phone"} <= dict(serious(page, looks) + sideways(page)).keys(), "blind"
    page.context.close()


def faults(page: Any, place: str, kinds: dict[str, str], looks: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Page kind → what is wrong with it, of those with anything."""
    found = {}
    for name, path in kinds.items():
        answer = page.goto(place + path)
        assert answer.status < 400 or name in ("bad", "missing", "wrong hash"), (name, answer.status)
        if problems := serious(page, looks) + sideways(page):
            found[name] = problems
    return found


def sign_in(page: Any, place: str) -> None:
    page.goto(f"{place}/review/sign-in")
    page.get_by_label("账号").fill("root")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/review/")


def test_what_never_breaks_by_itself_breaks_on_a_small_phone(browser: Any, address: str) -> None:
    page = opened(browser, address)
    assert faults(page, address, PAGES, LOOKS) == {}
    page.context.close()


def test_large_type_is_a_press_away_and_stays(browser: Any, address: str) -> None:
    page = opened(browser, address)
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="大字版").click()
    page.goto(address + PAGES["results"])
    assert page.evaluate(size) > 1.25 * before
    page.context.close()


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_blocked(browser: Any, address: str) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for url in ("/", "/browse?by=year", PAGES["results"], PAGES["document"], PAGES["snapshot"]):
        page.goto(address + url)
    page.context.close()
    assert [url for url in asked if not url.startswith(address)] == []
    assert said == []


def test_S23_a_citizen_finds_reads_and_returns_without_javascript(browser: Any, address: str) -> None:
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
