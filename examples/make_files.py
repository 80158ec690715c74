"""Room: where do the sample site's attachments come from? Writes examples/site/files; needs the dev dependencies.

Run it only when an attachment is to change: the files are kept in the repository so that serving needs nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document as WordDocument
from openpyxl import Workbook
from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table  # type: ignore[import-untyped]

FILES = Path(__file__).resolve().parent / "site" / "files"
FONT = "STSong-Light"
Row = Sequence[object]

SHEETS: dict[str, tuple[str, Sequence[Row]]] = {
    "buchang-2019.xlsx": (
        "云浔区征收集体土地青苗和地上附着物补偿标准表",
        (
            ("类别", "项目", "单位", "补偿标准（元）", "备注"),
            ("青苗", "水田", "亩", 1800, "一季"),
            ("青苗", "旱地", "亩", 1200, ""),
            ("青苗", "菜地", "亩", 2600, "含大棚蔬菜"),
            ("青苗", "鱼塘", "亩", 3200, "不含鱼苗转运费"),
            ("果木", "蜜柚（盛产期）", "株", 260, "每亩不超过45株"),
            ("果木", "茶园（投产）", "亩", 6800, ""),
            ("附着物", "砖混围墙", "平方米", 85, ""),
            ("附着物", "水井", "口", 1500, "机井另行评估"),
            ("附着物", "坟墓迁移", "座", 1600, "含骨灰盒"),
        ),
    ),
    "buchang-2024.xlsx": (
        "云浔区征收集体土地青苗和地上附着物补偿标准表（2024年）",
        (
            ("类别", "项目", "单位", "补偿标准（元）", "备注"),
            ("青苗", "水田", "亩", 2200, "一季"),
            ("青苗", "旱地", "亩", 1500, ""),
            ("青苗", "菜地", "亩", 3200, "含大棚蔬菜"),
            ("青苗", "鱼塘", "亩", 4000, "含鱼苗转运费"),
            ("果木", "蜜柚（盛产期）", "株", 320, "每亩不超过45株"),
            ("果木", "茶园（投产）", "亩", 8200, ""),
            ("附着物", "简易棚舍", "平方米", 140, ""),
            ("附着物", "水井", "口", 2000, "机井另行评估"),
            ("附着物", "坟墓迁移", "座", 2400, "鼓励进入公益性公墓"),
        ),
    ),
    "quanze-mz.xlsx": (
        "云浔区民政局权责清单（2021年版）",
        (
            ("序号", "事项名称", "权力类型", "实施依据", "承办机构"),
            (1, "社会团体成立登记", "行政许可", "《社会团体登记管理条例》", "社会组织管理科"),
            (2, "民办非企业单位成立登记", "行政许可", "《民办非企业单位登记管理暂行条例》", "社会组织管理科"),
            (3, "最低生活保障金的给付", "行政给付", "《社会救助暂行办法》", "社会救助科"),
            (4, "特困人员救助供养金的给付", "行政给付", "《社会救助暂行办法》", "社会救助科"),
            (5, "临时救助金的给付", "行政给付", "《社会救助暂行办法》", "社会救助科"),
            (6, "高龄津贴的给付", "行政给付", "《中华人民共和国老年人权益保障法》", "养老服务科"),
            (7, "婚姻登记", "行政确认", "《婚姻登记条例》", "婚姻登记处"),
            (8, "对养老机构的监督检查", "行政检查", "《养老机构管理办法》", "养老服务科"),
        ),
    ),
    "juesuan-2020.xlsx": (
        "2020年云浔区一般公共预算收支决算总表（单位：亿元）",
        (
            ("收入项目", "决算数", "支出项目", "决算数"),
            ("一般公共预算收入", 11.32, "一般公共预算支出", 27.16),
            ("上级补助收入", 14.06, "上解支出", 0.74),
            ("债务转贷收入", 2.45, "债务还本支出", 1.21),
            ("上年结余", 0.88, "年终结余", 0.87),
            ("调入资金", 1.27, "", ""),
            ("收入总计", 29.98, "支出及结余总计", 29.98),
        ),
    ),
    "zhibiao-2023.xlsx": (
        "云浔区2023年主要经济指标",
        (
            ("指标", "单位", "绝对数", "比上年增长（%）"),
            ("地区生产总值", "亿元", 186.7, 5.9),
            ("规模以上工业增加值", "—", "—", 7.3),
            ("社会消费品零售总额", "亿元", 76.9, 8.2),
            ("城镇居民人均可支配收入", "元", 44870, 5.2),
            ("农村居民人均可支配收入", "元", 25360, 7.6),
        ),
    ),
}

FORMS: dict[str, tuple[str, Sequence[str], str]] = {
    "dibao-shenqing.docx": (
        "云浔区最低生活保障申请书",
        ("申请人姓名", "身份证号码", "户籍地址", "共同生活的家庭成员（人）", "家庭月收入（元）", "申请理由"),
        "本人承诺所填内容真实，并授权民政部门核对家庭经济状况。如有隐瞒、虚报，自愿退回已领取的保障金。",
    ),
    "baoming-2021.docx": (
        "云浔区2021年公开招聘中小学幼儿园教师报名登记表",
        ("姓名", "出生年月", "学历及毕业院校", "教师资格证种类", "报考岗位及代码", "个人简历"),
        "本人承诺提交的信息和材料真实有效，服从考试安排，聘用后服务期不少于5年。",
    ),
    "shenqingbiao.docx": (
        "云浔区政府信息公开申请表",
        (
            "申请人（公民／法人／其他组织）",
            "联系方式",
            "所需信息的名称、文号",
            "其他特征性描述",
            "获取信息的方式",
            "提供载体的形式",
        ),
        "行政机关自收到申请之日起20个工作日内答复；需要延长的，延长期限最长不超过20个工作日。",
    ),
}

PAPERS: dict[str, tuple[str, Sequence[str], Sequence[Row]]] = {
    "renwu-2025.pdf": (
        "2025年区政府重点工作任务分解表（民生实事部分）",
        ("民生实事由区政府督查室逐月跟踪，每季度通报进展情况。",),
        (
            ("序号", "任务", "牵头单位", "完成时限"),
            ("1", "新建社区食堂8处", "区民政局", "2025年10月"),
            ("2", "改造农村供水管网62公里", "区水利局", "2025年11月"),
            ("3", "新增普惠托位300个", "区卫生健康局", "2025年9月"),
            ("4", "更新老旧电梯46台", "区住房和城乡建设局", "2025年12月"),
        ),
    ),
    "mulu-2024.pdf": (
        "云浔区现行有效行政规范性文件目录（截至2024年12月31日）",
        ("以区政府及区政府办公室名义印发、现行有效的行政规范性文件共9件。",),
        (
            ("序号", "文件名称", "文号"),
            ("1", "云浔区生活垃圾分类管理办法", "云政发〔2021〕11号"),
            ("2", "云浔区重大行政决策程序规定", "云政规〔2022〕1号"),
            ("3", "云浔区行政规范性文件制定和监督管理办法", "云政规〔2022〕2号"),
            ("4", "云浔区电动自行车停放充电安全管理办法", "云政办规〔2022〕6号"),
            ("5", "云浔区住房保障管理办法", "云政规〔2023〕1号"),
            ("6", "关于修改《云浔区生活垃圾分类管理办法》的决定", "云政规〔2023〕3号"),
            ("7", "云浔区最低生活保障审核确认实施细则", "云政办规〔2023〕5号"),
            ("8", "关于重新公布征收集体土地青苗和地上附着物补偿标准的通知", "云政规〔2024〕2号"),
            ("9", "云浔区临时救助工作规程", "云政办规〔2024〕4号"),
        ),
    ),
    "nianbao-2020.pdf": (
        "云浔区人民政府2020年政府信息公开工作年度报告",
        (
            "本报告所列数据的统计期限自2020年1月1日起至2020年12月31日止。",
            "2020年主动公开政府信息8316条，疫情防控专栏发布信息927条，召开新闻发布会6场。",
            "因政府信息公开引起的行政复议3件，其中维持2件、撤回1件；行政诉讼0件。",
        ),
        (
            ("处理结果", "件数"),
            ("予以公开", "31"),
            ("部分公开", "5"),
            ("不予公开", "4"),
            ("无法提供", "9"),
            ("其他处理", "2"),
            ("总计", "51"),
        ),
    ),
    "tiaozheng-2024.pdf": (
        "2024年云浔区财政预算调整方案（单位：亿元）",
        ("新增专项债券用于石渚河综合治理1.30亿元、沙塘老旧片区改造1.20亿元。",),
        (
            ("项目", "年初预算", "调整数", "调整后"),
            ("一般公共预算支出", "31.42", "0.76", "32.18"),
            ("政府性基金收入", "8.20", "-2.15", "6.05"),
            ("政府性基金支出", "8.04", "0.35", "8.39"),
        ),
    ),
}


def main() -> None:
    """Write every attachment anew."""
    FILES.mkdir(exist_ok=True)
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    for name, (title, rows) in SHEETS.items():
        _sheet(FILES / name, title, rows)
    for name, (title, fields, promise) in FORMS.items():
        _form(FILES / name, title, fields, promise)
    for name, (title, paragraphs, rows) in PAPERS.items():
        _paper(FILES / name, title, paragraphs, rows)


def _sheet(path: Path, title: str, rows: Sequence[Row]) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "标准表"
    sheet.append([title])
    for row in rows:
        sheet.append(list(row))
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    for letter in "ABCDE"[: len(rows[0])]:
        sheet.column_dimensions[letter].width = 24
    book.save(path)


def _form(path: Path, title: str, fields: Sequence[str], promise: str) -> None:
    word = WordDocument()
    word.add_heading(title, level=1)
    table = word.add_table(rows=len(fields), cols=2, style="Table Grid")
    for row, field in zip(table.rows, fields, strict=True):
        row.cells[0].text = field
    word.add_paragraph(promise)
    word.add_paragraph("申请人（签名）：　　　　　　　　　年　　月　　日")
    word.save(str(path))


def _paper(path: Path, title: str, paragraphs: Sequence[str], rows: Sequence[Row]) -> None:
    head = ParagraphStyle("head", fontName=FONT, fontSize=16, leading=26, alignment=1, spaceAfter=14)
    body = ParagraphStyle("body", fontName=FONT, fontSize=11, leading=20, firstLineIndent=22)
    grid = [("FONT", (0, 0), (-1, -1), FONT, 10), ("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]
    parts = [Paragraph(title, head), *(Paragraph(text, body) for text in paragraphs), Spacer(1, 12)]
    paper = SimpleDocTemplate(str(path), pagesize=A4, title=title, author="云浔区人民政府", invariant=1)
    paper.build([*parts, Table([list(row) for row in rows], style=grid)])


if __name__ == "__main__":
    main()
