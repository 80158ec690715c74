"""Red-line sentences (U22): what lays one down, and the sentences of real documents that only look like it."""

from __future__ import annotations

import pytest

from govdoc.red_lines import red_lines

SAID = [
    ("penalty", "逾期未改正的，处五百元以上二千元以下的罚款。"),
    ("penalty", "检测结果不合格的，由市科技部门吊销其合格证。"),
    ("penalty", "拒不改正的，没收违法所得；"),
    ("licence", "从事渡运的单位必须取得渡口经营许可证后方可营业。"),
    ("licence", "未经县城管局同意，不得占用广场。"),
    ("force", "逾期不拆的，由镇政府予以强制拆除。"),
    ("fee", "签订入驻协议时应缴纳履约保证金。"),
    ("fee", "每册按2元收取工本费。"),
    ("proof", "申请人应当提交由村民委员会出具的居住证明。"),
    ("proof", "凭单位开具的收入证明办理。"),
    ("penalty", "对屡教不改的摊主，罚款200元。"),
    ("penalty", "没收其违法销售的烟花爆竹。"),
    ("penalty", "不服从管理的，暂扣车辆。"),
    ("licence", "举办展销会应当提前十日报经区商务局批准。"),
    ("licence", "未取得上岗证的人员不得从事保洁服务。"),
    ("licence", "机关食堂用工须经街道办审批后方可上岗。"),
    ("force", "对拒不整改的商户，停止供水供电。"),
    ("force", "广告牌由街道办代为拆除，费用由设置人承担。"),
    ("fee", "入园企业须一次性缴纳安全生产保证金5万元。"),
    ("fee", "停车费由管理单位按次收取。"),
    ("proof", "由派出所出具亲属关系证明后方可办理。"),
]
FRIENDS = [
    "依据《石溪县市容条例》第五条的规定。逾期未改正的，处五百元罚款。",
    "征收进口环节增值税、消费税。",
    "签订一年以上期限劳动合同并缴纳社会保险费的企业，可申请补贴。",
    "缓缴的企业应在注销前缴纳缓缴的费款。",
    "向企业收取的收视维护费，免征增值税。",
    "可按规定收取相关费用。",
    "取得许可证的单位因变更登记事项，应在一个月内办理许可证变更手续。",
    "企业无需再办理动植物检疫许可证。",
    "未经调查对象书面许可，不得向他人披露。",
    "对相应职业新取得高级技师资格证书的，给予补贴。",
    "对查封扣押、强制拆除等执法活动，要推行全程音像记录；",
    "（二）罚款、没收违法所得；",
    "（三）被海关处以警告的行为；",
    "两个以上当事人共同违法的，分别给予行政处罚。",
    "未提交合法使用有关知识产权的证明文件的；",
    "伪造居住证明的，取消其补偿资格。",
    "依照《云川省燃气条例》第四十条的规定处以罚款。",
    "本方案须报县人民政府批准。",
    "（六）尚未取得应当取得的经营许可证的；",
    "应当及时作出解除查封、扣押决定。",
    "办理业务时应予认可，不得要求企业提供其他证明材料。",
    "行政强制执行案卷评查每年一次。",
    "不得以保证金、承诺费等名义收取不合理费用。",
]


@pytest.mark.parametrize(("term", "text"), SAID, ids=[text[:14] for _, text in SAID])
def test_lays_one_down(term: str, text: str) -> None:
    (found,) = red_lines(text)
    assert (found.term, found.quote) == (term, text)


@pytest.mark.parametrize("text", FRIENDS, ids=[text[:14] for text in FRIENDS])
def test_only_looks_like_one(text: str) -> None:
    assert red_lines(text) == ()
