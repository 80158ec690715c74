"""Room: from web to facts. What surrounds a document on its page and is none of it: buttons, menus, credits, related links.

Told by tag, by class or id, by what a line says, and by a block being nothing but links.
"""

from __future__ import annotations

import re

from crawl.lines import Element, hidden, short_text, squeeze

FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:share|bdshare\w*|jiathis\w*|ewm|qr(?:code)?|qr_container|erweima|print|toolbar|tools?|font-?size|fontsize|breadcrumbs?|crumbs?"
    r"|curpage|location|position|weizhi|footer|foot|header|topbar|nav|navbar|menu|sidebar|related|reldocuments|xgwz|xgjd|xgxx|recommend"
    r"|comments?|pinglun|pager|pagination|copyright|gotop|article-(?:ewm|share|btn|extended|attr|reldocuments|info)"
    r"|div_div|yybb|fj-a|fjxz|fjlist|fujian|file-?list|attach(?:ment)?s?(?:-?list)?|zrbj)(?:$|[-_\s])",
    re.IGNORECASE,
)
"""Words in class or id of what surrounds a document."""

FURNITURE_LIMIT = 600
"""A block named like furniture with more characters than this, or with a sentence in it, is none (`print` round the whole text)."""

MENU_LIMIT = 20_000
"""Characters beyond which a list is no menu, white space counted."""

_FURNITURE_TAGS = frozenset({"nav", "footer", "header", "aside"})
_LINE = re.compile(
    r"[【\[（(]?(?:打印(?:本页|本文|此页|页面)?|关闭(?:窗口|本页|页面)?|返回顶部|返回|收藏|分享(?:到|至)?|我要纠错|纠错|保存|推荐|下载文字版|下载图片版|相关(?:文件|文章|链接|稿件|解读|报道)"
    r"|字[体号](?:大小)?[:：]?\W*(?:[大中小]\W*){0,3}|[大中小]\W[大中小]\W[大中小]|扫一扫.{0,24}|用手机.{0,20}|手机扫.{0,20}|语音播报|语言播报|朗读|播放|暂停|停止|微信|微博|QQ(?:空间|好友)?|朋友圈|人人网|百度贴吧|新浪微博|复制链接|附件(?:下载)?[:：]?|相关附件"
    r"|上一[篇条]|下一[篇条]|首页|背景颜色.{0,12}|浏览次数.{0,12}|访问量.{0,12}|阅读次数.{0,12}|点击(?:数|率|量|次数).{0,12})[】\])）]?",
)
_RELATED = re.compile(
    r"[【\[]?(?:相关(?:链接|解读|文件|文章|文档|稿件|政策|新闻|报道|信息|阅读|资料|内容|推荐)|政策解读|解读(?:链接|材料)|延伸阅读|推荐阅读|关联稿件)[】\]]?(?:[:：]|$)"
)
_PIECE = re.compile(r"[\s|｜丨/、·>»【】\[\]]+")
_CREDIT = re.compile(
    r"[(（【\[]?(?:责任编辑|责编)[\s:：】].*|[(（【\[]?(?:责任编辑|责编|初审|终审|上一[篇条]|下一[篇条]|分享到?|扫一扫|版权所有|主办单位|承办单位|网站标识码|浏览次数|访问量|字体|字号|当前位置|您的位置"
    r"|[您你]?(?:现在?|目前|当前)?(?:所在|在)?的?(?:页面)?位置|【打印|【关闭|【字体)\s*[:：】大].*|.*(?:ICP备|公网安备|政府网站标识码|网站地图).*"
)
_EDGE = re.compile(
    r"(?:编辑|审核|作者|来源|信息来源|文章来源|发布时间|发布日期|发布者|日期|时间|点击|阅读|位置|打印)\s*[:：].*|由.{0,20}于.{8,20}发布.{0,20}"
)
"""Only in containers that are not surely the text: 时间：2020年5月1日 may open an announcement."""

_HEAD = re.compile(
    r"[\[【(（]?\s*(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?\s*[\]】)）]?(?:\s.*)?"
)
"""Only before the text, and only where it is not surely the text: `[ 2013-7-9 ] 阅读：[ 120 ]`."""

EDGE_LENGTH = 120
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd|zip|rar)\b|download|downfile", re.IGNORECASE)


def is_link_list(element: Element) -> bool:
    """A menu or a list of other documents: nearly all its characters are links, and none leads to a file."""
    if element.tag not in ("ul", "ol", "dl"):
        return False
    text = short_text(element, MENU_LIMIT)
    if text is None:
        return False
    links = sum(len(squeeze("".join(a.itertext()))) for a in element.iter("a"))
    files = any(_FILE.search(a.get("href") or "") for a in element.iter("a"))
    return links * 10 > 7 * len(text) and not files


def is_furniture(element: Element) -> bool:
    """Share bars, print buttons, breadcrumbs, related links: by tag, by class or id, or because it is hidden."""
    return (bool(element.attrib) and hidden(element)) or is_shown_furniture(element)


def is_shown_furniture(element: Element) -> bool:
    """The same for what is shown: a hidden block may be a tab of the page that a reader opens (附件)."""
    if element.tag in _FURNITURE_TAGS or is_related(element):
        return True
    if not element.attrib:
        return False
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if len(name) < 3 or not FURNITURE.search(name):
        return False
    text = short_text(element, FURNITURE_LIMIT)
    return text is not None and "。" not in text


def is_related(element: Element) -> bool:
    """`相关解读：<a>《…》解读</a>`, also inside the text's container: a heading of this kind, and beside it only links."""
    if element.tag not in ("p", "div", "li", "span", "h3", "h4"):
        return False
    first = element.text if element.text and not element.text.isspace() else element[0].text if len(element) else None
    if not first or not (match := _RELATED.match(squeeze(first))):
        return False
    text = short_text(element, FURNITURE_LIMIT)
    if text is None:
        return False
    links = sum(len(squeeze("".join(a.itertext()))) for a in element.iter("a"))
    return links * 10 >= 8 * max(len(text) - match.end(), 1)


def without_furniture(lines: list[str], sure: bool = True) -> list[str]:
    """Lines of buttons anywhere, and of credits, breadcrumbs and footers at both ends, left out.

    `【字体：大 中 小】 打印`, `分享到：`, `上一篇：关于…` are buttons; 时间：2020年5月1日 inside the text stays.
    """
    kept = [line for line in lines if not _is_button(line)]
    start, end = 0, len(kept)
    while start < min(end, 6) and (_is_edge(kept[start], sure) or (not sure and _is_head(kept[start]))):
        start += 1
    while end > start and _is_edge(kept[end - 1], sure):
        end -= 1
    return kept[start:end]


def _is_button(line: str) -> bool:
    if len(line) > 60:
        return False
    pieces = [p for p in _PIECE.split(line) if p]
    return bool(_LINE.fullmatch(line)) or (bool(pieces) and all(_LINE.fullmatch(p) or p in "大中小" for p in pieces))


def _is_head(line: str) -> bool:
    return len(line) <= EDGE_LENGTH and "。" not in line and bool(_HEAD.fullmatch(line))


def _is_edge(line: str, sure: bool) -> bool:
    if len(line) > EDGE_LENGTH:
        return False
    return bool(_CREDIT.fullmatch(line) or (not sure and _EDGE.fullmatch(line)))
