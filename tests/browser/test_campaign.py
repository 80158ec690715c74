"""A whole clean-up in a real browser: sign in, list, decide in bulk, on paper and back, a second reviewer, the public, the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from govdoc.settings import Settings
from govdoc.worksheet import WIDTHS
from indexer.derive import at_once, derive, entries
from indexer.engine import SearchEngine, open_engine
from search_web.app import create_app
from tests.browser.conftest import serving
from tests.browser.test_pages import LOOKS, TARGETS, faults, opened, serious
from tests.search_web.campaigns import OFFICE, PASSWORD, begun, made_store

pytestmark = pytest.mark.browser
MANY = 60
PHONE = {"color_scheme": "dark", "viewport": {"width": 320, "height": 700}, "has_touch": True}


class Office:
    """The service over sixty documents, its store and its engine."""

    def __init__(self, place: str, store: Any, engine: SearchEngine) -> None:
        self.place, self.store, self.engine = place, store, engine

    def indexed(self) -> None:
        """All that the indexer process does beside the service."""
        derive(self.store)
        self.engine.rebuild(entries(self.store), self.store.revision())

    def followed(self) -> None:
        """What it does at once, before it derives everything."""
        self.engine.update(at_once(self.store, self.store.changed_since(self.engine.revision() or 0)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all tests here: each works in a campaign of its own."""
    folder = tmp_path_factory.mktemp("office")
    with made_store(folder, MANY) as store:
        settings = Settings(folder, engine_url=str(folder / "index"))
        engine = open_engine(settings.engine_url)
        with serving(create_app(settings, engine, store)) as place:
            found = Office(place, store, engine)
            found.indexed()
            yield found
        engine.close()


def signed_in(browser: Any, place: str, name: str, **options: Any) -> Any:
    page = opened(browser, f"{place}/review/sign-in", **options)
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/review/")
    return page


def decide(page: Any, decision: str, reason: str, note: str = "") -> None:
    page.get_by_role("radio", name=decision, exact=True).check()
    page.get_by_label("理由").select_option(label=reason)
    page.get_by_label("说明").fill(note)
    page.get_by_role("button", name="记录意见").click()


def sums(page: Any) -> list[int]:
    """The figures of the line that adds up: listed, then every outcome."""
    return [int(text.replace(",", "")) for text in page.locator(".sums strong").all_inner_texts()]


def test_a_whole_campaign(browser: Any, office: Office, tmp_path: Path) -> None:
    li = signed_in(browser, office.place, "li", accept_downloads=True)
    li.get_by_role("link", name="清理工作").click()
    li.get_by_role("link", name="开始一次清理").click()
    li.get_by_label("查找机关").fill("清水")
    li.get_by_role("button", name="查找").click()
    li.get_by_label(OFFICE).check()
    li.get_by_label("截止日期").fill("2025-12-31")
    li.get_by_role("button", name="看一看有哪些文件").click()
    li.get_by_role("button", name=f"开始清理（{MANY} 件）").click()
    assert sums(li) == [MANY, 0, 0, 0, 0, 0, MANY]
    campaign = li.url.partition("?")[0]

    li.goto(f"{campaign}?suggestion=lapse")
    li.get_by_label("不论是否勾选").check()
    li.get_by_role("button", name="采纳各件的建议").click()
    li.wait_for_url("**said=adopted**")
    assert sums(li) == [MANY, 0, 0, 0, 20, 0, 40]
    li.goto(f"{campaign}?outcome=open&suggestion=judge")
    for number in (1, 2):
        li.locator("input[name=item]").nth(number).check()
    decide(li, "废止", "已有新的规定完全涵盖", "见清政办发〔2026〕1号")
    li.wait_for_url("**said=item**")
    assert sums(li) == [MANY, 0, 0, 2, 20, 0, 38]

    conflict(browser, office, li, campaign)
    on_paper(li, campaign, tmp_path)
    assert sums(li) == [MANY, 20, 0, 20, 20, 0, 0]  # every third, as the documents are made
    reader(browser, office, campaign)
    publish(li, office, campaign)
    li.context.close()


def conflict(browser: Any, office: Office, li: Any, campaign: str) -> None:
    """Two open the same page; the second is told, keeps the words, and records what nobody else touched."""
    wang = signed_in(browser, office.place, "wang")
    for page in (li, wang):
        page.goto(f"{campaign}?outcome=open&suggestion=keep")
    for page, ticked in ((li, (0,)), (wang, (0, 1))):
        for number in ticked:
            page.locator("input[name=item]").nth(number).check()
    decide(li, "保留", "仍需执行，合法有效")
    li.wait_for_url("**said=item**")
    decide(wang, "修改", "实施机关或者职责已经调整", "王写的说明")
    assert "1 件别人先改了" in wang.locator("h1").inner_text()
    assert "王写的说明" in wang.locator("main").inner_text()
    assert serious(wang, TARGETS) == []
    wang.get_by_role("button", name="跳过这 1 件").click()
    wang.wait_for_url("**said=item**")
    assert sums(wang) == [MANY, 1, 1, 2, 20, 0, 36]
    wang.locator("a", has_text="全部显示").click()
    wang.goto(f"{campaign}?outcome=amend")
    wang.locator(".items tbody a").first.click()
    wang.get_by_role("button", name="撤回这项意见").click()
    assert "撤回意见" in wang.locator(".timeline").inner_text()
    wang.context.close()


def on_paper(li: Any, campaign: str, folder: Path) -> None:
    """The rest is filled in as a sheet: what is suggested kept is kept, what says nothing is repealed."""
    li.goto(campaign)
    with li.expect_download() as download:
        li.get_by_role("link", name="下载底稿").click()
    file = folder / "底稿.xlsx"
    download.value.save_as(file)
    book = load_workbook(file)
    columns = {name: place for place, name in enumerate(WIDTHS, 1)}
    for row in range(2, book.active.max_row + 1):
        if not book.active.cell(row, columns["清理意见"]).value:
            kept = book.active.cell(row, columns["建议"]).value == "保留"
            book.active.cell(row, columns["清理意见"]).value = "保留" if kept else "废止"
            book.active.cell(row, columns["理由"]).value = "仍需执行，合法有效" if kept else "调整对象已经消失"
    book.save(file)
    li.get_by_role("link", name="导入填好的底稿").click()
    li.locator("input[type=file]").set_input_files(file)
    li.get_by_role("button", name="上传并预览").click()
    assert "37" in li.locator(".counts").inner_text()
    assert serious(li, TARGETS) == []
    li.get_by_role("button", name="记录这 37 项意见").click()
    li.wait_for_url("**said=imported**")


def reader(browser: Any, office: Office, campaign: str) -> None:
    """May look, finds nothing to press, and is refused where he knows the address."""
    page = signed_in(browser, office.place, "reader")
    page.goto(campaign)
    assert page.locator("input[name=item]").count() == 0
    assert page.get_by_role("link", name="公布结果").count() == 0
    page.goto(f"{campaign}/publish")
    assert "没有权限" in page.locator("h1").inner_text()
    page.context.close()


def publish(li: Any, office: Office, campaign: str) -> None:
    """The end: the public page, the search and its filter say so."""
    li.goto(f"{campaign}/publish")
    li.get_by_role("button", name=f"公布这 {MANY} 件的结果").click()
    li.wait_for_url("**said=published**")
    office.followed()
    li.goto(f"{office.place}/search?q=养犬管理办法&status=repealed")
    found = set(li.locator(".hit h2").all_inner_texts())
    assert {f"清水区养犬管理办法（第{n}号）" for n in range(MANY) if n % 5 == 0 and n % 3 == 2} <= found
    li.locator(".hit h2 a").first.click()
    assert f"{OFFICE}公布清理结果：废止" in li.locator("main").inner_text()
    li.goto(f"{office.place}/cleanup/")
    li.locator(".cards a").first.click()
    assert f"{OFFICE}于" in li.locator(".notice").inner_text()
    li.get_by_role("link", name="查看通知和附件").click()
    assert "共清理规范性文件60件，其中保留20件，废止20件，宣布失效20件" in li.locator("main").inner_text()


@pytest.mark.parametrize(
    ("options", "looks"),
    [pytest.param({}, TARGETS, id="light"), pytest.param(PHONE, LOOKS, id="dark phone", marks=pytest.mark.slow)],
)
def test_every_page_of_a_campaign_is_usable_by_all(browser: Any, office: Office, options: Any, looks: Any) -> None:
    id = begun(office.store).id
    li = signed_in(browser, office.place, "li", **options)
    li.goto(f"{office.place}/review/campaigns/{id}")
    li.locator("summary", has_text="公开征求意见").click()
    li.get_by_role("button", name="公开征求意见").click()
    li.wait_for_url("**said=consulted**")
    review, public = f"/review/campaigns/{id}", f"/cleanup/{id}"
    paths = ("/review/", "/review/campaigns/", f"/review/campaigns/new?issuer={OFFICE}&cutoff=2025-12-31", review, f"{review}/items/m-00000", f"{review}/import", f"{review}/notice", f"{review}/comments", f"{review}/publish", "/cleanup/", public, f"{public}/items/m-00000", "/review/annual?year=2022", "/review/annual?year=2017", "/review/list/cleanup", "/review/d/m-00001")  # fmt: skip
    assert faults(li, office.place, {path: path for path in paths}, looks) == {}
    li.context.close()
