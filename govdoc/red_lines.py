"""Room: what a government document is. Red-line terms (U22): a normative document may not create penalties, licences, force,
fees or proofs of its own (国办发〔2018〕37号). Sentences that lay one down and name no basis are listed for a person to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 40
"""Sentences kept of one document: one with more is read as a whole anyway."""

LABELS = {"penalty": "行政处罚", "licence": "行政许可", "force": "行政强制", "fee": "收费", "proof": "证明事项"}
_MUST = r"(?:(?<![相对响适供反])应当?|必?须|(?<![无不毋必])需要?)"
_COUNT = r"[0-9０-９一二两三四五六七八九十百千万]"
_PAPER = r"(?:许可证?|核准|(?:准入|资格|通行|准运|准建|上岗|经营|从业|营运|就业|居留|驾驶)证)"
# A government, a meeting or a head approves what its own offices do: no licence. (须报省政府批准)
_INSIDE = r"(?![^，。；]{0,30}(?:国务院|人民政府|[省市县区]政府|党[组委]|人大|会议|董事会|股东|理事会|负责人|领导|校长|院长|局长|主任|本单位|所在单位|导师|上级)[^，。；]{0,8}(?:批准|审批|核准|同意))"
_APPROVED = r"(?:批准|审批|核准|许可)"
_TERMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "penalty",
        re.compile(
            rf"(?:处(?![罚分于理置])以?|并处|可处|给予|予以)[^，。；]{{0,24}}?(?:罚款|拘留|警告)(?!的)|罚款[ 　]?(?:人民币)?[ 　]?{_COUNT}+(?=[至到—-]|元|倍)"
            r"|(?<!罚)没收(?!的|款|或)[^，。；、]{2,20}|(?:吊销|暂扣|扣留)[^，。；]{0,16}(?:证|照|许可|车辆|工具)"
            r"|收回[^，。；]{0,8}(?:许可|经营|准运|准入)证|取消[^，。；]{0,8}(?:经营|从业|执业|准入|施工)资格"
            r"|责令[^，。；]{0,8}(?:停产|停业|关闭)|(?:予以|进行|给予)(?:行政)?处罚(?=[，。；]|$)"
            rf"|(?:{_COUNT}{{1,3}}年内|终身)(?:不得|禁止)[^，。；]{{0,12}}(?:从事|承接|承揽|参[与加]|进入)[^，。；]{{0,12}}(?:业务|经营|市场|投标|行业|活动)"
        ),
    ),
    (
        "licence",
        re.compile(
            rf"(?:{_MUST}|方可)(?![^，。；]*(?:变更|注销|交回|延续|换证|年检))[^，。；]{{0,30}}?(?:取得|申领|领取|办理|持有?)(?!的)[^，。；]{{0,20}}{_PAPER}"
            r"|未经(?![^，。；]{0,12}(?:书面|本人|权利人|当事人|对方|对象))[^，。；]{0,24}(?:批准|许可|审批|核准|同意)[^。；]{0,30}(?:不得|禁止)"
            r"|未(?:取得|办理|持有|领取)[^，。；]{1,20}(?:证|许可|资格)[^。；]{0,20}(?:不得|禁止)"
            rf"|{_MUST}(?:事先|提前[^，。；]{{0,6}})?(?:依次|逐级)?(?:报请|报经|报|经){_INSIDE}[^，。；]{{1,24}}?(?:{_APPROVED}|同意)(?!的|文件|权限|程序|制)"
            rf"|经{_INSIDE}[^，。；]{{1,24}}(?:{_APPROVED}|同意)后?[，,]?方可|实行[^，。；]{{0,16}}(?:许可|审批|核准)(?:制|管理)"
        ),
    ),
    (
        "force",
        re.compile(
            rf"(?:予以|可以|{_MUST}|有权|依职权)(?![^，。；]{{0,12}}解除)[^，。；]{{0,12}}(?:查封|扣押|冻结|强制|代履行|强行)"
            r"|(?:强制拆除|强行拆除|强制清[场除理]|强制搬[迁离]|强制执行|代履行|加处罚款|加收滞纳金|加收[^，。；]{0,16}滞纳金)"
            r"(?![^，。；]{0,14}(?:等|活动|程序|过程|期间|案卷|现场|工作|案件))"
            r"|停止供[水电气热]|断[水电]|代为(?:拆除|清除|清理|治理|恢复)[^。；]{0,24}费用由"
        ),
    ),
    (
        "fee",
        re.compile(
            rf"(?:{_MUST}[^，。；]{{0,10}}|可以?|可向|向[^，。；]{{1,20}}|每(?:小时|[人户家件册次份台辆亩吨场月年])[^，。；]{{0,6}}|按[^，。；]{{1,20}})(?:收取|征收|加收|缴纳|交纳|缴存)(?!的|[^，。；]*(?:保险|社保|公积金|缓缴|补缴))"
            r"[^，。；]{0,20}(?:(?<![消缴研发])费(?![率税款])用?|保证金|押金|基金)(?!税)|收费标准为|按[^，。；]{0,24}标准收费"
            r"|(?<![经消缴研发])费(?:用)?(?:由[^，。；]{1,16})?按[^，。；]{1,20}(?:收取|代收|计收|征收)"
        ),
    ),
    (
        "proof",
        re.compile(
            rf"(?:{_MUST}|要求|凭|持有?)(?:(?!不[得能再予需应]|无需)[^。；]){{0,50}}?(?:提供|提交|出具|开具|出示|取得)(?<!未提供|未提交|未出具|未取得)[^，。；]{{0,24}}?证明(?!书?式样)"
            rf"|由[^，。；]{{2,20}}出具[^，。；]{{0,16}}证明|{_MUST}[^，。；]{{0,24}}?持有?[^，。；]{{0,30}}?证明|(?:连同|附)[^，。；]{{0,30}}证明[^，。；]{{0,40}}(?:报送|送交|提交|上报)"
        ),
    ),
)
# （二）罚款、没收违法所得； names kinds of penalties and lays none down.
_KINDS = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*(?:(?:警告|通报批评|罚款|拘留|责令停产停业|(?:没收|吊销|暂扣|降低)[^、，；。]{2,16})[、或和]{0,2}){1,8}[；。]?"
)
# （四）处以没收违法所得一百万元以上的； names a case.
_CASE = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[）)][^；。]{2,200}的[；;。]")
_BASIS = re.compile(
    r"按(?:照)?(?:有关|相关)?规定|(?:根据|依据|依照|按照|按|违反|适用)[^，。；]{0,12}(?:《|法律|法规|规章|国家|国务院|省|有关规定|相关规定)|《[^》]{2,60}》[^，。；]{0,20}(?:规定|第)"
    r"|依法|法律、?(?:行政)?法规"
)
# 依据《甲条例》第五条的规定。: the sentence before that gives nothing but the basis of what follows.
_BASIS_ALONE = re.compile(
    r"\s*(?:根据|依据|依照|按照)[^。；;\n]{0,20}《[^》\n]{2,60}》[^。；;\n]{0,60}(?:规定|要求|授权)[。；;]?"
)
_NEGATED = re.compile(
    r"(?:不得|不再|不予|不(?=[^，。；]{0,3}$)|无需|无须|免|严禁|禁止|取消|减免|停止|免予|免于|暂停|清理|规范|降低|违法|违规|擅自|变相|未|伪造|分别|拒绝|被|受到)[^，。；]{0,14}$|不得以[^。；]{0,100}名义$"
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
    """「未按时缴纳的，处以500元罚款。」 → penalty. One that names its basis (依照《…法》第五条…处罚, 依法查处), or whose basis is all that the
    sentence before says, is none."""
    found: list[RedLine] = []
    before = ""
    for sentence in _SENTENCE.finditer(text):
        if len(found) == MOST:
            break
        led, before = _BASIS_ALONE.fullmatch(before), sentence[0]
        if not led and (term := _term(sentence[0])):
            lead = len(sentence[0]) - len(sentence[0].lstrip())
            start = sentence.start() + lead
            found.append(RedLine(term, start, sentence.end(), text[start : sentence.end()]))
    return tuple(found)


def _term(sentence: str) -> str | None:
    if _BASIS.search(sentence) or _KINDS.fullmatch(sentence.strip()) or _CASE.fullmatch(sentence.strip()):
        return None
    for name, pattern in _TERMS:
        found = pattern.search(sentence)
        if found and not _NEGATED.search(sentence[: found.start()]):
            return name
    return None
