"""The page of one document, over a small library whose relations were derived: why, when, whom, by whom, and proof."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from crawl.lint_page import lint_page
from govdoc.blobs import Archive
from govdoc.document import Attachment, Document, Kind
from govdoc.settings import SHANGHAI, Settings
from govdoc.store import PageState, Store, open_store
from indexer.derive import derive, entries
from indexer.engine import SearchEngine, open_engine
from search_web.app import create_app
from search_web.dossier import open_dossier
from search_web.life import life, picture
from search_web.places import asked_place, grounds
from search_web.reading import read
from search_web.record import validity
from search_web.relations import incoming, outgoing, sentence
from search_web.relations_map import draw, shortened

SEEN = datetime(2024, 5, 6, 10, 0, tzinfo=SHANGHAI)
ON = date(2024, 6, 1)
RAW = "<meta charset=utf-8><body><p>云溪区住房保障办法</p><a href='http://gov.test/b.html'>下一页</a>".encode()


def document(id: str, title: str, text: str, day: date, number: str | None, **more: object) -> Document:
    kind = more.pop("kind", Kind.NORMATIVE)
    values = {"url": f"http://gov.test/{id}.html", "site": "sample", "issuers": ("云溪区人民政府",), "region": "云溪区"}
    return Document(
        id=id,
        title=title,
        text=text,
        kind=kind,
        issued_on=day,
        published_on=day,
        number=number,
        **(values | more),  # type: ignore[arg-type]
    )


OLD = "云溪区人民政府关于印发云溪区住房保障办法的通知"
LAW = "第一条　为保障住房，制定本条例。\n第二条　人均面积低于15平方米的，可以申请。\n第三条　本条例自{year}年1月1日起施行。"
LIBRARY = (
    document("law-2010", "云川省公共住房条例", LAW.format(year=2010), date(2009, 11, 1), None, kind=Kind.LAW),
    document(
        "law-2020",
        "云川省公共住房条例",
        LAW.format(year=2020).replace("15平方米", "20平方米"),
        date(2019, 11, 1),
        None,
        kind=Kind.LAW,
    ),
    document(
        "old",
        OLD,
        "云溪区住房保障办法\n第一条　根据《云川省住房保障规定》（云川省人民政府令第9号），制定本办法。\n"
        "第二条　人均面积低于15平方米的，可以申请。\n第三条　本办法自2018年5月1日起施行，有效期五年。\n（此件公开发布）",
        date(2018, 3, 26),
        "云溪政发〔2018〕7号",
        index_number="YX001/2018-00007",
        subject="城乡建设",
        attachments=(Attachment("申请表.docx", "http://gov.test/a.docx", text="申请人姓名", state="stored"),),
    ),
    document(
        "new",
        "云溪区人民政府关于印发云溪区住房管理办法的通知",
        "云溪区住房管理办法\n第一条　为保障住房，制定本办法。\n第二条　本办法自2022年10月1日起施行。"
        "《云溪区人民政府关于印发云溪区住房保障办法的通知》（云溪政发〔2018〕7号）同时废止。",
        date(2022, 9, 1),
        "云溪政规〔2022〕1号",
    ),
    document(
        "base",
        "云川省住房保障规定",
        "第一条　为保障住房，制定本规定。\n第二条　本规定自2010年1月1日起施行。",
        date(2009, 12, 1),
        "云川省人民政府令第9号",
        issuers=("云川省人民政府",),
        kind=Kind.LAW,
    ),
    document(
        "near",
        "云溪区住房和城乡建设局关于住房保障申请的公告",
        "申请住房保障的家庭，请于2018年9月前提交材料。",
        date(2018, 6, 1),
        None,
        kind=Kind.NOTICE,
    ),
    document(
        "told",
        "《云溪区住房保障办法》政策解读",
        "一、《云溪区住房保障办法》（云溪政发〔2018〕7号）什么时候施行？2018年5月1日。",
        date(2018, 4, 1),
        None,
        kind=Kind.INTERPRETATION,
    ),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    root = tmp_path_factory.mktemp("dossier")
    with open_store(f"sqlite:///{root / 'govdoc.sqlite3'}") as opened:
        opened.put_documents(LIBRARY, SEEN)
        sha256 = Archive(root / "archive").put(RAW)
        opened.put_page(
            PageState("https://gov.test/old.html", "sample", "规范性文件", "old", "new", SEEN, SEEN, sha256=sha256)
        )
        derive(opened)
        yield opened


@pytest.fixture(scope="module")
def engine(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    opened = open_engine(str(tmp_path_factory.mktemp("dossier-index")))
    opened.rebuild(entries(store))
    yield opened
    opened.close()


@pytest.fixture
def client(store: Store, engine: SearchEngine) -> FlaskClient:
    root = Path(store.place.removeprefix("sqlite:///")).parent
    settings = Settings(root, store_url=f"sqlite:///{root / 'govdoc.sqlite3'}", engine_url=str(root / "index"))
    return create_app(settings, engine, store).test_client()


def body(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.text


def test_D2_the_badge_opens_the_clause_and_the_clause_leads_to_the_other_text(
    client: FlaskClient, store: Store
) -> None:
    page = body(client, f"/d/old?on={ON}")
    assert '<a class="why-link" href="#why"><span class="badge badge-repealed">' in page
    place = re.search(
        r'href="(/d/new\?at=(\d+)-(\d+)#at)"><b>《云溪区人民政府关于印发云溪区住房保障办法的通知》（云溪政发〔2018〕7号）</b>同时废止。',
        page,
    )
    assert place
    quoted = store.document("new").text[int(place[2]) : int(place[3])]
    there = body(client, place[1].partition("#")[0])
    assert f'id="at">{quoted}</span>' in there
    assert "规则：后来的文件废止" in page


def test_the_own_clause_is_set_apart_in_the_text(client: FlaskClient) -> None:
    page = body(client, "/d/old?on=2020-01-01")
    href = re.search(r'<blockquote><a href="#(q\d)">[^<]*<b>([^<]+自2018年5月1日起施行，有效期五年)', page)
    assert href
    assert f'<span class="quoted" id="{href[1]}">{href[2]}</span>' in page


def test_a_quote_that_no_longer_stands_gets_no_link(store: Store) -> None:
    dossier = open_dossier(store, "old")
    moved = validity(
        {"findings": [{"basis": "x", "quote": "别的话", "document": "old", "part": "text", "start": 0, "end": 3}]}, ON
    )
    shown, quotes = grounds(moved.bases, dossier)
    assert ([g.href for g in shown], quotes) == ([""], ())


@pytest.mark.parametrize("at", ["", "x", "5", "5-", "9-3", "-1-3", "1-99999999", "１-３"])
def test_a_place_that_is_none_is_ignored(client: FlaskClient, at: str) -> None:
    assert asked_place(at) == ()
    assert 'id="at"' not in body(client, f"/d/old?at={at}")


def test_D4_who_names_whom_is_told_on_both_sides_with_article_and_words(store: Store) -> None:
    old, new = open_dossier(store, "old"), open_dossier(store, "new")
    out = next(m for m in outgoing(new, read(new.document.text), ON) if m.id == "old")
    back = next(m for m in incoming(old, ON) if m.id == "new")
    assert (out.relation, out.place, out.quote) == (back.relation, back.place, back.quote)
    assert (out.relation, out.place) == ("repeals", "第二条")
    assert (out.status, back.status) == ("repealed", "unknown")
    assert back.after == "同时废止。"
    based = next(m for m in outgoing(old, read(old.document.text), ON) if m.relation == "based_on")
    assert (based.id, based.place) == ("base", "第一条")
    assert [m.id for m in incoming(open_dossier(store, "base"), ON)] == ["old"]


def test_D5_interpretations_are_linked_both_ways(client: FlaskClient) -> None:
    assert re.search(
        r"<h3>解读本文件的</h3>\s*<ul class=\"mentions\">\s*<li><a href=\"/d/told\">", body(client, "/d/old")
    )
    assert re.search(
        r"<h3>本文件解读的</h3>\s*<ul class=\"mentions\">\s*<li><a href=\"/d/old\">", body(client, "/d/told")
    )


def test_D3_an_amended_law_leads_to_the_articles_that_changed(client: FlaskClient) -> None:
    page = body(client, "/d/law-2010")
    assert "本法的各个文本" in page
    compared = body(client, "/d/law-2010/compare?with=law-2020")
    assert 'href="/d/law-2010/compare?with=law-2020"' in page
    assert "修改 2 处，新增 0 处，删除 0 处。涉及第二条、第三条。" in compared
    assert '<del><span class="sr">删除：</span>15</del><ins><span class="sr">新增：</span>20</ins>平方米' in compared


def test_what_the_service_thinks_is_said_to_be_its_own(client: FlaskClient) -> None:
    page = body(client, "/d/old")
    own = page[page.index('<h2 id="audited">') :].partition("</section>")[0]
    assert "不是发文机关的意见" in own
    assert "属于规范性文件" in own


def test_the_sentence_ends_where_it_ends() -> None:
    text = "甲乙。依据《办法》，制定本规定。丙丁"
    start = text.index("《")
    assert sentence(text, start, start + 4) == ("依据", "，制定本规定。")
    long = "字" * 100 + "《办法》" + "字" * 100
    before, after = sentence(long, 100, 104)
    assert (before[0], after[-1], len(before), len(after)) == ("…", "…", 61, 61)


def test_the_map_has_every_document_of_the_list_and_each_name_fits(store: Store) -> None:
    dossier = open_dossier(store, "old")
    named, naming = outgoing(dossier, read(dossier.document.text), ON), incoming(dossier, ON)
    drawn = draw(dossier.document.title, named, naming)
    assert drawn
    boxes = [b for b in drawn.boxes if not b.heading]
    assert [b.title for b in boxes] == [m.name for m in (*named, *naming)]
    assert len(drawn.lines) == len(boxes)
    assert all(b.x >= 0 and b.x + b.width <= drawn.width and b.y + b.height <= drawn.height for b in boxes)
    assert draw("甲", (), ()) is None
    assert shortened("云" * 40) == "云" * 8 + "…" + "云" * 9


def test_a_life_is_told_day_by_day_and_drawn_without_overlap(store: Store) -> None:
    dossier = open_dossier(store, "old")
    told = validity(dossier.payload, ON)
    days = life(dossier, told)
    said = {day.on: [e.what for e in day.events] for day in days}
    assert said[date(2018, 3, 26)] == ["成文", "发布"]
    assert said[date(2018, 4, 1)] == ["解读发布"]
    assert "施行" in said[date(2018, 5, 1)]
    assert said[date(2022, 10, 1)] == ["已废止"]
    assert said[date(2023, 4, 30)] == ["有效期最后一天"]
    assert said[date(2024, 5, 6)] == ["本站首次收录"]
    drawn = picture(days, told, ON)
    assert drawn
    assert [number for _, _, number in drawn.dots] == [day.number for day in days]
    near = [(a, b) for a in drawn.dots for b in drawn.dots if a < b and a[1] == b[1] and abs(a[0] - b[0]) < 20]
    assert near == []
    assert {status for _, _, status in drawn.spans} == {"pending", "in_force", "repealed"}


def test_D11_machines_read_the_same_as_people(client: FlaskClient) -> None:
    page = body(client, f"/d/old?on={ON}")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    said = json.loads(found[1])
    assert said["@type"] == "Legislation"
    assert said["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert (said["legislationDateVersion"], said["legislationDateOfApplicability"]) == ("2018-03-26", "2018-05-01")
    assert said["temporalCoverage"] == "2018-05-01/2023-04-30"
    for tag in ("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Url"):
        assert f'<meta name="{tag}" content="' in page
    assert "legislationLegalForce" not in body(client, "/d/told")


def test_D11_the_linter_for_government_sites_finds_nothing_to_mark_down_here(client: FlaskClient) -> None:
    answer = client.get("/d/old")
    found = lint_page(answer.data, "http://localhost/d/old", content_type=answer.content_type)
    assert [(f.check, f.what) for f in found if f.check != "core-told"] == []


def test_D7_what_is_taken_away_is_what_was_stored(client: FlaskClient) -> None:
    answer = client.get("/d/old/original")
    assert answer.data == RAW
    assert "attachment" in answer.headers["Content-Disposition"]
    snapshot = body(client, "/d/old/snapshot")
    assert '<a href="/leave?to=http%3A%2F%2Fgov.test%2Fb.html"' in snapshot
    text = client.get("/d/old/text")
    assert text.mimetype == "text/plain"
    assert text.text.startswith(f"{OLD}\n云溪政发〔2018〕7号\n\n云溪区住房保障办法\n第一条")
    assert client.get("/d/old/attachments/0/text").text == "申请人姓名"
    assert client.get("/d/old/attachments/1/text").status_code == 404
    assert client.get("/d/new/original").status_code == 404


def test_D9_the_qr_code_says_the_permanent_address(client: FlaskClient) -> None:
    import segno

    drawn = client.get("/d/old/qr.svg")
    assert drawn.mimetype == "image/svg+xml"
    wanted = segno.make("http://localhost/d/old", error="m", micro=False)
    path = re.search(r'class="qrline"[^>]* d="([^"]+)"', drawn.text)
    assert path
    assert path[1] in wanted.svg_inline(scale=4, border=3)
    assert client.get("/d/nobody/qr.svg").status_code == 404


def test_a_hash_names_its_text_and_an_altered_one_nobody(client: FlaskClient, store: Store) -> None:
    whole = store.document("old").fingerprint
    for asked in (whole, whole[:12], whole.upper()):
        assert "<b>校验码正确。</b>" in body(client, f"/verify/{asked}")
    altered = ("0" if whole[-1] != "0" else "1").join([whole[:-1], ""])
    assert "没有文件与这个校验码相符" in body(client, f"/verify/{altered}", 404)
    assert client.get("/verify/xyz").status_code == 400
    assert client.get(f"/verify?hash={whole[:12]}").headers["Location"] == f"/verify/{whole[:12]}"
    assert whole in body(client, "/d/old")


def test_words_in_hand_are_held_against_the_stored_ones(client: FlaskClient, store: Store) -> None:
    found = store.document("old")
    spaced = found.text.replace("\n", "\n\n ").replace("，", "，\n")

    def held(text: str) -> str:
        return client.post(f"/verify/{found.fingerprint}", data={"text": text}, content_type="multipart/form-data").text

    assert "<b>一致。</b>" in held(spaced)
    assert "<b>一致。</b>" in held(f"{found.title}\n{found.number}\n{found.text}")
    altered = held(found.text.replace("15平方米", "18平方米"))
    assert "<b>不一致。</b>" in altered
    assert '<del><span class="sr">删除：</span>15</del><ins><span class="sr">新增：</span>18</ins>' in altered
    assert "<b>不一致。</b>" in held("<script>alert(1)</script>" * 20_000)
    assert client.post(f"/verify/{found.fingerprint}", data={"text": " "}).status_code == 400


def test_a_report_is_kept_once_and_spam_is_not(client: FlaskClient, store: Store) -> None:
    good = {"topic": "status", "message": "这份文件已由2022年的办法废止，见第二条。"}
    assert "已经收到" in client.post("/d/old/report", data=good).text
    assert client.post("/d/old/report", data=good).status_code == 400
    assert [(r.topic, r.version, r.contact) for r in store.reports.read(document_id="old")] == [
        ("status", store.document("old").version, None)
    ]
    for bad in (
        good | {"topic": "x"},
        good | {"message": "短"},
        good | {"message": "长" * 1001},
        good | {"message": "看 http://a.test http://b.test http://c.test"},
        good | {"contact": "9" * 101},
    ):
        answer = client.post("/d/old/report", data=bad)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
    trapped = client.post("/d/old/report", data=good | {"message": "买东西请找我们", "website": "http://x.test"})
    assert trapped.status_code == 200
    foreign = client.post(
        "/d/old/report", data=good | {"message": "从别处提交"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 400
    assert len(store.reports.read()) == 1
    assert client.post("/d/nobody/report", data=good).status_code == 404


def test_a_flood_about_one_document_ends(client: FlaskClient, store: Store) -> None:
    codes = [
        client.post("/d/new/report", data={"topic": "other", "message": f"第{n}条意见，各不相同"}).status_code
        for n in range(25)
    ]
    assert codes == [200] * 20 + [400] * 5


def test_a_link_out_is_announced_and_never_followed_by_itself(client: FlaskClient) -> None:
    assert 'href="/leave?to=http%3A//gov.test/old.html"' in body(client, "/d/old")
    page = body(client, "/leave?to=http://gov.test/old.html%3Fa%3D1%26b%3D2")
    assert '<a class="button" href="http://gov.test/old.html?a=1&amp;b=2"' in page
    foreign = client.get("/leave?to=http://gov.test/", headers={"Sec-Fetch-Site": "cross-site"}).text
    assert 'href="http://gov.test/' not in foreign


@pytest.mark.parametrize(
    "to", ["", "javascript:alert(1)", "//gov.test", "http://a@b.test/", "http://[/", "http://x.test/ y"]
)
def test_what_is_no_address_leads_nowhere(client: FlaskClient, to: str) -> None:
    assert client.get("/leave", query_string={"to": to}).status_code == 400


def test_documents_about_the_same_are_offered_but_never_the_same(client: FlaskClient) -> None:
    page = body(client, "/d/old")
    near = page[page.index("<h3>内容相近的</h3>") :].partition("</section>")[0]
    assert 'href="/d/near"' in near
    assert 'href="/d/old"' not in near
    assert 'href="/d/new"' not in near
