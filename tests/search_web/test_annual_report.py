"""The annual report (U9): both forms, computed numbers with their lists, texts saved as versions, sums checked, who may what."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document as Docx
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from govdoc.annual_form import OFFICIAL, OLD, WAYS, faults, form_of
from govdoc.annual_layout import laid_out
from govdoc.audits import AuditQuery
from govdoc.document import Document, Kind
from govdoc.people import Deed, Role
from govdoc.settings import Settings
from govdoc.store import Store, open_store
from indexer.derive import derive
from search_web.annual import entered
from search_web.app import create_app
from search_web.review.passwords import new_account

T0 = datetime(2026, 5, 6, tzinfo=UTC)
APPLICATIONS = next(table for table in OFFICIAL.tables if table.id == "applications")
PASSWORD = "一个足够长的密码 12"
COUNTY, TOWN = "云溪区人民政府", "石桥镇人民政府"
YEAR = "2022"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    term = "第九条 本办法自2021年2月1日起施行，有效期至2022年5月31日。"
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as opened:
        opened.put_documents(
            [
                Document("a", "云溪区节水办法", term, kind=Kind.NORMATIVE, issuers=(COUNTY,), number="云政发〔2021〕1号", issued_on=date(2021, 1, 20)),
                Document("b", "石桥镇公告", "公告", kind=Kind.NOTICE, issuers=(TOWN,), published_on=date(2022, 3, 4)),
                Document("c", "《云溪区节水办法》政策解读", "解读", kind=Kind.INTERPRETATION, issuers=(COUNTY,), published_on=date(2022, 3, 5)),
            ],
            T0,
        )  # fmt: skip
        derive(opened)
        for name, role in (("王芳", Role.READER), ("李明", Role.REVIEWER), ("赵强", Role.REVIEWER)):
            opened.people.add_account(new_account(name, role, PASSWORD, T0), "test")
        yield opened


@pytest.fixture
def app(tmp_path: Path, store: Store) -> Flask:
    return create_app(Settings(tmp_path, engine_url=str(tmp_path / "none")), store=store)


def token(client: FlaskClient, url: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).get_data(as_text=True))
    assert found
    return found[1]


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    form = {"csrf_token": token(client, "/review/sign-in"), "name": name, "password": PASSWORD}
    assert client.post("/review/sign-in", data=form).status_code == 302
    return client


def save(client: FlaskClient, sequence: int = 0, year: str = YEAR, **fields: str) -> tuple[int, str]:
    form = {"csrf_token": token(client, "/review/annual"), "year": year, "issuer": COUNTY, "sequence": str(sequence)}
    answer = client.post("/review/annual", data=form | {name.replace("__", "."): v for name, v in fields.items()})
    return answer.status_code, answer.get_data(as_text=True)


def page_of(client: FlaskClient, year: str = YEAR, more: str = "") -> str:
    return client.get(f"/review/annual?year={year}&issuer={COUNTY}{more}").get_data(as_text=True)


def test_the_form_is_that_of_the_year() -> None:
    assert form_of(2018) is OLD
    assert form_of(2019) is OFFICIAL
    assert [part.heading for part in OLD.parts] == [
        "概述",
        "主动公开政府信息情况",
        "依申请公开政府信息情况",
        "政府信息公开复议、诉讼和举报情况",
        "存在的不足及改进措施",
    ]
    assert len(OFFICIAL.parts) == 6
    assert [table.id for table in OFFICIAL.tables] == [
        "shown",
        "cleanup",
        "20",
        "applications",
        "lawsuits",
    ]
    for form in (OLD, OFFICIAL):
        keys = [key for table in form.tables for key in table.keys]
        assert len(keys) == len(set(keys))
        assert {key for table in form.tables for key in table.computed} == set(keys) - set(entered(form))


@pytest.mark.parametrize("year", [2017, 2021, 2022])
@pytest.mark.parametrize("issuer", ["", COUNTY, TOWN])
def test_every_computed_number_is_the_length_of_the_list_it_opens(app: Flask, year: int, issuer: str) -> None:
    client = app.test_client()
    page = client.get("/report/annual", query_string={"year": year, "issuer": issuer}).get_data(as_text=True)
    cells = re.findall(r'<td class="num"><a href="([^"]+)">([\d,]+)</a>', page)
    assert len(cells) == sum(len(table.computed) for table in form_of(year).tables)
    for href, number in cells:
        listed = client.get(href.replace("&amp;", "&")).get_data(as_text=True)
        assert f"共 {number} 条" in listed, href


@pytest.mark.parametrize(
    ("table", "heads", "labels", "across"),
    [
        ("lawsuits", [["行政复议 5×2", "行政诉讼 10×1"], ["未经复议直接起诉 5×1", "复议后起诉 5×1"], ["结果维持 1×1", "结果纠正 1×1", "其他结果 1×1", "尚未审结 1×1", "总计 1×1"] * 3], [], 15),
        ("applications", [["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） 3×3", "申请人情况 7×1"], ["自然人 1×2", "法人或其他组织 5×1", "总计 1×2"], ["商业企业 1×1", "科研机构 1×1", "社会公益组织 1×1", "法律服务机构 1×1", "其他 1×1"]], ["一、本年新收政府信息公开申请数量 3×1", "三、本年度办理结果 1×22", "（三）不予公开 1×8", "（七）总计 2×1"], 10),
        ("20", [], ["第二十条第（一）项 4×1", "信息内容 1×1", "现行有效件数 1×1", "规章 1×1", "第二十条第（六）项 4×1", "本年处理决定数量 3×1", "行政强制 1×1", "本年收费金额（单位：万元） 3×1"], 4),
    ],
)  # fmt: skip
def test_a_table_is_laid_out_as_the_official_form_has_it(table: str, heads: list[list[str]], labels: list[str], across: int) -> None:  # fmt: skip
    laid = laid_out(next(one for one in OFFICIAL.tables if one.id == table))
    assert [[f"{box.text} {box.across}×{box.down}" for box in line] for line in laid.heads] == heads
    assert {f"{box.text} {box.across}×{box.down}" for line in laid.lines for box in line.labels} >= set(labels)
    assert laid.width == across
    assert sum(box.across * box.down for box in laid.boxes) + sum(len(line.keys) * line.across for line in laid.lines) == across * (len(laid.heads) + len(laid.lines))  # fmt: skip


def test_the_files_have_the_table_of_lawsuits_in_fifteen_cells(app: Flask) -> None:
    client = signed_in(app, "李明")
    save(client, **{"figure-lawsuits__after__total": "2", "figure-lawsuits__after__open": "2"})
    (grid,) = [t for t in Docx(io.BytesIO(client.get(f"/review/annual.docx?year={YEAR}&issuer={COUNTY}").data)).tables if len(t.columns) == 15]  # fmt: skip
    assert [[cell.text for cell in row.cells][::5] for row in grid.rows][:2] == [["行政复议", "行政诉讼", "行政诉讼"], ["行政复议", "未经复议直接起诉", "复议后起诉"]]  # fmt: skip
    assert [cell.text for cell in grid.rows[3].cells] == ["", "", "", "", ""] * 2 + ["", "", "", "2*", "2*"]
    sheet = load_workbook(io.BytesIO(client.get(f"/review/annual.xlsx?year={YEAR}&issuer={COUNTY}").data))["政府信息公开行政复议、行政诉讼情况"]  # fmt: skip
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A3:E4", "F3:O3", "F4:J4", "K4:O4", "P3:P5"}
    assert [sheet.cell(6, column).value for column in (13, 14, 15, 16)] == [None, 2, 2, "机关填写"]


def test_what_a_clean_up_decided_is_counted_once_a_year_by_reviewers_else_by_the_notice(app: Flask, store: Store) -> None:  # fmt: skip
    notice = "经研究，决定对下列规范性文件予以废止：\n1. 《云溪区节水办法》（云政发〔2021〕1号）\n2. 《云溪区养犬办法》（云政发〔2001〕7号）"
    store.put_documents(
        [Document("n", "云溪区人民政府关于废止部分规范性文件的通知", notice, kind=Kind.NOTICE, issuers=(COUNTY,), issued_on=date(2018, 6, 1)),
         Document("n2", "云溪区人民政府关于废止部分规范性文件的决定", notice, kind=Kind.NOTICE, issuers=(COUNTY,), issued_on=date(2026, 1, 9))], T0
    )  # fmt: skip
    version = store.document("a").version
    for decision, at in (("repealed", T0), ("retained", T0 + timedelta(days=1))):
        after = {"decision": decision, "reason_code": "needed", "reason": "见说明", "version": version}
        store.people.decide([Deed(at, "李明", "decided", "a", None, after)])
    derive(store)

    def figures(year: int) -> dict[str, int]:
        counted = store.audit_counts(AuditQuery("annual", date(year, 12, 31), issuers=(COUNTY,))).by["reason"]
        return {reason: many for reason, many in counted if reason.startswith("cleaned")}

    assert figures(2018) == {"cleaned_repealed": 2}
    assert figures(2026) == {"cleaned_retained": 1, "cleaned_repealed": 1}  # the dog is in the notice only
    assert figures(2019) == {}
    page = app.test_client().get("/report/annual?year=2018").get_data(as_text=True)
    assert re.findall(r">(\d)</a>", page.split("规范性文件清理</caption>")[1].split("</table>")[0]) == list("200200")


def test_own_and_below_make_the_total(app: Flask) -> None:
    page = app.test_client().get("/report/annual?year=2022").get_data(as_text=True)
    numbers = [
        int(n) for n in re.findall(r">([\d,]+)</a>", page.split("主动公开政府信息</caption>")[1].split("</table>")[0])
    ]
    assert numbers == [2, 1, 1, 1]


def test_texts_and_figures_are_saved_as_versions_with_who_and_when(app: Flask, store: Store) -> None:
    client = signed_in(app, "李明")
    assert save(client, text_overview="x")[0] == 302  # an unknown field is nobody's business
    status, _ = save(
        client, sequence=0, **{"text-overview": "第一稿。\r\n第二段。", "figure-20-5__permit__count": "１，234"}
    )
    assert status == 302
    first = store.people.deeds_on(f"annual:2022:{COUNTY}", ("report saved",))
    assert [e.deed.actor for e in first] == ["李明"]
    assert first[0].deed.after == {
        "texts": {"overview": "第一稿。\n第二段。"},
        "figures": {"20-5.permit.count": "1234"},
    }
    assert save(client, first[0].sequence, **{"text-overview": "第二稿。"})[0] == 302
    page = page_of(client)
    assert "第二稿。</textarea>" in page
    assert page.count("号</a>") == 2
    assert "第一稿。" in page_of(client, more=f"&version={first[0].sequence}")
    assert list(store.people.trail_problems()) == []
    assert "保存年度报告" in client.get("/review/trail").get_data(as_text=True)


def test_saving_the_same_again_makes_no_version(app: Flask, store: Store) -> None:
    client = signed_in(app, "李明")
    save(client, **{"text-other": "没有。"})
    sequence = store.people.deeds_on(f"annual:2022:{COUNTY}", ("report saved",))[0].sequence
    assert save(client, sequence, **{"text-other": "没有。"})[0] == 302
    assert len(store.people.deeds_on(f"annual:2022:{COUNTY}", ("report saved",))) == 1


def test_two_people_at_once_lose_nothing(app: Flask, store: Store) -> None:
    first, second = signed_in(app, "李明"), signed_in(app, "赵强")
    assert save(first, **{"text-problems": "李明写的"})[0] == 302
    status, page = save(second, **{"text-problems": "赵强写的"})
    assert status == 409
    assert "李明刚刚保存过另一版" in page
    assert "赵强写的</textarea>" in page
    assert len(store.people.deeds_on(f"annual:2022:{COUNTY}", ("report saved",))) == 1


def test_last_years_text_stands_beside_this_years(app: Flask) -> None:
    client = signed_in(app, "李明")
    save(client, year="2021", **{"text-problems": "去年的问题。"})
    assert "去年的问题。" in page_of(client).split("2021年写的")[5]
    save(client, year="2018", **{"text-problems": "旧格式里写的。"})
    assert "旧格式里写的。" in page_of(client, "2019")


def test_a_reader_reads_and_a_stranger_signs_in(app: Flask, store: Store) -> None:
    reader = signed_in(app, "王芳")
    assert "只能看，不能修改" in page_of(reader)
    form = {"csrf_token": token(reader, "/review/password"), "year": YEAR, "issuer": COUNTY, "text-other": "x"}
    assert reader.post("/review/annual", data=form).status_code == 403
    assert app.test_client().get("/review/annual").status_code == 302
    assert app.test_client().get("/review/annual.docx").status_code == 302
    assert not store.people.deeds_on(f"annual:2022:{COUNTY}", ("report saved",))


def test_drafts_are_not_public(app: Flask) -> None:
    save(signed_in(app, "李明"), **{"text-problems": "内部讨论稿", "figure-20-5__permit__count": "98765"})
    public = app.test_client()
    url = f"/report/annual?year={YEAR}&issuer={COUNTY}"
    assert "内部讨论稿" not in public.get(url).get_data(as_text=True)
    paper = Docx(io.BytesIO(public.get(url.replace("annual?", "annual.docx?")).data))
    assert not [p for p in paper.paragraphs if "内部讨论稿" in p.text]


@pytest.mark.parametrize("value", ["很多", "-1", "1e9", "12件", "9" * 30, "١٢"])
def test_a_figure_is_a_number_and_what_was_typed_comes_back(app: Flask, store: Store, value: str) -> None:
    status, page = save(signed_in(app, "李明"), **{"figure-20-5__permit__count": value, "text-other": "保留着"})
    assert status == 400
    assert "数字只写" in page
    assert "保留着" in page
    assert not store.people.deeds_on(f"annual:2022:{COUNTY}", ("report saved",))


def test_a_computed_number_cannot_be_entered_over(app: Flask, store: Store) -> None:
    client = signed_in(app, "李明")
    save(client, **{"figure-20-1__normative__ended": "77", "text-other": "x"})
    assert ">77<" not in page_of(client)
    made = store.audit_counts(AuditQuery("annual", date(2022, 12, 31), ("normative_ended",), (COUNTY,))).total
    assert made == 1


def test_the_files_have_every_part_text_and_table(app: Flask) -> None:
    client = signed_in(app, "李明")
    save(client, **{"text-overview": "概况一。\n概况二。", "figure-20-8__fee__amount": "397.619"})
    paper = Docx(io.BytesIO(client.get(f"/review/annual.docx?year={YEAR}&issuer={COUNTY}").data))
    words = [p.text for p in paper.paragraphs]
    assert [w for w in words if w[:2] in ("一、", "二、", "三、", "四、", "五、", "六、")] == [
        f"{n}、{part.heading}" for n, part in zip("一二三四五六", OFFICIAL.parts, strict=True)
    ]
    assert words.index("概况一。") + 1 == words.index("概况二。")
    assert len(paper.tables) == len(OFFICIAL.tables) - 2  # what is only for reference stays out
    band = [[c.text for c in row.cells] for row in paper.tables[0].rows]
    assert band[:3] == [
        ["第二十条第（一）项"] * 4,
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "0", "0"],
    ]
    assert [line[0] for line in band] == ["第二十条第（一）项", "信息内容", "规章", "行政规范性文件", "第二十条第（五）项", "信息内容", "行政许可", "第二十条第（六）项", "信息内容", "行政处罚", "行政强制", "第二十条第（八）项", "信息内容", "行政事业性收费"]  # fmt: skip
    assert band[-2:] == [["信息内容", *["本年收费金额（单位：万元）"] * 3], ["行政事业性收费", *["397.619*"] * 3]]
    book = load_workbook(io.BytesIO(client.get(f"/review/annual.xlsx?year={YEAR}&issuer={COUNTY}").data))
    sheet = book["主动公开政府信息情况"]
    assert [cell.value for cell in sheet[16]] == ["行政事业性收费", 397.619, None, None, "机关填写"]
    assert [cell.value for cell in sheet[5]] == ["规章", 0, 0, 0, "本站计算"]
    assert {"A3:D3", "B8:D8", "B16:D16", "E3:E4"} <= {str(one) for one in sheet.merged_cells.ranges}


def test_the_page_has_one_table_in_bands(app: Flask) -> None:
    page = app.test_client().get(f"/report/annual?year={YEAR}").get_data(as_text=True)
    table = page.split("主动公开政府信息情况</caption>")[1].split("</table>")[0]
    assert re.findall(r'<th scope="rowgroup" colspan="4">([^<]+)</th>', table) == [
        f"第二十条第（{n}）项" for n in "一五六八"
    ]
    assert table.count("<tbody>") == table.count("</tbody>") == 4
    assert table.count('<td class="num" colspan="3">') == 4


def filled(**wrong: str) -> dict[str, str]:
    """A table of applications that adds up: one new, one carried over, both answered, by one person and one firm."""
    values: dict[str, str] = {}
    for row, figures in {
        "new": "1000001",
        "carried": "0100001",
        "granted": "1100002",
        "done": "1100002",
        "next": "0000000",
    }.items():
        for (column, _), figure in zip(APPLICATIONS.columns, figures, strict=True):
            values[f"applications.{row}.{column}"] = figure
    return values | {key.replace("__", "."): value for key, value in wrong.items()}


def test_a_form_that_adds_up_has_no_faults() -> None:
    assert list(faults(OFFICIAL, filled())) == []
    assert list(faults(OFFICIAL, {})) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"applications__new__total": "2"}, ["一行，总计应当是 1，现在是 2", "新收加上年结转是 3"]),
        ({"applications__new__total": ""}, ["一行，总计应当是 1，现在是 空", "新收加上年结转是 1"]),
        ({"applications__done__person": "2"}, ["一行，总计应当是 3", "办理结果的总计应当是 1，现在是 2", "新收加上年结转是 1，办理总计加结转下年度是 2"]),
        ({"lawsuits__review__open": "1"}, ["“行政复议”一行，总计应当是 1，现在是 空"]),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_named_with_the_right_figure(wrong: dict[str, str], said: list[str]) -> None:
    found = list(faults(OFFICIAL, filled(**wrong)))
    assert len(found) == len(said)
    assert all(words in fault for words, fault in zip(said, found, strict=True))


def test_faults_are_shown_on_the_page_and_do_not_keep_from_saving(app: Flask) -> None:
    client = signed_in(app, "李明")
    assert save(client, **{"figure-lawsuits__review__open": "1"})[0] == 302
    assert "总计应当是 1，现在是 空" in page_of(client)
    assert len(WAYS) == 21
