"""Which names are those of documents, which are shortened ones, and what a title names without 《》. Pure."""

import re
from collections.abc import Iterator

from archive.citations.names import is_about
from archive.records import Relation

SHORTEST = 6
"""Characters of a name that a title has without 《》."""
FEW = 6
"""Characters of a name that may be the end of a longer one; 《地名管理条例》 is not《广东省地名管理条例》."""
_REGION = re.compile("^(?:中华人民共和国|国家|.{1,6}[省市区县镇])$")
_DOCUMENT = re.compile(
    "(?:法|法典|条例|规定|规则|办法|细则|措施|意见|方案|规划|纲要|计划|通知|通告|公告|决定|决议|批复|指引|指南|目录|清单|标准|规范|规程|要点"
    "|报告|建议|提案|议案|函|令|章程|政策|条|制度|预案|导则|准则|请示|解释|名单|任务分工|倡议书?|纪要)$"
)
_FORM = re.compile(
    "(?:申报|申请|推荐|汇总|登记|备案|报名|承诺|需求|审批|评审|情况|检测|检验|审计|评估|验收|查新|鉴定)(?:表|书|函|报告|清单)$"
    "|政府公报$|(?:合同|协议|协议书|证书|执照|许可证|回执)$"
)
_EDITION = re.compile(r"(?:\s*[（(\[〔][^（）()]{0,40}[）)\]〕])+$")
_SHORT = re.compile(
    "^(?:本|该)?(?:若干|实施|管理|暂行|专项|行动|工作|政策|扶持|资助|奖补|具体|总体|发展|试行|补充|指导|认定|评审|支持|创新|[一二三四五六七八九十]+)*"
    "(?:办法|措施|细则|意见|方案|规划|纲要|计划|通知|规定|条例|规则|决定|指引|指南|清单|要点|政策|条|目录|规范|标准|公告|通告)$"
)
_DERIVED = re.compile(
    "(?P<of>[^《》]{4,}(?:措施|政策|办法|方案|意见|规定|条例|计划|规划|纲要|通知|[一二三四五六七八九十]条))》?的?(?:配套)?"
    "(?:实施细则|实施办法|申报指南|申报通知|操作指引|操作规程|申报细则|操作细则)(?:[（(][^（）()]{1,12}[）)])?》?"
    "(?:的(?:通知|公告|通告))?$"
)
_WRAPPED = re.compile("^.{0,60}?(?:印发|公布|发布|做好|开展|组织)《?")
_ABOUT = (
    re.compile(
        r"^(?:【[^】]{1,10}】|\[[^\]]{1,10}\])?(?:一图读懂|图说|读懂|一问一答|(?:政策|文件|热点|图文|视频|动漫)?(?:解读|问答|图解))[：:|丨\s]*"
    ),
    re.compile(
        r"[：:|丨\s—-]*(?:的)?(?:政策|文件|图文)?(?:解读|图解|问答|答记者问|起草说明|编制说明|政策说明)(?:[（(之].{0,12})?$"
    ),
)
_FORWARDED = re.compile(r"^(?:[【\[（(](?:转发|转载|转)[】\]）)]|[^《》]{0,40}?转发)[：:]?(?P<of>.{6,})$")


def is_document(title: str) -> bool:
    """Tell whether 《title》 names an official paper: by its last word, edition aside; no form, book or newspaper."""
    plain = _EDITION.sub("", title).rstrip("》〉 ")
    return bool(_DOCUMENT.search(plain)) and not _FORM.search(plain)


def is_short(title: str) -> bool:
    """Tell whether a name is one that many documents have (《办法》), so that it stands for one before."""
    return bool(_SHORT.match(title))


def stands_for(short: str, full: str) -> bool:
    """Tell whether a name shortens one that stood before: its last characters, not the nation's for a city's."""
    before = full.removesuffix(short)
    return 0 < len(before) < len(full) and len(short) <= FEW and not _REGION.search(before)


def named_in(title: str) -> Iterator[tuple[int, int, Relation]]:
    """Give the spans of documents that a title names without 《》 of their own, and what it does with them."""
    if is_about(title):
        if "《" not in title and (span := _between(title)) and is_document(title[slice(*span)]):
            yield *span, "interprets"
        return
    if (found := _FORWARDED.match(title)) and "《" not in title[: found.start("of")]:
        start = found.start("of")
        inner = _whole(found["of"])
        yield start + inner[0], start + inner[1], "reposts"
        return
    if found := _DERIVED.search(title):
        start = wrapped.end() if (wrapped := _WRAPPED.match(title)) and wrapped.end() < found.end("of") else 0
        start = max(start, found.start("of"))
        if found.end("of") - start >= SHORTEST:
            yield start, found.end("of"), "implements"


def _between(title: str) -> tuple[int, int] | None:
    start = found.end() if (found := _ABOUT[0].search(title)) else 0
    end = found.start() if (found := _ABOUT[1].search(title)) else len(title)
    return (start, end) if end - start >= SHORTEST else None


def _whole(text: str) -> tuple[int, int]:
    """Return the inside of 《…》 when it is the whole of a text, or of it but for 的通知 after it."""
    found = re.match(r"《([^《》]+)》(?:的(?:通知|公告|函))?$", text)
    return found.span(1) if found else (0, len(text))
