"""Room: from web to facts. What platforms call the fields of a document in their JSON: English, pinyin, its initials."""

from __future__ import annotations

import re

KEYS: dict[str, tuple[str, ...]] = {
    "title": ("titlenotag", "doctitle", "gkdoctitle", "zcdoctitle", "bt", "articletitle", "infotitle", "newstitle", "policytitle", "title", "headline", "gazettetitle", "filename", "name", "subject", "biaoti", "mingcheng"),
    "text": ("contenth", "content", "doccontent", "gkdoccontent", "zcdoccontent", "htmlcontent", "zw", "infocontent", "articlecontent", "contents", "body", "articlebody", "zhengwen", "neirong", "nr"),
    "summary": ("summary", "abstract", "docabstract", "zcdocabstract", "description", "memo"),
    "url": ("url", "docpuburl", "docurl", "chnldocurl", "posturl", "fullurl", "linkurl", "link", "href", "lianjie"),
    "number": ("documentnumber", "fileno", "filenum", "filenumber", "fwzh", "docno", "pcode", "wenhao", "wh", "docnumber", "filecode", "symbol", "fawenzihao", "fawenwenhao", "documentno", "docnum", "issueno", "issuenumber", "dispatchno", "refno", "policyno", "zcwh", "postnumber", "releasenumber", "legislationidentifier"),
    "index_number": ("identifier", "idxid", "xxgkindexcode", "syh", "indexnumber", "indexcode", "indexno", "suoyinhao", "indexnum", "infoindex", "indexid", "index"),
    "issuers": ("fwjgname", "puborg", "publisher", "publishdept", "fwjg", "fbjg", "publishorg", "publishunit", "publishorgan", "issuer", "issueorg", "issueorgan", "issuedept", "issuingauthority", "dispatchunit", "sendorg", "postorg", "makeorg", "fawenjiguan", "organname", "deptname", "department", "fabujigou", "fabujiguan", "fawenjigou", "fawendanwei", "fabudanwei"),
    "published_on": ("pubtime", "pubtimestr", "docpubtime", "fbrq", "fbsj", "docreltime", "pubdate", "publishtime", "publishdate", "releasetime", "releasedate", "issuedtime", "deploytime", "savetime", "displaypublishtime", "firstpublishtime", "datepublished", "time", "date", "fabushijian", "faburiqi", "gongkairiqi"),
    "issued_on": ("cwrq", "legislationdate", "ptime", "compaltedate", "fwrq", "cwsj", "signdate", "writtendate", "writedate", "writetime", "issuedate", "issuetime", "formdate", "compdate", "completedate", "chengwenriqi", "fawenriqi"),
    "effective_on": ("ssrq", "effectivedate", "effectdate", "implementdate", "sxrq", "shixingriqi", "shishiriqi"),
    "subject": ("childtype", "classifythemename", "ztflname", "pname", "zhutiname", "cname", "themename", "themetype", "topicname", "theme", "topic", "subjectname", "classname", "ztfl", "zhuti", "zhutifenlei"),
    "channel": ("chnldesc", "chnlname", "colname", "columnname", "module", "classifymainname", "wzflname", "channelname", "articlesection", "lanmu", "lanmumingcheng"),
    "source": ("docsourcename", "source", "vcsource", "sourcename", "infosource", "articlesource", "contentsource", "ly", "laiyuan", "comefrom", "origin"),
    "declared_status": ("validity", "effectivestate", "yxx", "shixiao", "sxx", "effectiveness", "effectstatus", "validstatus", "timeliness", "efficacy", "effect", "valid", "isvalid", "youxiaoxing", "status"),
}  # fmt: skip
"""Field → keys in lower case without punctuation, the more telling first."""

_KIND_OF_DOCUMENT = re.compile(r"^(?:policy|article|news|info|notice|law|gk|zc|wj|fg|xx|detail)(?=[a-z]{2})")
_WORDINGS = {
    "issuers": ("pub publish publisher release issue issuing issued send dispatch post make", "org organ organization unit dept department office agency authority"),
    "published_on": ("pub publish published release released", "time date day at on"),
    "issued_on": ("write written sign signed draw form formed compose", "time date day at on"),
    "url": ("pc web page detail html article doc info news content full jump view visit static mobile", "url link href address path"),
    "number": ("doc document file dispatch issue post send reference ref", "no num number code symbol"),
}  # fmt: skip
"""Keys made of two words (`pubDept`, `writtenTime`); they rank behind those that are spelt out."""

for _field, (_firsts, _seconds) in _WORDINGS.items():
    _known = {key for keys in KEYS.values() for key in keys}
    _made = [first + second for first in _firsts.split() for second in _seconds.split()]
    KEYS[_field] += tuple(key for key in _made if key not in _known)
WANTED = {key: (field, rank) for field, keys in KEYS.items() for rank, key in reversed(list(enumerate(keys)))}


def plain_key(key: str) -> str:
    """`policyTitle` and `policy_title` say title; what a platform calls its documents is no part of it."""
    plain = re.sub(r"[^a-z0-9]", "", key.lower())
    return plain if plain in WANTED else _KIND_OF_DOCUMENT.sub("", plain)
