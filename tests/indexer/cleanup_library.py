"""A small county's files, a catalogue with a sweep clause, and neighbours that it must leave alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from govdoc.document import Attachment, Document, Kind

COUNTY = "云川县人民政府"
SWEEP = "凡未纳入本次公布的继续有效目录的规范性文件，一律废止，不再引用和执行。"


def rule(id: str, title: str, number: str | None, issued_on: date | None, **more: Any) -> Document:
    fields = {
        "issuers": (COUNTY,),
        "kind": Kind.NORMATIVE,
        "text": f"第一条 为了加强{title}的实施，制定本文件。",
    } | more
    return Document(id=id, title=title, number=number, issued_on=issued_on, **fields)


WATER = rule("water", "云川县节约用水管理办法", "云川政发〔2015〕3号", date(2015, 4, 1))
FERRY = rule("ferry", "云川县渡口管理办法", "云川政发〔2012〕8号", date(2012, 5, 1))
MARKET = rule("market", "云川县农贸市场管理规定", "云川政发〔2014〕9号", date(2014, 6, 1))
OFFICE = rule(
    "office", "云川县政务公开管理规定", "云川政办发〔2014〕2号", date(2014, 7, 1), issuers=(f"{COUNTY}办公室",)
)
NEIGHBOUR = rule(
    "neighbour", "临江县渡口管理办法", "临江政发〔2012〕8号", date(2012, 5, 1), issuers=("临江县人民政府",)
)
AFTER = rule("after", "云川县公园管理办法", "云川政发〔2020〕5号", date(2020, 5, 1))
MINUTES = rule("minutes", "云川县人民政府常务会议纪要", "云川政发〔2013〕1号", date(2013, 1, 1), kind=Kind.OTHER)
VAGUE = rule("vague", "关于做好春耕生产的通知", "云川政发〔2013〕4号", date(2013, 3, 1), kind=Kind.OTHER)
TEXT = (
    "各镇人民政府：\n经清理，县政府决定继续有效的规范性文件2件。" + SWEEP + "\n"
    "附件：继续有效的规范性文件目录（2件）\n"
    "1.云川县节约用水管理办法（云川政发〔2015〕3号）\n2.云川县农贸市场的管理规定\n"
    "云川县人民政府\n2019年3月1日"
)
NOTICE = Document(
    id="notice",
    title="云川县人民政府关于公布规范性文件清理结果的通知",
    text=TEXT,
    number="云川政发〔2019〕1号",
    issuers=(COUNTY,),
    issued_on=date(2019, 3, 1),
    kind=Kind.NOTICE,
)
LIBRARY = [WATER, FERRY, MARKET, OFFICE, NEIGHBOUR, AFTER, MINUTES, VAGUE, NOTICE]
BY_ANNEX = Document(
    id="notice",
    title=NOTICE.title,
    text="各镇人民政府：\n经清理，决定保留规范性文件2件。" + SWEEP + "\n云川县人民政府\n2019年3月1日",
    issuers=(COUNTY,),
    issued_on=date(2019, 3, 1),
    attachments=(
        Attachment(
            "继续有效的规范性文件目录.xlsx",
            text="序号\t文件名称\t文号\n1\t云川县节约用水管理办法\t云川政发〔2015〕3号\n2\t云川县农贸市场管理规定\t云川政发〔2014〕9号",
        ),
    ),
)
