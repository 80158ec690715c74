"""The draft of a clean-up notice: what we publish, our own reader of such notices reads back as it was decided."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from docx import Document as Docx
from docx.shared import Mm, Pt
from flask import Flask, render_template

from govdoc.audits.row import Row
from govdoc.campaign import Campaign, Item, State
from govdoc.cleanup import CleanupNotice, read_cleanup
from govdoc.document import Review
from govdoc.notice_docx import notice_docx
from govdoc.notice_draft import draft
from govdoc.notice_reader import read_notice
from govdoc.people import DECISIONS, Standing

ON = date(2026, 5, 6)
AT = datetime(2026, 5, 1, tzinfo=UTC)
CAMPAIGN = Campaign("2026-1", "清理", "清水区人民政府", ("清水区人民政府",), date(2025, 12, 31), False, "li", AT)
TITLES = (
    "清水区养犬管理办法",
    "清水区人民政府关于印发《清水区燃气管理办法》的通知",
    "关于进一步加强2012年森林防火工作的通告（试行）",
    "清水区人民政府关于废止部分规范性文件的决定",
    "清水区“十四五”节水规划实施意见",
    "关于转发区民政局《清水区临时救助实施细则（修订）》的通知",
    "清水区人民政府关于修改《清水区供热条例实施办法》的通知",
    "1号公园保护规定",
)
REASONS = ("needed", "basis_changed", "covered", "term_over", "task_done", "other")


def items(*counts: tuple[str, int]) -> list[Item]:
    """So many items of each decision, with every kind of title, some without a number, some with a reason of many words."""
    found = []
    for decision, many in counts:
        for _ in range(many):
            n = len(found)
            number = None if n % 7 == 3 else f"清政发〔{2010 + n % 12}〕{n + 1}号"
            title = TITLES[n % len(TITLES)].replace("清水区", f"清水区第{n + 1}") if n >= len(TITLES) else TITLES[n]
            until = date(2028, 12, 31) if decision == "extended" else None
            note = "见《清水区新办法》（清政发〔2025〕9号）第三条" if n % 3 == 0 else ""
            made = Review(f"d{n}", "v", decision, "", "li", AT, until)
            row = Row("judge", "", f"d{n}", title, number, CAMPAIGN.office)
            stood = Standing(n + 1, made, REASONS[n % 6] if note else REASONS[n % 5], note=note)
            found.append(Item("2026-1", n + 1, f"d{n}", "v", row, State(stood)))
    return found


ALL = (("retained", 9), ("extended", 4), ("amend", 5), ("repealed", 8), ("lapsed", 6))
MIXES = [ALL, (("retained", 63), ("repealed", 6), ("amend", 2)), (("repealed", 1),), (("lapsed", 3),), (("extended", 2), ("retained", 1)), (("amend", 11), ("lapsed", 1))]  # fmt: skip


def as_docx(listed: list[Item]) -> str:
    return read_notice(notice_docx(draft(CAMPAIGN, listed, ON)), "a.docx")


def as_html(listed: list[Item]) -> str:
    app = Flask("search_web")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    with app.app_context():
        return read_notice(render_template("notice.html", draft=draft(CAMPAIGN, listed, ON)).encode(), "a.html")


def decided(notice: CleanupNotice) -> list[tuple[str, str, str | None, date | None]]:
    assert not any(one.proposed for one in notice.decisions)
    return sorted(((one.decision, one.title, one.number, one.until) for one in notice.decisions), key=str)


@pytest.mark.parametrize("written", [as_docx, as_html])
@pytest.mark.parametrize("mix", MIXES, ids=lambda mix: "+".join(f"{n}{d}" for d, n in mix))
def test_what_is_published_is_read_back_as_it_was_decided(written: object, mix: tuple[tuple[str, int], ...]) -> None:
    listed = items(*mix)
    notice = read_cleanup(written(listed))  # type: ignore[operator]
    wanted = [(i.state.outcome, i.row.title, i.row.number, i.state.standing.review.until) for i in listed if i.state.standing]  # fmt: skip
    assert decided(notice) == sorted(wanted, key=str)
    assert notice.totals.agree
    assert notice.totals.stated == len(listed)
    assert notice.sweeps == ()


def test_the_page_is_that_of_an_official_document() -> None:
    book = Docx(io.BytesIO(notice_docx(draft(CAMPAIGN, items(*ALL), ON))))
    section = book.sections[0]
    text = (section.left_margin + section.right_margin, section.top_margin + section.bottom_margin)
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    assert [round(side / Mm(1)) for side in text] == [210 - 156, 297 - 225]
    title = next(p for p in book.paragraphs if p.text.endswith("关于公布规范性文件清理结果的通知"))
    assert title.runs[0].font.size == Pt(22)
    body = next(p for p in book.paragraphs if p.text.startswith("一、"))
    assert (body.runs[0].font.size, body.runs[0].font.name) == (Pt(16), "仿宋_GB2312")
    texts = [p.text for p in book.paragraphs]
    assert "2026年5月6日" in texts
    assert [t for t in texts if t.startswith("附件") and "：" not in t] == [f"附件{n}" for n in range(1, 6)]
    assert sum(p.paragraph_format.page_break_before or False for p in book.paragraphs) == 5
    assert [len(table.rows) - 1 for table in book.tables] == [9, 4, 5, 8, 6]


def test_what_waits_for_a_second_person_and_what_is_open_are_left_out() -> None:
    listed = items(("retained", 2))
    waiting = replace(listed[0].state, standing=replace(listed[0].state.standing, awaits_second=True))  # type: ignore[type-var]
    made = draft(CAMPAIGN, [replace(listed[0], state=waiting), listed[1], replace(listed[1], state=State())], ON)
    assert [len(annex.rows) for annex in made.annexes] == [1]
    assert draft(CAMPAIGN, [], ON).annexes == ()


def test_another_issuer_is_named_and_the_words_are_those_of_the_decisions() -> None:
    made = draft(replace(CAMPAIGN, issuers=("清水区民政局", "清水区财政局")), items(("repealed", 1)), ON)
    assert "对清水区民政局、清水区财政局2025年12月31日以前印发的规范性文件进行了清理" in made.paragraphs[0]
    assert "共清理规范性文件1件，其中废止1件" in made.paragraphs[0]
    assert set(DECISIONS) == {name for mix in MIXES for name, _ in mix}


def test_control_characters_of_a_harvested_title_do_not_break_the_file() -> None:
    one = items(("repealed", 1))[0]
    odd = replace(one, row=replace(one.row, title="清水区\x0b养犬\x00管理办法"))
    assert "清水区养犬管理办法" in as_docx([odd]).replace(" ", "")
