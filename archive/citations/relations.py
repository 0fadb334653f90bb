"""What an announcement does with a document that it names: the words before and after the name tell. Pure."""

import re
from typing import Literal

from archive.records import Relation

Role = Relation | Literal["own", "enclosed"]
"""A relation, or that the name is of what the announcement prints itself (`own`) or has as a file (`enclosed`)."""
WINDOW = 300
"""Characters on each side that are looked at."""
_STOPS = "。；;！!？?\n"
_NAMED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|（[^（）]*）|\([^()]*\)")
_TORN = re.compile("^[^《]*》")
_LISTED = re.compile(r"^(?:\s|、|和|及|与|以及|等|[，,](?=《)|《[^《》]*》|（[^（）]*）|\([^()]*\)|(?:原)?(?=《))+")
_ONLY_JOINS = re.compile(r"^(?:\s|、|和|及|与|以及|等|原|《[^《》]*》)*$")
_COMMA = re.compile("[，,：:]")
_ARTICLE = r"第[一二三四五六七八九十百零〇\d]+(?:条|款|项|章|点)"

_ENCLOSED_BEFORE = re.compile(
    r"附件[\d一二三四五六七八九十]{0,3}[.．、]?$"
    r"|(?:填写|填报|提交|下载|签订|签署|递交|提供|出具|附上?|见附件)(?:了)?$|(?:材料|资料)(?:包括|有|为|如下|清单)?$"
)
_OWN_BEFORE = re.compile(r"(?:现|兹)(?:就|将|印发|公布|发布|予以|制定)[^，]{0,8}$|^将$")
_OWN_AFTER = re.compile(r"^[^，。]{0,12}(?:印发|公布|发布|公示|公告|下发|下达|刊登|解释)")
_APPROVED = re.compile(r"^\s?(?:已|业)?经[^。]{0,40}(?:同意|通过|批准|审定)[^。]{0,12}现(?:予|将|公布|印发|发布|下发)")
_PASSED_ON = re.compile(r"^[^，。]{0,6}(?:转发|转载|转给)")
_PASSES_ON = re.compile(r"(?:转发|转载)[^，]{0,24}$")
_ENDS = re.compile(r"^[^，。]{0,14}?(?:废止|失效|停止执行|不再执行|终止执行)")
_ENDING = re.compile(r"(?:废止|替代|代替|取代|停止执行|宣布失效的?|终止执行)(?:了)?[^，]{0,12}$")
_CHANGED = re.compile(
    rf"^(?:的)?(?:部分条款|有关条款|有关内容|相关条款|有关事项|个别条款|{_ARTICLE})?(?:进行|作|予以|作出|做|做出)?了?"
    r"(?:如下|以下|部分|相应|适当|全面|重新|局部|了)*(?:修订|修改|修正|完善|调整|补充)|^的?(?:补充|更正|修改)(?:通知|说明|决定|公告)|^(?:的)?有效期"
)
_CHANGED_FOR = re.compile("(?:进行|作出?|予以)[^，]{0,6}(?:修订|修改|修正|完善|调整|补充)")
_CHANGING = re.compile(r"(?:修改|修订|修正|调整|补充|更正|延长|延续)(?:了|完善)?$")
_EXPLAINED = re.compile(
    r"^(?:的)?(?:主要|有关|相关|核心)?(?:内容|政策|条款|要点)?(?:进行|作)?(?:如下)?(?:解读|问答|图解|起草说明|编制说明|政策说明|答记者问|热点)"
)
_EXPLAINING = re.compile(r"(?:解读|读懂|图解|解析)(?:了|新出台的?|刚刚出台的?)?$")
_ASKED = re.compile(r"(?:提出|来函|报来|报送|呈报|提交|来文|关于)的?[^，]{0,6}$")
_RECEIVED = re.compile(r"^[^。]{0,30}(?:收悉|(?:已|均)收到)")
_BASED = re.compile(
    "根据|依据|依照|依法按|按照|遵照|参照|落实|贯彻|执行|实施|对照|兑现|用足|用好|符合|遵循|遵守|响应|推进|推动|结合|按|依|满足|享受|申请|申报|适用|达到"
)
_NOT_BASED = re.compile("违反|起草|制定|制订|出台|印发|审议|审定|编制|讨论|学习了|发布|公布")
_BASING = re.compile(
    r"^(?:中)?(?:的)?(?:(?:及其|和其)|(?:等)?(?:文件|有关|相关)+的?(?:规定|要求|精神|部署|安排)|(?:等)?(?:文件)?精神|"
    r"(?:学习|宣传)?(?:贯彻|实施|落实|执行)(?!以来|后|前|效果|情况)|规定的|[^，。]{0,6}(?:申报指南|申报通知|实施细则|操作规程|实施方案|申报工作))"
)


def role(text: str, start: int, end: int, *, beside: int) -> Role:
    """Return what the words around a name at start:end say; `beside` is the end of the brackets after it."""
    before, after = _before(text, start), _after(text, beside)
    clause = _clause(before)
    tail = _COMMA.split(after, maxsplit=1)[0]
    if (own := _own(clause, after, tail)) is not None:
        return own
    for relation, says_before, says_after in _WAYS:
        if says_before.search(clause) or says_after.search(tail):
            return relation
    if clause.endswith(("对", "就")) and _CHANGED_FOR.search(tail):
        return "amends"
    if _RECEIVED.search(after) or (_ASKED.search(clause) and "提出" in clause):
        return "answers"
    based = _BASED.search(clause) and not _NOT_BASED.search(clause)
    return "implements" if based or _BASING.search(tail) else "mentions"


_NEVER = re.compile("(?!)")
_WAYS: tuple[tuple[Relation, re.Pattern[str], re.Pattern[str]], ...] = (
    ("reposts", _PASSES_ON, _PASSED_ON),
    ("repeals", _ENDING, _ENDS),
    ("amends", _CHANGING, _CHANGED),
    ("interprets", _EXPLAINING, _EXPLAINED),
)


def _own(clause: str, after: str, tail: str) -> Role | None:
    if _PASSED_ON.search(tail):
        return "reposts"
    if (_OWN_BEFORE.search(clause) and _OWN_AFTER.search(tail)) or _APPROVED.search(after):
        return "own"
    return "enclosed" if _ENCLOSED_BEFORE.search(clause) else None


def _before(text: str, start: int) -> str:
    """Return the words of the sentence before a name, without the names and brackets among them."""
    window = text[max(0, start - WINDOW) : start]
    window = _NAMED.sub(lambda found: "《》" if found[0][0] == "《" else "", window)
    window = _TORN.sub("", window)
    cut = max(window.rfind(sign) for sign in _STOPS)
    return window[cut + 1 :].split("|")[-1]


def _clause(before: str) -> str:
    """Return the last clause, that before it when the last one only joins names (根据《A》，《B》)."""
    clauses = _COMMA.split(before)
    for clause in reversed(clauses):
        if not _ONLY_JOINS.match(clause):
            return clause.rstrip("、和及与原 　").replace("《》", "").rstrip("、和及与 　")
    return ""


def _after(text: str, end: int) -> str:
    """Return the words of the sentence after a name, without the names that are listed with it."""
    window = text[end : end + WINDOW]
    window = _LISTED.sub("", window)
    stops = [at for sign in _STOPS + "|" if (at := window.find(sign)) >= 0]
    return window[: min(stops, default=len(window))]
