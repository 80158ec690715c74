"""Room: what a government document is. What a reader's report may be about: identifier → what the reader chooses."""

from __future__ import annotations

TOPICS = {
    "status": "有效性判断不对",
    "metadata": "标题、文号、日期等信息有误",
    "text": "正文有误或者不完整",
    "attachment": "附件缺失或者打不开",
    "link": "关联的文件不对",
    "privacy": "涉及个人隐私",
    "other": "其他问题",
}
