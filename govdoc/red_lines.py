"""Room: what a government document is. Red-line terms (U22): a normative document may not create penalties, licences, force,
fees or proofs of its own (国办发〔2018〕37号). Sentences that lay one down and name no basis are listed for a person to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 40
"""Sentences kept of one document: one with more is read as a whole anyway."""

LABELS = {"penalty": "行政处罚", "licence": "行政许可", "force": "行政强制", "fee": "收费", "proof": "证明事项"}
_TERMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "penalty",
        re.compile(
            r"(?:处以?|并处|可处|给予|予以)[^，。；]{0,24}?(?:罚款|拘留|警告|行政处罚)|没收[^，。；]{0,16}(?:所得|财物|工具|物品|产品)"
            r"|(?:吊销|暂扣)[^，。；]{0,16}(?:证|照|许可)|责令[^，。；]{0,6}停产停业|予以处罚|进行处罚"
        ),
    ),
    (
        "licence",
        re.compile(
            r"(?:应当?|须|必须|需|方可)[^，。；]{0,30}?(?:取得|申领|领取|办理)[^，。；]{0,20}(?:许可|许可证|准入证|资格证|核准)"
            r"|未经[^，。；]{1,24}(?:批准|许可|审批|核准|同意)[^。；]{0,30}不得|(?:须|必须|应当?)[^，。；]{0,20}(?:报|经)[^，。；]{1,20}(?:批准|审批|核准)(?:后|方可)"
            r"|实行[^，。；]{0,16}(?:许可|审批|核准)(?:制|管理)"
        ),
    ),
    (
        "force",
        re.compile(
            r"(?:予以|可以|应当?|有权|依职权)[^，。；]{0,12}(?:查封|扣押|冻结|强制拆除|强制执行|强制清除|代履行|强制隔离|强行)"
            r"|(?:强制拆除|强行拆除|强制执行|代履行|加处罚款|加收滞纳金|加收[^，。；]{0,16}滞纳金)"
        ),
    ),
    (
        "fee",
        re.compile(
            r"(?:收取|征收|加收|缴纳|交纳|缴存)[^，。；]{0,20}(?:费用?|保证金|押金|基金|管理费|服务费)(?!率)|收费标准为|按[^，。；]{0,24}标准收费"
        ),
    ),
    ("proof", re.compile(r"(?:提供|提交|出具|开具|出示)[^，。；]{0,24}?证明(?!书?式样)")),
)
_BASIS = re.compile(
    r"(?:根据|依据|依照|按照|按|违反|适用)[^，。；]{0,12}(?:《|法律|法规|规章|国家|国务院|省|有关规定|相关规定)|《[^》]{2,60}》[^，。；]{0,20}(?:规定|第)"
    r"|依法|法律、?(?:行政)?法规"
)
_NEGATED = re.compile(
    r"(?:不得|不再|不予|不|无需|无须|免|严禁|禁止|取消|减免|停止|免予|免于|暂停|清理|规范|降低)[^，。；]{0,14}$"
)
_SENTENCE = re.compile(r"[^。；;\n]{4,400}[。；;]?")


@dataclass(frozen=True, slots=True)
class RedLine:
    """A sentence of the text that lays down a penalty, licence, force, fee or proof; `text[start:end] == quote`."""

    term: str
    start: int
    end: int
    quote: str


def red_lines(text: str) -> tuple[RedLine, ...]:
    """「未按时缴纳的，处以500元罚款。」 → penalty. One that names its basis (依照《…法》第五条…处罚, 依法查处) is none."""
    found: list[RedLine] = []
    for sentence in _SENTENCE.finditer(text):
        if len(found) == MOST:
            break
        if term := _term(sentence[0]):
            lead = len(sentence[0]) - len(sentence[0].lstrip())
            start = sentence.start() + lead
            found.append(RedLine(term, start, sentence.end(), text[start : sentence.end()]))
    return tuple(found)


def _term(sentence: str) -> str | None:
    if _BASIS.search(sentence):
        return None
    for name, pattern in _TERMS:
        found = pattern.search(sentence)
        if found and not _NEGATED.search(sentence[: found.start()]):
            return name
    return None
