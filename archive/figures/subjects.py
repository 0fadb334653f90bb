"""What a figure measures or gives: two to twelve characters of its own line, behind it, before it, or named near it."""

import re

from archive.figures.quantities import Quantity

LONGEST, SHORTEST = 12, 2
REACH = 40
_GIVEN = re.compile(
    "租金|[一-鿿]{0,4}(?:补助|补贴|资助|奖励|津贴|奖金|贴息|薪|奖)|总投资|投资额|投资|"
    "成交价|金额|规模|资金|收费|[一-鿿]{0,3}费|标准|出资|资本|收入|产值|额度|租金|价格|总额|财政|预算|投入|安排|融资|订单|合同额|抵扣|下浮|上浮"
)
_RATIO = re.compile(
    "[一-鿿]{1,6}(?:率|占比|比例|比重|产出|误差|收益|增加值|总额|总值|出资|成本)|抵扣|补贴|补助|资助|下浮|上浮"
)
_NOUN = re.compile(r"[一-鿿A-Za-z“”·]{2,12}")
_STOP = re.compile(
    r"[的，。；：、（）()|《》\n\d！？]|以上|以下|以内|左右|进行|开展|参加|参展|组成|完成|给予|对|由|将|在|从|为|并|与|和|及|到|被|参|获|拟"
)
_LEFT = re.compile(
    r"(?:达到|达|共计|合计|累计|共有|共|总计|增至|增加|增长|减少|降至|提高到|提高至|提高|上升|下降|提升|升至|为|是|有|由|从|至|到|按照|按|约|近|超过|"
    r"超|逾|新增|安排|给予|不少于|不超过|不低于|最高|最多|至少|各|仅|配|限|每|再|另|一次性|奖励|计|等|的|了|在|以|：|\s){1,4}$"
)
_CHANGE = re.compile(r"[由从][^，。；|\n]{1,10}(?:提高|提升|增加|增长|上升|下降|减少|降低|升|降|压|调整)(?:到|至|为)$")
_QUALIFIED = re.compile(
    r"(?:研发|可|用|带|在|从|来|做|会|有|能|被|掌握|持|具|含|达|符合|通过|获|办成|学|需|未|已|新)[^，。；：（）()|《》\n的\d]{0,13}的(?P<noun>[一-鿿A-Za-z]{2,8})"
)
_LABEL = re.compile(r"(?:^|[：、，；。（(])(?P<label>[一-鿿]{2,6})$")
_NO_LABEL = re.compile(
    "给予|补|奖|共|安排|其中|投资|达|增|减|最|每|不|资助|按|约|超|为$|单[家个项件户]|一次性|另|再|由|年度|合计"
)
_BEGINS = re.compile("(?:将|把|完成|向|提出|登录|通过|报送|提交|前往|对|各|由)+")
_LEFT_NOUN = re.compile(r"[一-鿿A-Za-z]{2,}$")


def subject(text: str, line: tuple[int, int], span: tuple[int, int], figure: Quantity) -> tuple[int, int]:
    """Return the span of the subject of the figure at `span` in its line; an empty span when nothing names one."""
    if figure.kind == "count":
        return _behind(text, line, span[1]) or _before(text, line, span[0]) or (span[0], span[0])
    named = _RATIO if figure.kind == "percentage" else _GIVEN
    return (
        _labelled(text, line, span[0])
        or _named(text, line, span, named)
        or _before(text, line, span[0])
        or _behind(text, line, span[1])
        or (span[0], span[0])
    )


def of_day(text: str, line: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """Return the span of what is due on a day: the noun of the period before it, else what has to be done by then."""
    low = max(line[0], start - REACH)
    first = max(text.rfind(sign, low, start) for sign in "。；\n|") + 1
    clause = text[max(first, low) : start]
    found = list(
        re.finditer(
            r"公示期?|报名|申报|申请截?止?时?间?|征求意见|征集|受理|投递|有效期|反馈|意见|报到时间|截止时间", clause
        )
    )
    if found:
        at = max(first, low) + found[-1].start()
        return at, at + len(found[-1].group())
    return _behind(text, line, end, most=8) or _before(text, line, start) or (start, start)


def _labelled(text: str, line: tuple[int, int], start: int) -> tuple[int, int] | None:
    """五级220元、四级280元: the word that stands alone between a sign and the figure."""
    low = max(line[0], start - LONGEST)
    found = _LABEL.search(text[low:start])
    if found is None or _NO_LABEL.search(found["label"]) or (found.start() == 0 and low > line[0]):
        return None
    return low + found.start("label"), start


def _named(text: str, line: tuple[int, int], span: tuple[int, int], named: re.Pattern[str]) -> tuple[int, int] | None:
    """The word for what is given that stands nearest in the clause, before or right behind."""
    low, high = max(line[0], span[0] - REACH), min(line[1], span[1] + LONGEST)
    first = max(low, max(text.rfind(sign, low, span[0]) for sign in "。；\n|") + 1)
    clause = max(first, text.rfind("，", first, span[0]) + 1)
    behind = named.search(text, span[1], high)
    if behind and not re.search("[，。；、|\n]", text[span[1] : behind.start()]):
        return behind.span()
    before = [*named.finditer(text, clause, span[0])] or [*named.finditer(text, first, span[0])]
    return before[-1].span() if before else None


def _behind(text: str, line: tuple[int, int], end: int, most: int = LONGEST) -> tuple[int, int] | None:
    high = min(line[1], end + LONGEST + 4)
    while end < high and text[end] in "的内 ":
        end += 1
    if begins := _BEGINS.match(text, end, high):
        end = begins.end()
    if qualified := _QUALIFIED.match(text, end, min(line[1], end + 24)):
        stop = _STOP.search(text, qualified.start("noun"), qualified.end("noun"))
        last = stop.start() if stop else qualified.end("noun")
        if last - qualified.start("noun") >= SHORTEST:
            return qualified.start("noun"), last
    found = _NOUN.match(text, end, min(high, end + most))
    if found is None:
        return None
    stop = _STOP.search(text, end, found.end())
    last = stop.start() if stop else found.end()
    return (end, last) if last - end >= SHORTEST else None


def _before(text: str, line: tuple[int, int], start: int) -> tuple[int, int] | None:
    low = max(line[0], start - REACH)
    window = text[low:start]
    for lead in (_CHANGE, _LEFT):
        if found := lead.search(window):
            window = window[: found.start()]
    clause = re.split(r"[，。；：、（）()|《》\n]", window.rstrip("，（( "))[-1]
    noun = _LEFT_NOUN.search(clause)
    if noun is None:
        return None
    last = low + len(window.rstrip("，（( "))
    return max(last - len(noun.group()), last - 8), last
